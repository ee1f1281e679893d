"""The endpoint of live push, a plain ASGI application: ``GET /live?token=…&since=N`` answers with server-sent events."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from goodwill.core.live import buses, tokens
from goodwill.core.live.hub import Client, Hub, line, reset_line
from goodwill.core.live.publishing import is_revoked
from goodwill.core.live.reader import Reader, missed
from goodwill.core.live.tokens import InvalidToken, Subscription

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would collect the events otherwise
]


class Stream:
    """Serves the streams of one web process; ``start`` and ``stop`` belong to its life, in its event loop."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._reader: Reader | None = None
        self._beat: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._reader = Reader(self.hub, asyncio.get_running_loop())
        await asyncio.to_thread(self._reader.start)
        self._beat = asyncio.create_task(self.hub.beat())

    async def stop(self) -> None:
        self.hub.close()
        if self._reader is not None:
            self._reader.stop()
        if self._beat is not None:
            self._beat.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        try:
            subscription = tokens.read(query.get("token", ""), _cookie(scope, settings.SESSION_COOKIE_NAME))
        except InvalidToken as error:
            await _refuse(send, 403, str(error))
            return
        if scope["method"] != "GET":
            await _refuse(send, 405, "Only GET.")
        elif self.hub.is_revoked(subscription) or await sync_to_async(_is_revoked, thread_sensitive=False)(subscription):
            await _refuse(send, 403, "This agent's permissions changed; load the page again.")
        else:
            await self._serve(subscription, _since(scope, query), receive, send)

    async def _serve(self, subscription: Subscription, since: int | None, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        client = Client(subscription, send, asyncio.current_task(), is_held=True)
        self._add(client)
        try:
            await self._catch_up(client, since)
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            # The hub ends a stream in this way. A server that stops cancels too, and then nothing more is needed either.
            pass
        finally:
            self._remove(client)
            if client.writing is not None:
                client.writing.cancel()
        with contextlib.suppress(OSError, RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _add(self, client: Client) -> None:
        self.hub.add(client)
        if self._reader is not None:
            self._reader.has_listeners.set()

    def _remove(self, client: Client) -> None:
        self.hub.remove(client)
        if self._reader is not None and not self.hub.clients:
            self._reader.has_listeners.clear()

    async def _catch_up(self, client: Client, since: int | None) -> None:
        """Write what was missed first, then what came while that was read, then release the stream."""
        topics = client.subscription.topics
        if since is not None:
            since = max(0, since - buses.numbers_to_repeat())
        if since is None:
            first = [line("hello", "{}", self.hub.last)]
        elif self.hub.remembers(since):
            first = self.hub.since(since, topics) or [line("hello", "{}", since)]
        else:
            known = await sync_to_async(_missed, thread_sensitive=False)(since, topics)
            first = [reset_line(self.hub.last)] if known is None else [*known[0], line("hello", "{}", known[1])]
        client.waiting.extendleft(reversed([b"retry: 2000\n\n", *first]))
        client.is_held = False
        client.write()


def _is_revoked(subscription: Subscription) -> bool:
    """Ask the database, since the hub of a process that nobody listened to learns of a revocation some seconds later."""
    try:
        return is_revoked(subscription)
    finally:
        connection.close()


def _missed(since: int, topics: tuple[str, ...]) -> tuple[list[bytes], int] | None:
    try:
        return missed(since, topics)
    finally:
        connection.close()


def _since(scope: Scope, query: dict[str, str]) -> int | None:
    """The browser's Last-Event-ID after a lost connection, else what the page asked for."""
    given = _header(scope, b"last-event-id") or query.get("since", "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _cookie(scope: Scope, name: str) -> str:
    try:
        cookies = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
