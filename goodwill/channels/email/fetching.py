"""Brings what is new in an open folder into the desk: in order, once each, and past what can't be fetched.

Nothing here looks at flags: whether somebody has read a message elsewhere says nothing about whether we have it.
"""

import imaplib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError

from goodwill.channels.email import imap, own_headers
from goodwill.channels.email.imap import Fetched
from goodwill.channels.email.positions import Position
from goodwill.inboxes.contract import Envelope, Intake, IntakeRefused

MAX_SIZE = 50_000_000
_ASKED_AT_ONCE = 200
_FETCHED_AT_ONCE = 25
_BYTES_AT_ONCE = 8_000_000
_CLOCKS_DIFFER = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Folder:
    """An open folder of one inbox; ``position`` moves on with each message."""

    mailbox: BaseMailBox
    intake: Intake
    inbox_id: int
    position: Position
    new_since: datetime | None = None
    max_size: int = MAX_SIZE

    def read_new(self, stop: Event) -> list[int]:
        """Store everything beyond the position; return the stored UIDs. Raise IntakeRefused when the desk can't store."""
        return self._read(self._new_uids(), stop)

    def retry_pending(self, stop: Event) -> list[int]:
        """Try once more what could not be fetched before; forget what is gone."""
        pending = self.position.pending
        if not pending:
            return []
        there = {found.uid for found in self._fetched(pending, "RFC822.SIZE")}
        for uid in set(pending) - there:
            self.position = self.position.without(uid)
        return self._read(sorted(there), stop)

    def missing(self) -> int:
        """How many messages more the server holds in the part that we have read than we have stored."""
        position = self.position
        if position.is_beginning:
            return 0
        return max(0, len(self._read_uids()) - position.stored - len(position.pending))

    def read_again(self, stop: Event) -> list[int]:
        """Go once more through the part already read: the desk recognises what it has by its source key."""
        uids = self._read_uids()
        self.position = replace(self.position, stored=0)
        return self._read(uids, stop)

    def _new_uids(self) -> list[int]:
        if self.position.is_beginning and self.new_since:
            return self._young_uids(self.new_since)
        # "n:*" always names the last message, also when its UID is below n (RFC 3501, 6.4.8).
        start = self.position.uid + 1
        return [uid for uid in imap.search(self.mailbox, f"UID {start}:*") if uid >= start]

    def _young_uids(self, moment: datetime) -> list[int]:
        uids = imap.search(self.mailbox, imap.since(moment))
        found = [item for some in _chunks(uids, _ASKED_AT_ONCE) for item in self._fetched(some, "INTERNALDATE")]
        return sorted(item.uid for item in found if item.internal_date is None or item.internal_date >= moment - _CLOCKS_DIFFER)

    def _read_uids(self) -> list[int]:
        return imap.search(self.mailbox, f"UID {self.position.first}:{self.position.uid}")

    def _read(self, uids: Sequence[int], stop: Event) -> list[int]:
        stored: list[int] = []
        for some in _chunks(uids, _ASKED_AT_ONCE):
            sizes = {found.uid: found.size or 0 for found in self._fetched(some, "RFC822.SIZE")}
            for batch in _batches(sizes):
                if stop.is_set():
                    return stored
                stored += self._read_batch(batch, sizes)
        return stored

    def _read_batch(self, batch: Sequence[int], sizes: dict[int, int]) -> list[int]:
        contents = self._contents(batch, sizes)
        return [uid for uid in batch if self._store(uid, contents.get(uid), sizes[uid])]

    def _contents(self, batch: Sequence[int], sizes: dict[int, int]) -> dict[int, Fetched]:
        """Fetch a batch at once; when the server stumbles over one of them, fetch each alone."""
        parts = "INTERNALDATE BODY.PEEK[]"
        if len(batch) == 1 and sizes[batch[0]] > self.max_size:
            parts += f"<0.{self.max_size}>"
        found = self._fetched(batch, parts)
        if len(found) < len(batch) and len(batch) > 1:
            found = [item for uid in batch for item in self._fetched([uid], parts)]
        return {item.uid: item for item in found}

    def _fetched(self, uids: Sequence[int], parts: str) -> list[Fetched]:
        try:
            return imap.fetch(self.mailbox, uids, parts)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxFetchError, imaplib.IMAP4.error) as error:
            log.warning("The mail server did not hand over messages %s: %s", uids, error)
            return []

    def _store(self, uid: int, found: Fetched | None, size: int) -> bool:
        """Store one message with the position after it; False when it has to wait among the pending ones."""
        if found is None or found.content is None:
            self.position = self.position.with_pending(uid)
            return False
        after = self.position.with_stored(uid)
        now = datetime.now(UTC)
        envelope = Envelope(source="imap", received_at=min(found.internal_date or now, now))
        try:
            self.intake.store(
                self._marked(found.content, size),
                envelope,
                inbox_id=self.inbox_id,
                source_key=after.source_key(uid),
                position=after.as_json(),
            )
        except IntakeRefused:
            raise
        except Exception:
            log.exception("Message %s of inbox %s could not be stored; it will be tried again.", uid, self.inbox_id)
            self.position = self.position.with_pending(uid)
            return False
        self.position = after
        return True

    def _marked(self, content: bytes, size: int) -> bytes:
        """Say in a header of our own that a message was too large to be taken whole; it stays whole in the mailbox."""
        if size <= self.max_size:
            return content
        return f"{own_headers.TRUNCATED}: {size}\r\n".encode() + content


def _chunks(uids: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), count):
        yield uids[start : start + count]


def _batches(sizes: dict[int, int]) -> Iterator[list[int]]:
    """UIDs in order, so many together that one answer of the server stays small; a large message comes alone."""
    batch: list[int] = []
    total = 0
    for uid in sorted(sizes):
        if batch and (len(batch) >= _FETCHED_AT_ONCE or total + sizes[uid] > _BYTES_AT_ONCE):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += sizes[uid]
    if batch:
        yield batch
