"""Puts something right, under the policy: what it allows is done, what needs an approval is asked for, the rest is denied."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.commerce.models import Order
from goodwill.conversations.domain import linking_orders
from goodwill.core.amounts import written
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import kinds, reasons
from goodwill.remedies.contract import Grantee, Incomplete, Request
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import Effect, RemedyState
from goodwill.remedies.errors import Denied, NeedsSecondFactor

# Those whose parameters do not depend on the pieces of one order.
OFFERED = ("refund", "discount", "credit", "gift_card", "points", "cancel")


def offered_kinds() -> list[tuple[str, str]]:
    return [(name, str(kinds.kind(name).label)) for name in OFFERED]


class GiveRemedy(Action):
    name = "remedy"
    label = gettext_lazy("Give a remedy")
    icon = "hand-heart"
    fields = (
        Field("kind", FieldKind.CHOICE, gettext_lazy("what"), is_required=True, choices=offered_kinds, initial="discount"),
        Field("percent", FieldKind.PERCENT, gettext_lazy("percent of the order"), gettext_lazy("For a refund or a discount.")),
        Field("amount", FieldKind.AMOUNT, gettext_lazy("or amount"), gettext_lazy("A refund with neither gives back all that is left.")),
        Field("points", FieldKind.NUMBER, gettext_lazy("or points")),
        Field("reason", FieldKind.CHOICE, gettext_lazy("because"), is_required=True, choices=reasons.choices, initial="goodwill"),
    )

    def sentence(self, parameters: Parameters) -> str:
        what = str(kinds.kind(parameters["kind"]).label)
        return _("give a remedy, if the policy allows it: %(what)s") % {"what": f"{what} {_how_much(parameters)}".strip()}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        try:
            request = self._request(parameters, doing)
        except Stopped as error:
            return Plan((), problem=str(error), changes=False)
        preview = granting.preview(request, self._grantee(doing))
        value = {"value": written(preview.value) if preview.value else "", "outcome": preview.outcome.value, "rule": preview.rule}
        limit = _limit(preview)
        if not preview.is_possible:
            why = next(iter(preview.problems), "") or preview.sentence or _("The policy asks for a reason.")
            return Plan(preview.sentences, problem=why, changes=False, limit=limit, preview=value)
        asks = (_("It waits for an approval first."),) if preview.outcome == Effect.APPROVE else ()
        return Plan((*preview.sentences, *asks), limit=limit, preview=value)

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        request = self._request(parameters, doing)
        try:
            remedy = granting.grant(request, self._grantee(doing))
        except Denied as error:
            # The ledger keeps the denial: it is not rolled back.
            return Done(_("Denied: %(why)s") % {"why": error.sentence}, changed=False, is_refused=True)
        except NeedsSecondFactor as error:
            raise Stopped(str(error)) from error
        except Incomplete as error:
            raise Stopped(str(error)) from error
        words = {"what": kinds.kind(remedy.kind).label, "value": written(remedy.value_money)}
        if remedy.state == RemedyState.ASKED:
            return Done(_("Asked for an approval: %(what)s, %(value)s.") % words)
        return Done(_("Granted: %(what)s, %(value)s.") % words)

    def problem(self, parameters: Parameters) -> str:
        kind = parameters["kind"]
        if kind in ("credit", "gift_card") and not parameters.get("amount"):
            return _("Say how much.")
        if kind == "discount" and not (parameters.get("amount") or parameters.get("percent")):
            return _("Say how much.")
        return _("Say how many points.") if kind == "points" and not parameters.get("points") else ""

    def _grantee(self, doing: Doing) -> Grantee:
        return Grantee.of(doing.agent) if doing.agent is not None else Grantee.bot()

    def _request(self, parameters: Parameters, doing: Doing) -> Request:
        linked = linking_orders.links_of(doing.conversation)
        if not linked:
            raise Stopped(_("It is not known which order this is about."))
        order = linked[0].order
        return Request(
            kind=parameters["kind"],
            store=order.store,
            order=order,
            buyer=order.buyer,
            parameters=_parameters(parameters, order),
            reason=str(parameters.get("reason") or ""),
            note=doing.source,
            conversation=doing.conversation,
            key=_key(doing),
        )


def _key(doing: Doing) -> str:
    """The same occasion asks once, whatever is tried again. Letters and digits as a form's key has them."""
    from goodwill.core import signing

    return f"auto-{signing.seal('remedy of a rule', doing.key, length=32)}"


def _parameters(given: Parameters, order: Order) -> dict[str, Any]:
    """As the kind of remedy wants them."""
    percent = Decimal(str(given["percent"])) if given.get("percent") else None
    amount = given.get("amount") or None
    match given["kind"]:
        case "refund" if percent and not amount:
            share = Money(order.total, order.currency).percent(percent)
            return {"amount": {"minor": share.minor, "currency": share.currency}, "notify": True}
        case "refund":
            return {"amount": amount, "notify": True} if amount else {"notify": True}
        case "discount" if percent:
            return {"form": "percent", "percent": str(percent)}
        case "discount":
            return {"form": "amount", "amount": amount}
        case "points":
            return {"points": given.get("points")}
        case "cancel":
            return {"restock": True, "notify": True}
        case _:
            return {"amount": amount}


def _how_much(parameters: Parameters) -> str:
    if parameters.get("amount"):
        return written(Money(**parameters["amount"]))
    if parameters.get("percent"):
        return f"{parameters['percent']} %"
    return str(parameters.get("points") or "")


def _limit(preview: granting.Preview) -> str:
    """Against which limit it stands, in the words of the policy."""
    if preview.room is not None:
        return _("“%(rule)s” lets %(room)s more pass now.") % {"rule": preview.rule, "room": written(preview.room)}
    return preview.sentence
