"""What a person does with raw messages that waited for one: try again to read them, or put them away."""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.activity.recording import publish, record
from goodwill.inboxes.models import RawMessage, RawState

DISCARDED = "discarded"


def retry(raw: RawMessage, *, by: Agent) -> bool:
    """Try to read a quarantined message again, as if it had just come in; False when it is not in quarantine any more."""
    with transaction.atomic():
        if not _move(raw, RawState.QUARANTINED, state=RawState.WAITING, outcome="", sentence=""):
            return False
        record("raw.retried", raw, by=by)
        publish(Activity(kind="raw.stored", subject_kind="rawmessage", subject_id=raw.pk))
    return True


def discard(raw: RawMessage, *, by: Agent) -> bool:
    """Put a quarantined message away among those that were set aside; its bytes stay."""
    with transaction.atomic():
        if not _move(raw, RawState.QUARANTINED, state=RawState.DROPPED, outcome=DISCARDED):
            return False
        record("raw.discarded", raw, by=by)
    return True


def _move(raw: RawMessage, before: RawState, **changes: str) -> bool:
    """The condition in the statement decides between two people who press at the same moment."""
    return bool(RawMessage.objects.filter(pk=raw.pk, state=before).update(**changes))
