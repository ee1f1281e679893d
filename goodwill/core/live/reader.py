"""The thread of a web process that reads new live events from the database and hands them to the hub."""

import asyncio
import json
import logging
import threading
from collections.abc import Iterable, Sequence

from django.db import connection

from goodwill.core import clock
from goodwill.core.live import buses
from goodwill.core.live.hub import Event, Hub, line
from goodwill.core.live.publishing import REVOKED, position
from goodwill.core.models import LiveEvent, LiveRevocation

log = logging.getLogger(__name__)
BATCH = 1000
LOOK_ANYWAY_SECONDS = 2.0
Row = tuple[int, str, str, str]


class Reader:
    """Waits on the bus, reads rows, and passes them into the event loop; comes back by itself after lost connections."""

    def __init__(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        self._hub, self._loop = hub, loop
        self._stop = threading.Event()
        # Nobody listens for most of the night, and then nothing needs to be looked at often.
        self.has_listeners = threading.Event()
        self._seen: dict[int, float] = {}
        self._floor = 0
        self._thread = threading.Thread(target=self._run, name="live-reader", daemon=True)

    def start(self) -> None:
        """Look up where the events stand, then follow them."""
        self._floor = position()
        self._hub.start_at(self._floor, {row.agent_id: row.revoked_at for row in LiveRevocation.objects.all()})
        connection.close()
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        pause = 0.5
        while not self._stop.is_set():
            bus = buses.listener()
            try:
                self._follow(bus)
                pause = 0.5
            except Exception as error:
                log.warning("Live events can't be read, trying again in %.1f s: %s", pause, error, exc_info=True)
                pause = min(pause * 2, 10.0) if not self._stop.wait(pause) else pause
            finally:
                bus.close()
                connection.close()

    def _follow(self, bus: buses.Bus) -> None:
        overlap = buses.overlap_seconds()
        while not self._stop.is_set():
            self.has_listeners.wait(LOOK_ANYWAY_SECONDS)
            bus.wait(LOOK_ANYWAY_SECONDS if self.has_listeners.is_set() else 0)
            while rows := self._new_rows(overlap):
                self._loop.call_soon_threadsafe(_hand_over, self._hub, rows)

    def _new_rows(self, overlap: float) -> list[Row]:
        """Rows that were not read yet, also those that became visible after ones with greater numbers."""
        rows = LiveEvent.objects.filter(id__gt=self._floor).order_by("id").values_list("id", "topics", "kind", "data")
        new = [row for row in rows[: BATCH + len(self._seen)] if row[0] not in self._seen]
        if overlap:
            now = clock.now().timestamp()
            self._seen.update((row[0], now) for row in new)
            while self._seen and now - self._seen[first := next(iter(self._seen))] > overlap:
                self._floor = max(self._floor, first)
                del self._seen[first]
        elif new:
            self._floor = new[-1][0]
        return new


def missed(since: int, topics: Sequence[str]) -> tuple[list[bytes], int] | None:
    """Read from the database what a page missed after ``since``, and up to where; None when that is not known any more."""
    last = position()
    oldest = LiveEvent.objects.order_by("id").values_list("id", flat=True).first()
    if since > last or oldest is None or oldest > since + 1:
        return None
    rows = list(
        LiveEvent.objects.filter(id__gt=since, id__lte=last).order_by("id").values_list("id", "topics", "kind", "data")[: BATCH + 1]
    )
    if len(rows) > BATCH:
        return None
    wanted = set(topics)
    return [event.line for event in _events(rows) if not wanted.isdisjoint(event.topics)], last


def _hand_over(hub: Hub, rows: Iterable[Row]) -> None:
    revoked = [json.loads(data) for _, _, kind, data in rows if kind == REVOKED]
    hub.dispatch(_events(rows), revoked={item["agent"]: item["at"] for item in revoked})


def _events(rows: Iterable[Row]) -> list[Event]:
    return [Event(number, tuple(topics.split()), line(kind, data, number)) for number, topics, kind, data in rows]
