"""Keeps rules from running for ever and from flooding: limits by conversation, address and hour; what trips one is told once."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.activity.models import Urgency
from goodwill.activity.notifying import notify
from goodwill.activity.recording import record
from goodwill.automation.enums import Outcome
from goodwill.automation.models import AutomaticReply, Rule, Run
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.core.rows import Prepared

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A rule may start another, which may start a third; no further.
DEEPEST = 3
# All rules together, in one conversation and hour.
MOST_IN_CONVERSATION = 60
# Letters of all rules to one address in a day, and of one rule to anybody in an hour.
MOST_TO_ADDRESS = 4
MOST_LETTERS = 200
# What changed nothing can't go round in circles.
COUNTED = (Outcome.DONE, Outcome.PARTLY)


def against(rule: Rule, conversation: Conversation, depth: int) -> str:
    """Why the rule may not run here now, in words; "" where nothing stands against it. The conversation's row is held."""
    if depth > DEEPEST:
        return _("Rules started one another %(count)s times in a row.") % {"count": depth}
    since = now() - HOUR
    here = [(rule_id, at) for rule_id, at, outcome in _RAN.all(conversation.pk) if outcome in COUNTED]
    own = [at for rule_id, at in here if rule_id == rule.pk]
    if sum(at > since for at in own) >= rule.most_per_hour:
        return _("It ran here %(count)s times within an hour already.") % {"count": rule.most_per_hour}
    if len(own) >= rule.most_in_all:
        return _("It ran here %(count)s times in all already.") % {"count": rule.most_in_all}
    if sum(at > since for _rule_id, at in here) >= MOST_IN_CONVERSATION:
        return _("Rules ran here %(count)s times within an hour already.") % {"count": MOST_IN_CONVERSATION}
    return ""


def against_letter(rule_id: int | None, address: str) -> str:
    """Why a rule may not write to this address now, in words; "" where nothing stands against it."""
    at = now()
    if AutomaticReply.objects.filter(address=address, at__gt=at - DAY).count() >= MOST_TO_ADDRESS:
        return _("Rules wrote to %(address)s %(count)s times within a day already.") % {"address": address, "count": MOST_TO_ADDRESS}
    if rule_id is not None and AutomaticReply.objects.filter(rule_id=rule_id, at__gt=at - HOUR).count() >= MOST_LETTERS:
        return _("This rule wrote %(count)s letters within an hour already.") % {"count": MOST_LETTERS}
    return ""


def hold_back(rule: Rule, conversation: Conversation, why: str, *, activity: int = 0, depth: int = 0) -> Run | None:
    """Log that a rule was kept from running, once for each conversation and hour, and tell the leads, once a day."""
    at = now()
    occasion = f"held:{at:%Y%m%d%H}"
    if Run.objects.filter(rule=rule, conversation=conversation, occasion=occasion).exists():
        return None
    run = Run.objects.create(
        rule=rule,
        rule_name=rule.name,
        conversation=conversation,
        occasion=occasion,
        activity=activity,
        outcome=Outcome.TRIPPED,
        depth=depth,
        steps={"conditions": [], "actions": [], "note": why},
    )
    record("rule.held_back", conversation, data={"run": run.pk, "rule": rule.pk, "name": rule.name, "why": why})
    tell_leads(rule, conversation, why, at)
    return run


def tell_leads(rule: Rule, conversation: Conversation, why: str, at: datetime) -> None:
    notify(
        leads(),
        key=f"rule:{rule.pk}:held:{at:%Y%m%d}",
        kind="rule.held_back",
        title=_("The rule “%(rule)s” was held back") % {"rule": rule.name},
        text=_("%(why)s It stays switched on. Conversation #%(number)s.") % {"why": why, "number": conversation.pk},
        subject=conversation,
        urgency=Urgency.ATTENTION,
    )


# Few in one conversation, which is what the limits are for.
_RAN = Prepared(lambda number: Run.objects.filter(conversation_id=number).values_list("rule_id", "at", "outcome"), int)


def leads() -> list[Agent]:
    """Who looks after rules."""
    return list(Agent.objects.active().filter(role__in=[Role.OWNER, Role.ADMINISTRATOR, Role.LEAD]))
