"""Changes the rules of routing: the table that says what each conversation needs."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.conditions import KIT
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.core.conditions import UnknownCondition
from goodwill.workforce.domain import requiring, settings
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import RoutingRule, Skill


def save(rule: RoutingRule, *, by: Agent) -> RoutingRule:
    """Add or change a rule; a new one goes to the end. What waits is looked at anew. Raise Refused."""
    rule.name = " ".join(rule.name.split())
    if not rule.name:
        raise Refused(_("Give it a name."))
    _require_sense(rule)
    with transaction.atomic():
        if rule.pk is None:
            last = RoutingRule.objects.order_by("-position").first()
            rule.position = last.position + 1 if last else 1
        rule.save()
        _changed("routing_rule.saved", rule, by)
    return rule


def remove(rule: RoutingRule, *, by: Agent) -> None:
    """Take a rule out; what waits by it is looked at anew."""
    with transaction.atomic():
        _changed("routing_rule.removed", rule, by)
        rule.delete()


def put_in_order(numbers: Sequence[int], *, by: Agent) -> None:
    """Give the rules the order of these ids; those that are missing come last, in their present order."""
    with transaction.atomic():
        known = list(RoutingRule.objects.select_for_update())
        wanted = sorted(known, key=lambda rule: (numbers.index(rule.pk) if rule.pk in numbers else len(numbers), rule.position))
        for position, rule in enumerate(wanted, start=1):
            if rule.position != position:
                RoutingRule.objects.filter(pk=rule.pk).update(position=position)
        if wanted:
            _changed("routing_rule.moved", wanted[0], by)


def sentences(rule: RoutingRule) -> list[str]:
    """The conditions of a rule in words."""
    return [KIT.sentence(given) for given in rule.conditions]


def trial(conversation: Conversation) -> RoutingRule | None:
    """The rule that would decide about this conversation now, whether it waits or not."""
    return requiring.rule_for(conversation, list(RoutingRule.objects.filter(is_active=True)))


def _require_sense(rule: RoutingRule) -> None:
    for given in rule.conditions:
        try:
            KIT.condition(given["name"])
        except (KeyError, UnknownCondition):
            raise Refused(_("One of its conditions is not known here.")) from None
    wanted = {need.get("skill"): need.get("level") for need in rule.skills}
    if any(not isinstance(level, int) or not 1 <= level <= 5 for level in wanted.values()):
        raise Refused(_("Levels go from 1 to 5."))
    if Skill.objects.filter(pk__in=wanted, is_active=True).count() != len(wanted):
        raise Refused(_("One of the skills is not offered any more."))
    if rule.overflow_team_id is not None and rule.overflow_team_id == rule.team_id:
        raise Refused(_("A team can't overflow into itself."))


def _changed(kind: str, rule: RoutingRule, by: Agent) -> None:
    from goodwill.workforce.tasks import take_in_waiting

    settings.touch()
    record(kind, rule, by=by, data={"name": rule.name})
    if settings.current().is_on:
        jobs.enqueue_once(take_in_waiting, "routing:take_in")
