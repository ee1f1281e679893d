"""Serves the static files of all apps from where they lie: nothing has to be collected before a start."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_TEXT = ("text/", "application/javascript", "application/json", "image/svg")
_FOR_EVER = b"public, max-age=31536000, immutable"
_ASK_AGAIN = b"public, no-cache"


@dataclass
class StaticFile:
    """A file with what is sent about it, read when it is first asked for."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def etag(self) -> bytes:
        return f'"{hashlib.sha256(self.content).hexdigest()[:24]}"'.encode()

    @cached_property
    def content_type(self) -> str:
        kind = mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"
        kind = "text/javascript" if self.path.suffix in (".js", ".mjs") else kind
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    @cached_property
    def compressed(self) -> bytes | None:
        """The gzip form, where that is worth it."""
        if not self.content_type.startswith(_TEXT) or len(self.content) < 500:
            return None
        return gzip.compress(self.content, 9, mtime=0)


class StaticFiles:
    """An ASGI application for what is below ``prefix``. An address with a query (``?v=…``) may be kept for ever."""

    def __init__(self, prefix: str, *, is_changing: bool = False) -> None:
        self._prefix = prefix
        self._is_changing = is_changing
        self._known: dict[str, StaticFile | None] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        file = await asyncio.to_thread(self._prepared, scope["path"][len(self._prefix) :])
        if file is None or scope["method"] not in ("GET", "HEAD"):
            await _respond(send, 404 if file is None else 405, [(b"content-type", b"text/plain")], b"")
            return
        wanted = {name: value for name, value in scope["headers"] if name in (b"accept-encoding", b"if-none-match")}
        headers = [
            (b"etag", file.etag),
            (b"cache-control", _FOR_EVER if scope.get("query_string") and not self._is_changing else _ASK_AGAIN),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if wanted.get(b"if-none-match") == file.etag:
            await _respond(send, 304, headers, None)
            return
        body = file.content
        if file.compressed and b"gzip" in wanted.get(b"accept-encoding", b""):
            body = file.compressed
            headers.append((b"content-encoding", b"gzip"))
        headers += [(b"content-type", file.content_type.encode()), (b"content-length", str(len(body)).encode())]
        await _respond(send, 200, headers, b"" if scope["method"] == "HEAD" else body)

    def _prepared(self, name: str) -> StaticFile | None:
        if self._is_changing or name not in self._known:
            # The finders refuse a path that leads out of the folders.
            found = _find(name)
            file = StaticFile(Path(found)) if found and Path(found).is_file() else None
            if file is not None:
                _ = file.etag, file.compressed
            elif len(self._known) > 5000:
                return None
            self._known[name] = file
        return self._known[name]


def _find(name: str) -> str | None:
    from django.core.exceptions import SuspiciousFileOperation

    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError):
        return None
    return found if isinstance(found, str) else None


async def _respond(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes | None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body or b"", "more_body": False})
