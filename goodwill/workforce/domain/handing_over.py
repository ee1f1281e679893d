"""Hands a conversation to a higher tier or another team: it waits for somebody there."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import noting
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.workforce.domain import requiring
from goodwill.workforce.errors import Refused

HIGHEST = 3


def hand_off(conversation: Conversation, *, by: Agent | Actor, tier: int | None = None, team: Team | None = None, reason: str = "") -> None:
    """Take it from whoever has it and let it wait for this tier or higher, in this team (None: in its own).

    It stays on the tier whoever takes it. The reason becomes a note for whom it comes to. Raise Refused when neither is
    given, or there is no such tier.
    """
    if tier is None and team is None:
        raise Refused(_("Choose a tier or a team."))
    if tier is not None and not 1 <= tier <= HIGHEST:
        raise Refused(_("Tiers go from 1 to 3."))
    with transaction.atomic(), changing(conversation) as fresh:
        if fresh.status == Status.CLOSED:
            raise Refused(_("A closed conversation can't be handed over."))
        before, former = fresh.assignee_id, fresh.team_id
        fresh.assignee = None
        fresh.status, fresh.snoozed_until = Status.OPEN, None
        if team is not None:
            fresh.team = team
        data = {
            "from": before,
            "from_team": former,
            "team": team.pk if team else None,
            "name": str(team or ""),
            "tier": tier or requiring.handed_to_tier(fresh),
        }
        record(requiring.HANDED_OVER, fresh, by=by, data=data)
    if reason.strip() and isinstance(by, Agent):
        noting.add_note(conversation, reason, by=by)


def next_tier(conversation: Conversation) -> int | None:
    """The tier above the one that it waits or waited on; None at the top."""
    tier = requiring.handed_to_tier(conversation)
    return tier + 1 if tier < HIGHEST else None
