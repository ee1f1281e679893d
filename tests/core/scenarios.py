"""What is killed at each of its steps: jobs, the outbox, stored files. See victim.py."""

import json
import os
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction

from goodwill.core import files, outbox
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, LiveEvent, OutboxEntry, StoredFile
from tests.core.jobs.probes import count, count_and_enqueue, count_outside, note
from tests.core.victim import Scenario, later

NUMBERS = (1, 2, 3)


def forget_everything() -> None:
    for model in (Job, LiveEvent, OutboxEntry, StoredFile):
        model.objects.all().delete()


def noted(kind: str) -> Counter:
    return Counter(json.loads(data)["number"] for data in LiveEvent.objects.filter(kind=kind).values_list("data", flat=True))


def work_off() -> None:
    Worker(name="victim").work_off()


def work_off_later() -> None:
    for minutes in (2, 10, 30):
        with later(minutes * 60):
            work_off()


def expect(what: object, wanted: object) -> None:
    assert what == wanted, f"{what!r} is not {wanted!r}"


def _put_counts() -> None:
    forget_everything()
    for number in NUMBERS:
        count.enqueue(number)
    count_and_enqueue.enqueue(10)
    Job.objects.filter(task__endswith="count_and_enqueue").update(args=[[0], {}])


def _counted_once() -> None:
    expect(noted("counted"), Counter([*NUMBERS, 0]))
    expect(Job.objects.count(), 0)


exactly_once = Scenario(_put_counts, work_off, work_off_later, _counted_once)


def _put_chain() -> None:
    forget_everything()
    count_and_enqueue.enqueue(2)


def _chain_counted_once() -> None:
    expect(noted("counted"), Counter([2, 1, 0]))
    expect(Job.objects.count(), 0)


chain = Scenario(_put_chain, work_off, work_off_later, _chain_counted_once)


def _put_outside() -> None:
    forget_everything()
    for number in NUMBERS:
        count_outside.enqueue(number)


def _counted_at_least_once() -> None:
    counted = noted("counted")
    expect(set(counted), set(NUMBERS))
    assert counted.total() <= len(NUMBERS) + 1, f"More than the one that was running ran again: {counted}"
    expect(Job.objects.count(), 0)


at_least_once = Scenario(_put_outside, work_off, work_off_later, _counted_at_least_once)


def _decide() -> None:
    with transaction.atomic():
        note("decided", 1)
        outbox.put("probe", "probe:1", {"number": 1})


def _decided_and_in_the_outbox_or_neither() -> None:
    is_decided = noted("decided") == Counter([1])
    expect(OutboxEntry.objects.filter(state="done").count(), int(is_decided))
    expect(noted("settled"), Counter([1] if is_decided else []))


decision = Scenario(forget_everything, _decide, work_off_later, _decided_and_in_the_outbox_or_neither)


def outside() -> Path:
    return Path(settings.DATA) / "outside"


@outbox.handles("probe", settle=lambda entry, outcome: note("settled", entry.payload["number"]))
def send(entry: OutboxEntry) -> outbox.Outcome:
    """The outside world: a file that gets a line for each attempt."""
    with outside().open("a") as file:
        file.write(f"{entry.key}\n")
        file.flush()
        os.fsync(file.fileno())
    return outbox.Done("written")


def _put_entries() -> None:
    forget_everything()
    outside().unlink(missing_ok=True)
    for number in NUMBERS:
        outbox.put("probe", f"probe:{number}", {"number": number})


def _sent_under_the_same_key_and_settled_once() -> None:
    sent = Counter(outside().read_text().split())
    expect(set(sent), {f"probe:{number}" for number in NUMBERS})
    assert sent.total() <= len(NUMBERS) + 1, f"More than the one that was being sent went out again: {sent}"
    expect(noted("settled"), Counter(NUMBERS))
    expect(Counter(OutboxEntry.objects.values_list("state", flat=True)), Counter(["done"] * len(NUMBERS)))
    expect(Job.objects.count(), 0)


sending = Scenario(_put_entries, work_off, work_off_later, _sent_under_the_same_key_and_settled_once)

CONTENTS = (b"first", b"second" * 100_000, b"first")


def _keep_files() -> None:
    for content in CONTENTS:
        with transaction.atomic():
            files.keep(content)
            note("kept", len(content))


def _every_row_has_its_whole_file() -> None:
    stored = list(StoredFile.objects.all())
    for row in stored:
        content = files.read(row)
        expect((len(content), content in CONTENTS), (row.size, True))
    expect(noted("kept").keys(), {row.size for row in stored})


keeping = Scenario(forget_everything, _keep_files, lambda: None, _every_row_has_its_whole_file)
