"""Mail raw over SMTP until it is a conversation that the search finds, and what share of the work goes where."""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection, transaction

from bench import desks, mailing
from bench.figures import Figure
from bench.generate import SEES_ALL
from bench.mails import mails
from goodwill.accounts.models import Agent
from goodwill.config.schedule import SCHEDULE
from goodwill.conversations.domain import receiving
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.searching import search_for
from goodwill.core.clock import now
from goodwill.core.jobs.worker import LARGEST_BATCH
from goodwill.core.models import Job, PeriodicRun
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Envelope
from goodwill.inboxes.domain.intake import Delivery, store
from goodwill.inboxes.models import Inbox

MAILS = 3_000
WARM_UP, SAMPLE = 10, 300
LONGEST = 180


def run() -> list[Figure]:
    inbox = Inbox.objects.order_by("id")[0]
    shares = _shares(inbox)
    last, conversations = Message.objects.order_by("-id").values_list("id", flat=True)[0], Conversation.objects.count()
    mark = f"r{int(time.time())}"
    sent = Path(tempfile.mkstemp(prefix="goodwill-bench-")[1])
    mailing.write(sent, [(sender, inbox.address, raw) for sender, raw in mails(MAILS, inbox.address, mark)])
    Job.objects.all().delete()
    _settle_timetable()
    variables = {
        **os.environ,
        "GOODWILL_LISTEN": f"127.0.0.1:{desks.free_port()}",
        "GOODWILL_SMTP_LISTEN": f"127.0.0.1:{desks.free_port()}",
    }
    with desks.running("serve", variables) as first:
        _wait_for_smtp(variables["GOODWILL_SMTP_LISTEN"])
        used = desks.processor_seconds(first)
        started = time.perf_counter()
        _send(sent, variables["GOODWILL_SMTP_LISTEN"])
        taken = time.perf_counter() - started
        _wait_for_messages(last, started)
        seconds = time.perf_counter() - started
        used = desks.processor_seconds(first) - used
    sent.unlink()
    started_new = Conversation.objects.count() - conversations
    if started_new != MAILS // 2:
        raise RuntimeError(f"{MAILS} mails, half of them answers, made {started_new} conversations.")
    if not search_for(Agent.objects.get(email=SEES_ALL), f"mark{mark}{MAILS // 2 - 1}answer").results:
        raise RuntimeError("The last mail is not found.")
    return [
        Figure.at_least("inbound mail until searchable", MAILS / seconds, "/s", 150),
        Figure("inbound mail until acknowledged over SMTP", MAILS / taken, "/s"),
        Figure("inbound mail: processor time of all processes", used / MAILS * 1_000, "ms"),
        *shares,
    ]


def _send(sent: Path, address: str) -> None:
    """By a process of its own: the client is no part of the desk, though it works on the same processors."""
    host, _colon, port = address.rpartition(":")
    subprocess.run([sys.executable, "-m", "bench.mailing", str(sent), host, port], check=True, cwd=desks.ROOT)


def _settle_timetable() -> None:
    """As if the daily work had just been done: comparing everything belongs to the night, not into this measure."""
    for periodic in SCHEDULE:
        PeriodicRun.objects.update_or_create(name=periodic.name, defaults={"next_run_at": now() + periodic.every})


def _wait_for_smtp(address: str) -> None:
    host, _colon, port = address.rpartition(":")
    for _attempt in range(100):
        try:
            smtplib.SMTP(host, int(port)).quit()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"Nothing receives mail at {address}.")


def _wait_for_messages(last: int, started: float) -> None:
    while (missing := MAILS - Message.objects.filter(id__gt=last).count()) > 0:
        if time.perf_counter() - started > LONGEST:
            raise TimeoutError(f"{missing} of {MAILS} mails are not conversations after {LONGEST} s.")
        time.sleep(0.1)


def _shares(inbox: Inbox) -> list[Figure]:
    """Process some mails here as a worker does, with a watch on the parser and on the database; nothing of it stays.

    In processor time: how long the disk takes to commit is in the figure of the whole.
    """
    channel = registry.channel_of(inbox)
    spent = {"parsing": 0.0, "database": 0.0}
    parse = channel.parse

    def watched_parse(*arguments):
        started = time.process_time()
        try:
            return parse(*arguments)
        finally:
            spent["parsing"] += time.process_time() - started

    def watched_statement(execute, *arguments):
        started = time.process_time()
        try:
            return execute(*arguments)
        finally:
            spent["database"] += time.process_time() - started

    with transaction.atomic():
        stored = [
            store(Delivery(raw, Envelope("smtp", now(), sender, (inbox.address,)), inbox.pk))
            for sender, raw in mails(WARM_UP + SAMPLE, inbox.address, "sample")
        ]
        receiving.process_together(stored[:WARM_UP])
        channel.parse = watched_parse
        try:
            with connection.execute_wrapper(watched_statement):
                started = time.process_time()
                for first in range(WARM_UP, len(stored), LARGEST_BATCH):
                    receiving.process_together(stored[first : first + LARGEST_BATCH])
                total = time.process_time() - started
        finally:
            del channel.parse
        transaction.set_rollback(True)
    rules = total - sum(spent.values())
    each = {"one mail processed": total, **spent, "rules": rules}
    return [Figure(f"inbound mail: {name}", seconds / SAMPLE * 1_000, f"ms, {seconds / total:.0%}") for name, seconds in each.items()]
