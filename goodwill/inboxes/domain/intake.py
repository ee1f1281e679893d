"""Stores what channels hand over, raw and committed, before anybody tries to understand it."""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction

from goodwill.activity.models import Activity
from goodwill.activity.recording import publish
from goodwill.core import files
from goodwill.core.files import StorageFull
from goodwill.core.rows import insert
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Envelope, IntakeRefused
from goodwill.inboxes.models import Inbox, RawMessage

logger = logging.getLogger(__name__)
BATCH = 64
T = TypeVar("T")


@dataclass
class Delivery:
    """One raw message on its way into the database."""

    raw: bytes = field(repr=False)
    envelope: Envelope
    inbox_id: int
    source_key: str = ""
    position: Mapping[str, Any] | None = None
    # Kept with the envelope, for whoever processes the message.
    remarks: Mapping[str, Any] = field(default_factory=dict)


def store(delivery: Delivery) -> int:
    """Commit one raw message and the job that will process it; return the raw message's id.

    A known ``source_key`` stores nothing and returns the first one's id. Raise IntakeRefused when nothing was stored.
    """
    return _refusing(lambda: _store_once(delivery))


def _store_once(delivery: Delivery) -> int:
    try:
        return _store_all([delivery])[0]
    except IntegrityError:
        # Another process stored the same source key a moment ago: that one is found now.
        return _store_all([delivery])[0]


def _refusing(work: Callable[[], T]) -> T:
    try:
        return work()
    except (DatabaseError, OSError, StorageFull) as error:
        logger.warning("a raw message was refused: %s", error)
        close_old_connections()
        raise IntakeRefused("The message can't be stored at the moment. Please try again later.") from error


def _store_all(deliveries: Sequence[Delivery]) -> list[int]:
    """All of them in one transaction, in order, one id each."""
    # Big bodies go to the file store before the transaction, which stays short.
    packed = [_packed(delivery) for delivery in deliveries]
    with transaction.atomic():
        ids = []
        for delivery, content in zip(deliveries, packed, strict=True):
            known = _known(delivery)
            ids.append(known if known is not None else _insert(delivery, content))
            if delivery.position is not None:
                Inbox.objects.filter(pk=delivery.inbox_id).update(position=dict(delivery.position))
    return ids


def _known(delivery: Delivery) -> int | None:
    if not delivery.source_key:
        return None
    return RawMessage.objects.filter(inbox_id=delivery.inbox_id, source_key=delivery.source_key).values_list("id", flat=True).first()


def _packed(delivery: Delivery) -> dict[str, Any]:
    if len(delivery.raw) <= RawMessage.SMALL:
        return {"body": RawMessage.packed(delivery.raw)}
    return {"file": files.keep(delivery.raw)}


def _insert(delivery: Delivery, content: dict[str, Any]) -> int:
    raw = insert(
        RawMessage(
            inbox_id=delivery.inbox_id,
            source_key=delivery.source_key or None,
            size=len(delivery.raw),
            envelope={**delivery.envelope.as_json(), **delivery.remarks},
            received_at=delivery.envelope.received_at,
            **content,
        )
    )
    # Announced, not recorded: the raw row itself says that it came in.
    publish(Activity(kind="raw.stored", subject_kind="rawmessage", subject_id=raw.pk))
    return raw.pk


Awaited = tuple[Delivery, "Future[int]"]


class DeskIntake:
    """The Intake of the running desk: concurrent calls of ``store`` share one transaction and its one fsync."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Awaited | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def store(
        self, raw: bytes, envelope: Envelope, *, inbox_id: int, source_key: str = "", position: Mapping[str, Any] | None = None
    ) -> int:
        future: Future[int] = Future()
        self._queue.put((Delivery(raw, envelope, inbox_id, source_key, position), future))
        self._start()
        return future.result()

    def close(self) -> None:
        """Store what is waiting, then give the writer's connection back; a later ``store`` starts it anew."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None and writer.is_alive():
                self._queue.put(None)
                writer.join()

    def _start(self) -> None:
        with self._lock:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write, name="intake", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        is_closing = False
        while not is_closing:
            taken = [self._queue.get()]
            while len(taken) < BATCH and not self._queue.empty():
                taken.append(self._queue.get())
            is_closing = None in taken
            self._commit([awaited for awaited in taken if awaited is not None])
        connection.close()

    def _commit(self, batch: list[Awaited]) -> None:
        try:
            ids = _refusing(lambda: _store_all([delivery for delivery, _ in batch]))
        except Exception as error:
            # One bad message, one that another process stored first, or a fault of ours must turn no neighbour away,
            # nor end this thread, on which all others wait; whoever it concerns is told.
            if not isinstance(error, IntakeRefused):
                logger.exception("storing %s raw messages failed unexpectedly", len(batch))
            for delivery, future in batch:
                self._commit_one(delivery, future)
            return
        for (_, future), number in zip(batch, ids, strict=True):
            future.set_result(number)

    def _commit_one(self, delivery: Delivery, future: "Future[int]") -> None:
        try:
            future.set_result(store(delivery))
        except Exception as error:  # noqa: BLE001 - handed on to the one who waits for it
            future.set_exception(error)

    def inbox_for(self, addresses: Sequence[str]) -> int | None:
        """The active inbox that one of these addresses belongs to; a ``+token`` before the @ is ignored."""
        known = inbox_addresses()
        for address in addresses:
            bare = _without_token(address.strip().lower())
            if bare in known:
                return known[bare]
        return None

    def position(self, inbox_id: int) -> Mapping[str, Any]:
        return Inbox.objects.values_list("position", flat=True).get(pk=inbox_id)

    def report(self, inbox_id: int, *, problem: str) -> None:
        Inbox.objects.filter(pk=inbox_id).exclude(problem=problem).update(problem=problem)


def inbox_addresses() -> dict[str, int]:
    """Every address and alias of the active inboxes, normalised, with the inbox's id."""
    found: dict[str, int] = {}
    for inbox in Inbox.objects.filter(is_active=True).only("id", "kind", "address", "aliases"):
        channel = registry.channel_of(inbox)
        for address in [inbox.address, *inbox.aliases]:
            found.setdefault(channel.normalise(address), inbox.pk)
    return found


def _without_token(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local.split('+', 1)[0]}{at}{domain}" if at else address
