"""How one process learns that another has published: by polling the database, PostgreSQL's NOTIFY, or Redis.

The events themselves are rows in any case; a bus carries the bare signal that there are new ones.
"""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.db import connection


class Bus(Protocol):
    """``signal`` may be called from any thread; ``wait`` and ``close`` by the one that listens."""

    def signal(self) -> None:
        """Say that events were committed. Never raises: a lost signal only delays until the next look."""
        ...

    def wait(self, seconds: float) -> bool:
        """Block until there may be new events, at most so long; True when the table is worth reading."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


def current() -> Bus:
    """The bus that the settings choose, to signal on; one for the process."""
    return _shared(settings.REDIS_URL, connection.vendor)


def listener() -> Bus:
    """A bus of one's own to wait on, for the thread that reads events."""
    return _make(settings.REDIS_URL, connection.vendor)


def overlap_seconds() -> float:
    """How long after an event one with a smaller number may still appear, because its transaction took longer.

    SQLite has one writer at a time, so there numbers appear in order.
    """
    return 0.0 if connection.vendor == "sqlite" else 10.0


def numbers_to_repeat() -> int:
    """How many numbers before its last one a page that comes back is told again, for the same reason; hints may repeat."""
    return 0 if connection.vendor == "sqlite" else 50


@cache
def _shared(redis_url: str, vendor: str) -> Bus:
    return _make(redis_url, vendor)


def _make(redis_url: str, vendor: str) -> Bus:
    if redis_url:
        from goodwill.core.live.redis_bus import RedisBus

        return RedisBus(redis_url)
    if vendor == "postgresql":
        from goodwill.core.live.notify_bus import NotifyBus

        return NotifyBus()
    from goodwill.core.live.polling_bus import PollingBus

    return PollingBus()
