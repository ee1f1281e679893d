"""Takes in the messages of an archive: with their own dates, silently, and as often as wanted without doubling any."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from goodwill.conversations.domain import receiving
from goodwill.conversations.domain.placing import IMPORTED
from goodwill.conversations.enums import Status
from goodwill.core.clock import now
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Envelope
from goodwill.inboxes.domain import intake
from goodwill.inboxes.models import Inbox, RawMessage, RawState

Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What became of the messages of an archive, by outcome; ``known`` had been imported before."""

    read: int = 0
    known: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


def take_in(path: Path, inbox: Inbox, *, status: Status = Status.CLOSED, progress: Progress | None = None) -> Tally:
    """Import an archive into an inbox; raise Unreadable for what is none, IntakeRefused when the disk is full.

    Conversations get ``status``. Nobody is acknowledged or told, and a conversation that is going on is not reopened.
    Can be run again: what is there is passed over, what an interrupted run left unprocessed is processed.
    """
    tally = Tally()
    for item in registry.channel_of(inbox).read_archive(path):
        tally.read += 1
        envelope = Envelope(source=IMPORTED, received_at=now(), recipients=(inbox.address,))
        remarks = {IMPORTED: {"status": str(status)}}
        raw_id = intake.store(intake.Delivery(item.raw, envelope, inbox.pk, item.source_key, remarks=remarks))
        if _state(raw_id) == RawState.WAITING:
            receiving.process(raw_id)
            tally.outcomes[_outcome(raw_id)] += 1
        else:
            tally.known += 1
        if progress:
            progress(item.position, item.total)
    return tally


def _state(raw_id: int) -> str:
    return RawMessage.objects.values_list("state", flat=True).get(pk=raw_id)


def _outcome(raw_id: int) -> str:
    return RawMessage.objects.values_list("outcome", flat=True).get(pk=raw_id)
