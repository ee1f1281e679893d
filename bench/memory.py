"""Measures the memory of the default installation when nothing happens, over all its processes."""

import time
import urllib.error
import urllib.request

from bench import desks
from bench.figures import Figure

LIMIT_MB = 150
SETTLE_SECONDS = 10


def run() -> list[Figure]:
    """Proportional set size: pages that processes share count once."""
    with desks.environment(GOODWILL_SMTP_LISTEN=f"127.0.0.1:{desks.free_port()}") as variables, desks.running("serve", variables) as first:
        cpu = desks.processor_seconds(first)
        time.sleep(SETTLE_SECONDS)
        idle = (desks.processor_seconds(first) - cpu) / SETTLE_SECONDS
        fresh = _total(first)
        # A page from each process: what is loaded with the first request counts too.
        for _ in range(40):
            try:
                urllib.request.urlopen(f"http://{variables['GOODWILL_LISTEN']}/").read()
            except urllib.error.HTTPError:
                break
        used = _total(first)
        number = len(desks.processes(first))
    return [
        Figure.at_most(f"memory of the idle desk, {number} processes ({desks.kind_of_database()})", fresh, "MB", LIMIT_MB),
        Figure.at_most("the same after 40 pages", used, "MB", LIMIT_MB),
        Figure("processor time of the idle desk", idle * 100, "%"),
    ]


def _total(first: int) -> float:
    return sum(desks.memory(pid, "Pss") for pid in desks.processes(first)) / 1e6


if __name__ == "__main__":
    print(*run(), sep="\n")
