"""The open pages of one web process, by topic; lives in its event loop.

An event is put into bytes once and handed to those who listen to one of its topics, so that it costs nothing to
anybody else. A page that does not keep up is told to start over.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from goodwill.core.live.tokens import Subscription

Send = Callable[[dict[str, Any]], Awaitable[None]]
QUEUE_LIMIT = 100
REMEMBERED = 2000
HEARTBEAT_SECONDS = 20
HEARTBEAT = b":\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One event in the form that goes over the wire."""

    id: int
    topics: tuple[str, ...]
    line: bytes


def line(kind: str, data: str, number: int | None = None) -> bytes:
    """An event of the format of server-sent events (WHATWG HTML, section 9.2)."""
    return (f"id: {number}\n" if number is not None else "").encode() + f"event: {kind}\ndata: {data}\n\n".encode()


def reset_line(number: int) -> bytes:
    """Tells a page that events were missed: read everything again and follow from ``number``."""
    return line("reset", "{}", number)


@dataclass(slots=True, eq=False)
class Client:
    """One open stream. ``waiting`` holds what is not written yet; no task runs while that is empty."""

    subscription: Subscription
    send: Send
    task: "asyncio.Task[None] | None"
    is_held: bool = False
    is_ending: bool = False
    waiting: deque[bytes] = field(default_factory=deque)
    writing: "asyncio.Task[None] | None" = None

    def offer(self, line: bytes) -> None:
        self.waiting.append(line)
        if not self.is_held:
            self.write()

    def write(self) -> None:
        """Begin to write what is waiting, unless that is going on."""
        if self.waiting and self.writing is None:
            self.writing = asyncio.get_running_loop().create_task(self._write())

    def end(self) -> None:
        """Close the stream after what is waiting was written, or at once if that does not move."""
        self.is_ending = True
        if self.writing is None:
            self.abort()

    def abort(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def _write(self) -> None:
        try:
            while self.waiting:
                body = b"".join(self.waiting)
                self.waiting.clear()
                await self.send({"type": "http.response.body", "body": body, "more_body": True})
        finally:
            self.writing = None
            if self.is_ending:
                self.abort()


class Hub:
    """Who listens to what, and the last events for those who come back."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.last = 0
        self._by_topic: dict[str, set[Client]] = {}
        self._remembered: deque[Event] = deque(maxlen=REMEMBERED)
        self._remembers_since = 0
        self._revoked: dict[int, int] = {}
        self._stuck: set[Client] = set()

    def start_at(self, last: int, revoked: dict[int, int]) -> None:
        """Begin after event ``last``; ``revoked`` maps agents to the milliseconds before which tokens are refused."""
        self.last = self._remembers_since = last
        self._revoked = revoked

    def is_revoked(self, subscription: Subscription) -> bool:
        return subscription.issued_at <= self._revoked.get(subscription.agent_id, -1)

    def add(self, client: Client) -> None:
        self.clients.add(client)
        for topic in client.subscription.topics:
            self._by_topic.setdefault(topic, set()).add(client)

    def remove(self, client: Client) -> None:
        self.clients.discard(client)
        self._stuck.discard(client)
        for topic in client.subscription.topics:
            listeners = self._by_topic.get(topic, set())
            listeners.discard(client)
            if not listeners:
                self._by_topic.pop(topic, None)

    def remembers(self, since: int) -> bool:
        """Whether all events after ``since`` are in memory."""
        return self._remembers_since <= since <= self.last

    def since(self, number: int, topics: Iterable[str]) -> list[bytes]:
        """The remembered events after ``number`` on any of these topics."""
        wanted = set(topics)
        return [event.line for event in self._remembered if event.id > number and not wanted.isdisjoint(event.topics)]

    def dispatch(self, events: Iterable[Event], *, revoked: dict[int, int]) -> None:
        """Hand new events to their listeners, and end the streams of agents whose permission was taken away."""
        for event in events:
            if len(self._remembered) == REMEMBERED:
                self._remembers_since = max(self._remembers_since, self._remembered[0].id)
            self._remembered.append(event)
            self.last = max(self.last, event.id)
            for client in self._listeners(event.topics):
                self._offer(client, event.line)
        if revoked:
            self._revoke(revoked)

    def close(self) -> None:
        """End every stream; the pages connect again elsewhere or later."""
        for client in list(self.clients):
            client.abort()

    async def beat(self) -> None:
        """Keep proxies from closing quiet streams, a twentieth of them each second; drop those that take nothing."""
        for second in range(10**12):
            await asyncio.sleep(1)
            now = time.time()
            for client in [client for client in self.clients if id(client) // 16 % HEARTBEAT_SECONDS == second % HEARTBEAT_SECONDS]:
                if client.subscription.ends_at <= now or client in self._stuck:
                    client.abort()
                elif client.writing is not None:
                    self._stuck.add(client)
                else:
                    client.offer(HEARTBEAT)

    def _listeners(self, topics: tuple[str, ...]) -> set[Client]:
        if len(topics) == 1:
            return self._by_topic.get(topics[0], set())
        return set().union(*(self._by_topic.get(topic, ()) for topic in topics))

    def _offer(self, client: Client, line: bytes) -> None:
        if len(client.waiting) >= QUEUE_LIMIT:
            client.waiting.clear()
            client.waiting.append(reset_line(self.last))
            client.end()
        elif not client.is_ending:
            self._stuck.discard(client)
            client.offer(line)

    def _revoke(self, revoked: dict[int, int]) -> None:
        self._revoked.update(revoked)
        for client in [client for client in self.clients if self.is_revoked(client.subscription)]:
            client.waiting.clear()
            client.offer(line("revoked", "{}"))
            client.end()
