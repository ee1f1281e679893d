"""What a web process answers: live streams and static files at once, everything else by Django in a thread."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from goodwill.config.bridge import WsgiBridge
from goodwill.config.static import StaticFiles
from goodwill.config.wsgi import application as django_application
from goodwill.core.live.stream import Stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Desk:
    """The ASGI application of one web process."""

    def __init__(self) -> None:
        self.stream = Stream()
        self._static = StaticFiles(settings.STATIC_URL, is_changing=settings.DEBUG)
        self._pages = WsgiBridge(django_application)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"The desk does not speak {scope['type']}.")
        elif scope["path"] == "/live":
            await self.stream(scope, receive, send)
        elif scope["path"].startswith(settings.STATIC_URL):
            await self._static(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.stream.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stream.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Desk()
