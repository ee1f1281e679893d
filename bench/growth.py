"""Measures whether the desk's memory grows while it takes in mail: BENCH_GROWTH messages, 100,000 when nothing is said."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import desks, mailing
from bench.figures import Figure

STEPS = 10
LIMIT_PERCENT = 5
ADDRESS = "support@shop.example"


def run() -> list[Figure]:
    """The memory that belongs to the processes alone: pages of the database's file are the system's to keep or drop."""
    number = int(os.environ.get("BENCH_GROWTH", "100000"))
    with desks.environment(GOODWILL_SMTP_LISTEN=f"127.0.0.1:{desks.free_port()}") as variables:
        _become(variables)
        used = _measure(number // STEPS, variables)
    for step, amount in enumerate(used):
        print(f"  after {(step + 1) * number // STEPS:>7,} messages {amount:6.1f} MB", file=sys.stderr)
    # The first half fills caches, such as that of the known words; the second may add nothing.
    middle, end = sum(used[STEPS // 2 - 1 : STEPS // 2 + 1]), sum(used[-2:])
    growth = (end - middle) / middle * 100
    return [
        Figure(f"memory of all processes after {number // STEPS:,} messages", used[0], "MB"),
        Figure(f"memory of all processes after {number:,} messages", used[-1], "MB"),
        Figure.at_most("growth in the second half of them", growth, "%", LIMIT_PERCENT),
    ]


def _become(variables: dict[str, str]) -> None:
    """Work on the database of the measured desk, and give it an inbox."""
    os.environ.update(variables)
    import django

    django.setup()
    from goodwill.inboxes.models import Inbox

    Inbox.objects.create(kind="email", name="Support", address=ADDRESS)


def _measure(each: int, variables: dict[str, str]) -> list[float]:
    used = []
    with desks.running("serve", variables) as first, tempfile.TemporaryDirectory() as folder:
        for step in range(STEPS):
            _take_in(step, each, Path(folder) / "mails", variables["GOODWILL_SMTP_LISTEN"])
            # What the last batch needed is given back first.
            time.sleep(1)
            used.append(sum(desks.memory(pid, "Pss_Anon") for pid in desks.processes(first)) / 1e6)
    return used


def _take_in(step: int, each: int, sent: Path, address: str) -> None:
    from bench.mails import mails
    from goodwill.conversations.models import Message
    from goodwill.core.models import Job

    mailing.write(sent, [(sender, ADDRESS, raw) for sender, raw in mails(each, ADDRESS, f"g{step}")])
    host, _colon, port = address.rpartition(":")
    subprocess.run([sys.executable, "-m", "bench.mailing", str(sent), host, port], check=True, cwd=desks.ROOT)
    while Job.objects.filter(queue="intake").exists():
        time.sleep(0.2)
    stored = Message.objects.order_by("-id").values_list("id", flat=True)[0]
    if stored != each * (step + 1):
        raise RuntimeError(f"{each * (step + 1)} mails became {stored} messages.")


if __name__ == "__main__":
    print(*run(), sep="\n")
