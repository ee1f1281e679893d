"""Rows of the policy in plain words, as the table shows them."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.core.conditions import UnknownCondition
from goodwill.core.money import Money
from goodwill.remedies import conditions, kinds, reasons
from goodwill.remedies.enums import Effect, GranteeKind, Per
from goodwill.remedies.models import Policy, Rule
from goodwill.remedies.wording import listed, money
from goodwill.web.setup.policy_changes import Line, Table, compared


def columns() -> dict[str, str]:
    """The heads of the table, in its order."""
    return {
        "who": _("Who"),
        "what": _("What"),
        "up_to": _("Up to"),
        "when": _("When"),
        "then": _("Then"),
        "reasons": _("Reasons"),
    }


def table_of(policy: Policy, before: Policy | None = None) -> Table:
    """The table in words; with another policy, what differs from that."""
    names = _Names()
    lines = tuple(names.line(rule) for rule in _rules(policy))
    if before is None:
        return Table(lines)
    return compared(lines, tuple(names.line(rule) for rule in _rules(before)))


def line_of(rule: Rule) -> Line:
    return _Names().line(rule)


def _rules(policy: Policy) -> list[Rule]:
    return list(policy.rules.select_related("store", "budget").order_by("position"))


class _Names:
    """What teams, agents and kinds are called; asked for once, when the first row names one."""

    def __init__(self) -> None:
        self._teams: dict[int, str] | None = None
        self._agents: dict[int, str] | None = None

    def line(self, rule: Rule) -> Line:
        return Line(
            rule,
            {
                "name": (rule.name,),
                "who": self._who(rule),
                "what": _what(rule),
                "up_to": _up_to(rule),
                "when": _when(rule),
                "then": self._then(rule),
                "reasons": _reasons(rule),
            },
        )

    def _who(self, rule: Rule) -> tuple[str, ...]:
        found = []
        if rule.roles:
            found.append(listed(_roles(rule.roles)))
        if rule.teams:
            found.append(_("of %(teams)s") % {"teams": listed(self.teams(rule.teams))})
        if rule.agents:
            found.append(_("only %(names)s") % {"names": listed(self.agents(rule.agents))})
        if found:
            return tuple(found)
        return (str(GranteeKind(rule.grantee).label) if rule.grantee else _("Anyone"),)

    def _then(self, rule: Rule) -> tuple[str, ...]:
        found = [str(Effect(rule.effect).label)]
        if rule.effect == Effect.APPROVE:
            approvers = [*_roles(rule.approver_roles), *self.teams(rule.approver_teams)]
            found.append(_("by %(who)s") % {"who": listed(approvers)})
            if rule.escalates_after:
                found.append(_("to all of them again after %(time)s") % {"time": _lasting(rule.escalates_after)})
            if rule.expires_after:
                found.append(_("void after %(time)s") % {"time": _lasting(rule.expires_after)})
        if rule.step_up_over is not None:
            found.append(_("second factor over %(amount)s") % {"amount": money(Money(rule.step_up_over, rule.currency))})
        if rule.is_statutory:
            found.append(_("a right by law"))
        return tuple(found)

    def teams(self, numbers: Iterable[int]) -> list[str]:
        if self._teams is None:
            self._teams = dict(Team.objects.values_list("pk", "name"))
        return [self._teams.get(number, _("a removed team")) for number in numbers]

    def agents(self, numbers: Iterable[int]) -> list[str]:
        if self._agents is None:
            self._agents = dict(Agent.objects.values_list("pk", "name"))
        return [self._agents.get(number, "?") for number in numbers]


def _roles(named: Iterable[str]) -> list[str]:
    """In one order, whatever the order in which they were marked: the most powerful last."""
    return [str(role.label) for role in reversed(list(Role)) if role.value in named]


def _what(rule: Rule) -> tuple[str, ...]:
    known = kinds.all_kinds()
    return tuple(sorted(str(known[kind].label) if kind in known else kind for kind in rule.kinds)) or (_("Everything"),)


def _up_to(rule: Rule) -> tuple[str, ...]:
    """The limit and what it counts together; nothing for rows without one."""
    bounds = [money(Money(rule.amount, rule.currency))] if rule.amount is not None else []
    if rule.percent is not None:
        bounds.append(_("%(share)s %% of the order") % {"share": number_format(_plain(rule.percent), use_l10n=True)})
    bound = _("%(amount)s and at most %(share)s") % {"amount": bounds[0], "share": bounds[1]} if len(bounds) == 2 else "".join(bounds)
    found = [bound, str(Per(rule.per).label)] if bound else []
    if rule.budget is not None:
        found.append(_("from the budget “%(name)s”") % {"name": rule.budget.name})
    return tuple(found)


def _plain(share: Decimal) -> Decimal:
    """Without zeros at its end, and never as a power of ten."""
    return share.quantize(Decimal(1)) if share == share.to_integral() else share.normalize()


def _when(rule: Rule) -> tuple[str, ...]:
    found = [_in_words(given) for given in rule.conditions]
    if rule.store is not None:
        found.append(_("only in %(store)s") % {"store": rule.store.name})
    if rule.countries:
        found.append(_("only to %(countries)s") % {"countries": listed(rule.countries)})
    return tuple(found)


def _in_words(given: dict[str, object]) -> str:
    """A condition; one that is not installed any more, or incomplete, is named."""
    try:
        return conditions.KIT.sentence(given)
    except (UnknownCondition, KeyError, TypeError, ValueError):
        return str(given.get("name", "?"))


def _reasons(rule: Rule) -> tuple[str, ...]:
    if rule.reasons:
        return tuple(sorted(reasons.label(reason) for reason in rule.reasons))
    return (_("any, but one is required"),) if rule.is_reason_required else ()


def _lasting(time: timedelta) -> str:
    hours = round(time.total_seconds() / 3600)
    if hours % 24 == 0 and hours:
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
