"""Measures live push: how soon an update reaches 1,000 open pages, and what 5,000 quiet ones cost in memory."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time

import uvloop

from bench import desks
from bench.figures import Figure

PAGES = 1000
QUIET_PAGES = 5000
EVENTS = 20
LONGEST_MS = 250
MOST_BYTES = 30_000

_TOKEN = """
import django
django.setup()
from goodwill.core import live
print(live.token(["bench"], 1))
"""
_PUBLISH = f"""
import time, django
django.setup()
from goodwill.core import live
from goodwill.core.live.tokens import milliseconds
for number in range({EVENTS}):
    time.sleep(0.5)
    live.publish(["bench"], "changed", {{"at": time.time(), "id": number, "version": 3}})
"""


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite, with two web processes."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
    database = desks.kind_of_database()
    bus = "Redis" if os.environ.get("REDIS_URL") else {"SQLite": "polling", "PostgreSQL": "NOTIFY"}[database]
    with desks.environment() as variables, desks.running("web", variables) as first:
        token = subprocess.run([sys.executable, "-c", _TOKEN], env=variables, check=True, capture_output=True, text=True).stdout.strip()
        port = int(variables["GOODWILL_LISTEN"].rpartition(":")[2])
        return uvloop.run(_measure(first, port, token, variables, f"{database}, {bus}"))


class Page(asyncio.Protocol):
    """An open page that notes when updates arrive, and costs as little as it can: it shares the processors."""

    def __init__(self, request: bytes, delays: list[float]) -> None:
        self._request, self._delays = request, delays
        self.is_open = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        arrived = time.time()
        if not self.is_open.done() and b"event: hello" in data:
            self.is_open.set_result(None)
        for line in data.split(b"\n"):
            if line.startswith(b'data: {"at"'):
                self._delays.append((arrived - json.loads(line[6:])["at"]) * 1000)


async def _measure(first: int, port: int, token: str, variables: dict[str, str], where: str) -> list[Figure]:
    # The first pages make each process load what it needs once, which is not the price of a page.
    delays: list[float] = []
    request = f"GET /live?token={token} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={'x' * 32}\r\n\r\n".encode()
    pages = await _open(port, request, delays, 100)
    before = _proportional(first)
    pages += await _open(port, request, delays, PAGES - 100)
    used = desks.processor_seconds(first)
    publisher = await asyncio.create_subprocess_exec(sys.executable, "-c", _PUBLISH, env=variables)
    await publisher.wait()
    await asyncio.sleep(3)
    update_delays = sorted(delays)
    used = desks.processor_seconds(first) - used
    pages += await _open(port, request, delays, QUIET_PAGES - PAGES)
    await asyncio.sleep(2)
    each = (_proportional(first) - before) / (QUIET_PAGES - 100)
    for page in pages:
        page.transport.close()  # type: ignore[attr-defined]
    return [
        Figure(f"update to {PAGES} pages, median ({where})", update_delays[len(update_delays) // 2], "ms"),
        Figure.at_most(
            f"update to {PAGES} pages, 99th percentile ({where})", update_delays[int(len(update_delays) * 0.99)], "ms", LONGEST_MS
        ),
        Figure(f"processor time of an update to {PAGES} pages, all processes ({where})", used / EVENTS * 1000, "ms"),
        Figure.at_least(f"updates delivered to {PAGES} pages ({where})", len(update_delays), "", PAGES * EVENTS),
        Figure.at_most(f"memory for each of {QUIET_PAGES} quiet pages ({where})", each / 1000, "kB", MOST_BYTES / 1000),
    ]


async def _open(port: int, request: bytes, delays: list[float], number: int) -> list[Page]:
    pages: list[Page] = []
    loop = asyncio.get_running_loop()
    while len(pages) < number:
        made = await asyncio.gather(*(loop.create_connection(lambda: Page(request, delays), "127.0.0.1", port) for _ in range(50)))
        pages += [page for _, page in made]
        await asyncio.gather(*(page.is_open for _, page in made))
    return pages


def _proportional(first: int) -> int:
    return sum(desks.memory(pid, "Pss") for pid in desks.processes(first))


if __name__ == "__main__":
    print(*run(), sep="\n")
