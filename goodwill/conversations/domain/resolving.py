"""Moves a conversation between open, pending, resolved and closed."""

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import cataloguing
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.enums import AsksTopic, Status
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation

ACTIVITY = {
    Status.OPEN: "conversation.reopened",
    Status.PENDING: "conversation.left_pending",
    Status.RESOLVED: "conversation.resolved",
    Status.CLOSED: "conversation.closed",
}


class AlreadySo(Exception):
    """Somebody else made the same change a moment earlier; nothing was done."""


class PastReopening(Exception):
    """A closed conversation stays closed: what follows is a new one."""


class TopicWanted(Refused):
    """The desk wants a topic before an agent resolves a conversation."""


def resolve(conversation: Conversation, *, by: Agent | Actor) -> None:
    """The matter is done.

    Raise AlreadySo when it was resolved already, so that two who click at once see who was first; TopicWanted where the
    desk requires a topic of agents and there is none.
    """
    move(conversation, Status.RESOLVED, by=by)


def reopen(conversation: Conversation, *, by: Agent | Actor) -> None:
    """It is ours to act again; raise PastReopening for a closed one."""
    move(conversation, Status.OPEN, by=by)


def leave_pending(conversation: Conversation, *, by: Agent | Actor) -> None:
    """It is the customer's turn."""
    move(conversation, Status.PENDING, by=by)


def close(conversation: Conversation, *, by: Agent | Actor) -> None:
    """Done and past reopening."""
    move(conversation, Status.CLOSED, by=by)


def move(conversation: Conversation, status: Status, *, by: Agent | Actor) -> None:
    with changing(conversation) as fresh:
        if fresh.status == status:
            raise AlreadySo(_("It is %(status)s already.") % {"status": status.label.lower()})
        if fresh.status == Status.CLOSED:
            raise PastReopening(_("A closed conversation can't be opened again. Start a new one with the customer."))
        if status == Status.RESOLVED and isinstance(by, Agent) and wants_topic(fresh):
            raise TopicWanted(_("Choose a topic first: what was it about?"))
        before, fresh.status, fresh.snoozed_until = fresh.status, status, None
        record(ACTIVITY[status], fresh, by=by, data={"from": before})


def wants_topic(conversation: Conversation) -> bool:
    """Whether an agent must choose a topic before resolving this."""
    return conversation.topic_id is None and cataloguing.wrap_up() == AsksTopic.REQUIRED
