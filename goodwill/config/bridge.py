"""Runs Django's WSGI application behind an ASGI server, in a few threads, so that no slow client can hold one.

A request's body is taken in before a thread is given to it, and a response is handed out after the thread has gone:
a thread works only while Django does. Large responses are made piece by piece as the client takes them.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LARGEST_BODY = 40 * 1024 * 1024
IN_MEMORY = 256 * 1024
PIECE = 256 * 1024
BODY_SECONDS = 30.0


class BodyTooLarge(Exception):
    """The request's body is larger than the desk takes."""


class ClientGone(Exception):
    """The client closed the connection, or stopped sending, in the middle of its request."""


@dataclass(slots=True)
class Response:
    """What Django answered: the first piece, and the rest to come unless it ``is_whole``."""

    status: int
    headers: Headers
    piece: bytes
    rest: Iterator[bytes]
    close: Callable[[], None]
    is_whole: bool


class WsgiBridge:
    """An ASGI application that gives each HTTP request to a WSGI application in one of ``threads`` threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int = 4) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with BytesIO() if _is_without_body(scope) else SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                await _take_in(scope, receive, body)
            except BodyTooLarge:
                await answer(send, 413, f"The request is larger than {LARGEST_BODY // 1024 // 1024} MB.")
            except (ClientGone, TimeoutError):
                await answer(send, 408, "The request did not arrive in time.")
            else:
                await self._respond(environ(scope, body), send)

    async def _respond(self, environment: dict[str, Any], send: Send) -> None:
        run = asyncio.get_running_loop().run_in_executor
        response = await run(self._pool, self._begin, environment)
        try:
            await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
            await send({"type": "http.response.body", "body": response.piece, "more_body": not response.is_whole})
            while not response.is_whole:
                response.piece, response.is_whole = await run(self._pool, _next_piece, response.rest)
                await send({"type": "http.response.body", "body": response.piece, "more_body": not response.is_whole})
        finally:
            if response.rest is not _NOTHING:
                await run(self._pool, response.close)

    def _begin(self, environment: dict[str, Any]) -> Response:
        """Run Django until the answer is whole, or long enough to be sent in pieces."""
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            started.append((int(status.split(" ", 1)[0]), encoded))

        result = self._application(environment, start_response)
        close = getattr(result, "close", lambda: None)
        try:
            rest = iter(result)
            piece, is_whole = _next_piece(rest)
        except BaseException:
            close()
            raise
        status, headers = started[-1]
        if is_whole:
            close()
            rest = _NOTHING
        return Response(status, headers, piece, rest, close, is_whole)


_NOTHING: Iterator[bytes] = iter(())


async def answer(send: Send, status: int, sentence: str) -> None:
    """Answer with a plain sentence and close the connection."""
    body = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def environ(scope: Scope, body: Any) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI HTTP scope."""
    host, port = scope.get("server") or ("localhost", 80)
    values: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # "X_Forwarded_Proto" would become the same key as "X-Forwarded-Proto", which the proxy in front vouches for.
        if "_" in name or name == "content-length":
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        values[key] = f"{values[key]}{';' if name == 'cookie' else ','}{value}" if key in values else value
    # The body was taken in whole, so its length is known however it was transferred.
    values["CONTENT_LENGTH"] = str(body.seek(0, 2))
    body.seek(0)
    return values


def _is_without_body(scope: Scope) -> bool:
    return scope["method"] in ("GET", "HEAD") and not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


async def _take_in(scope: Scope, receive: Receive, body: Any) -> None:
    """Write the request's body into ``body``; raise BodyTooLarge, ClientGone or TimeoutError."""
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise BodyTooLarge
    size, more = 0, not _is_without_body(scope)
    while more:
        async with asyncio.timeout(BODY_SECONDS):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise BodyTooLarge
        body.write(message.get("body", b""))
        more = message.get("more_body", False)


def _next_piece(rest: Iterator[bytes]) -> tuple[bytes, bool]:
    """Up to about PIECE bytes more, and whether that was all."""
    parts: list[bytes] = []
    size = 0
    for part in rest:
        parts.append(part)
        size += len(part)
        if size >= PIECE:
            return b"".join(parts), False
    return b"".join(parts), True
