"""What a web process does after the fork: serve the desk on its socket until it is told to stop."""

import socket

import uvicorn

from goodwill.config.asgi import Desk

STOP_SECONDS = 3


class Server(uvicorn.Server):
    """A uvicorn that ends the live streams first: they would hold up its stop for ever."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.stream.hub.close()
        await super().shutdown(sockets)


def serve(listening: socket.socket) -> None:
    """Serve until SIGTERM; then finish the requests that are running, for a few seconds at most."""
    desk = Desk()
    config = uvicorn.Config(
        desk,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        server_header=False,
        log_config=None,
        backlog=2048,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    Server(config, desk).run(sockets=[listening])
