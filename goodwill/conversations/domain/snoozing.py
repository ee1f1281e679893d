"""Puts a conversation away until a time, and brings it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.domain.resolving import PastReopening
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.core.clock import now


class NotInFuture(ValueError):
    """A conversation can only be snoozed until a time that is still to come."""


def snooze(conversation: Conversation, until: datetime, *, by: Agent | Actor) -> None:
    """Put it away until ``until`` (aware); a message of the customer brings it back earlier."""
    if until <= now():
        raise NotInFuture(_("Choose a time in the future."))
    with changing(conversation) as fresh:
        if fresh.status == Status.CLOSED:
            raise PastReopening(_("A closed conversation can't be snoozed."))
        before, fresh.status, fresh.snoozed_until = fresh.status, Status.SNOOZED, until
        record("conversation.snoozed", fresh, by=by, data={"from": before, "until": until.isoformat()})
        set_timer(fresh)


def set_timer(conversation: Conversation) -> None:
    """Have a snoozed conversation woken at its time, at once where that has passed; one timer for each."""
    from goodwill.conversations.tasks import wake as wake_task

    if conversation.status == Status.SNOOZED and conversation.snoozed_until:
        jobs.enqueue_once(wake_task, f"wake:{conversation.pk}", conversation.pk, run_after=conversation.snoozed_until)


def wake(conversation: Conversation, *, by: Agent | Actor) -> None:
    """Bring it back now."""
    with changing(conversation) as fresh:
        _wake(fresh, by)


def wake_due(conversation_id: int) -> None:
    """Bring it back if its time has come: it may have been woken, snoozed for longer, or merged, since the timer was set."""
    conversation = Conversation.objects.filter(pk=conversation_id, merged_into=None).first()
    if conversation is None or not _is_due(conversation):
        return
    # Looked at again under the lock; one that was merged since is left until it is taken out again.
    with changing(conversation, even_merged=True) as fresh:
        if _is_due(fresh) and not fresh.merged_into_id:
            _wake(fresh, Actor.SYSTEM)


def _is_due(conversation: Conversation) -> bool:
    return conversation.status == Status.SNOOZED and conversation.snoozed_until is not None and conversation.snoozed_until <= now()


def _wake(fresh: Conversation, by: Agent | Actor) -> None:
    if fresh.status == Status.SNOOZED:
        fresh.status, fresh.snoozed_until = Status.OPEN, None
        record("conversation.woken", fresh, by=by)
