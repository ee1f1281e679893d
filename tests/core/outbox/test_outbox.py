"""From decision to outcome: waiting, sending, done, failed, cancelled."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core import clock, outbox
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, OutboxEntry
from goodwill.core.outbox import Done, Failed, Retry, sending
from tests.core.outbox.probe_handlers import Outside, outside
from tests.core.transactions import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(monkeypatch) -> Outside:
    outside.__init__()
    monkeypatch.setattr(sending, "NOTING_PAUSES", (0, 0, 0))
    return outside


def work_off() -> None:
    Worker(name="test").work_off()


def entry() -> OutboxEntry:
    return OutboxEntry.objects.get()


def test_put_waits_until_its_transaction_commits():
    with rolled_back():
        outbox.put("answering", "key", {})

    assert not OutboxEntry.objects.exists()
    assert not Job.objects.exists()


def test_put_twice_with_a_key_decides_once():
    first = outbox.put("answering", "key", {"n": 1})
    second = outbox.put("answering", "key", {"n": 2})

    assert first == second
    assert entry().payload == {"n": 1}
    assert Job.objects.count() == 1


def test_done_entry_is_settled_with_its_result(world):
    outbox.put("answering", "key", {})
    world.answers = [Done("accepted", result={"id": 7})]

    work_off()

    assert (entry().state, entry().attempts, world.asked) == ("done", 1, ["key"])
    assert world.settled == [Done("accepted", result={"id": 7})]
    assert not Job.objects.exists()


def test_retry_waits_longer_each_time_and_keeps_the_key(world, time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    outbox.put("answering", "key", {})
    world.answers = [Retry("busy")] * 3
    waits = []
    for _ in range(3):
        work_off()
        assert (entry().state, entry().last_error) == ("waiting", "busy")
        waits.append((entry().not_before - clock.now()).total_seconds())
        time_machine.move_to(entry().not_before, tick=False)

    assert world.asked == ["key"] * 3
    assert 7.5 <= waits[0] <= 10
    assert 15 <= waits[1] <= 20
    assert 30 <= waits[2] <= 40


def test_retry_before_its_time_is_not_attempted(world):
    outbox.put("answering", "key", {}, not_before=clock.now() + timedelta(seconds=10))

    work_off()

    assert world.asked == []


def test_retries_end_as_failed_after_about_two_days(world, time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    began = clock.now()
    outbox.put("answering", "key", {})
    world.answers = [Retry("busy", result=1)] * 100
    work_off()
    while entry().state == "waiting":
        time_machine.move_to(entry().not_before, tick=False)
        work_off()

    assert entry().state == "failed"
    assert world.settled[-1] == Failed("busy", result=1)
    assert timedelta(days=1.4) < clock.now() - began < timedelta(days=2.2)


def test_failed_entry_is_kept_and_can_be_retried(world):
    outbox.put("answering", "key", {})
    world.answers = [Failed("no such address"), Done()]
    work_off()
    assert (entry().state, entry().last_error) == ("failed", "no such address")

    assert outbox.retry("key") is True
    assert outbox.retry("key") is False
    work_off()

    assert (entry().state, entry().attempts, world.asked) == ("done", 1, ["key", "key"])


def test_handler_that_breaks_is_a_retry(world):
    outbox.put("answering", "key", {})
    world.answers = [ZeroDivisionError("oh")]

    work_off()

    assert (entry().state, entry().last_error) == ("waiting", "ZeroDivisionError: oh")


def test_unknown_topic_waits_for_a_room_that_knows_it():
    outbox.put("nobody's", "key", {})

    work_off()

    assert entry().state == "waiting"
    assert "No room handles" in entry().last_error


def test_cancel_withdraws_while_waiting_only(world):
    outbox.put("answering", "key", {})

    assert outbox.cancel("key") is True
    assert outbox.cancel("key") is False
    work_off()

    assert (entry().state, world.asked) == ("cancelled", [])


def test_cancel_after_the_attempt_began_is_refused(world):
    outbox.put("answering", "key", {})
    OutboxEntry.objects.update(state="sending")

    assert outbox.cancel("key") is False


def test_entry_left_in_sending_by_a_killed_worker_goes_out_under_the_same_key(world):
    outbox.put("answering", "key", {})
    OutboxEntry.objects.update(state="sending", attempts=1)
    world.answers = [Done()]

    work_off()

    assert (entry().state, entry().attempts, world.asked) == ("done", 2, ["key"])


def test_settle_that_breaks_does_not_send_again_and_is_made_up_for(world, time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    outbox.put("answering", "key", {})
    world.answers, world.settle_errors = [Done("accepted")], [KeyError("a"), KeyError("b")]

    work_off()
    assert (entry().state, world.settled) == ("done", [])
    time_machine.shift(timedelta(seconds=10))
    work_off()

    assert world.asked == ["key"]
    assert world.settled == [Done("accepted")]


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_for_a_moment_after_sending_does_not_send_again(world):
    outbox.put("answering", "key", {})
    world.answers, world.settle_errors = [Done("accepted")], [OperationalError("gone"), OperationalError("gone")]

    work_off()

    assert (world.asked, world.settled, entry().state) == (["key"], [Done("accepted")], "done")


@given(st.integers(1, 10_000))
def test_pause_grows_from_ten_seconds_to_four_hours(attempts):
    pause = sending.pause_after(attempts)
    full = min(10 * 2 ** min(attempts - 1, 20), 4 * 3600)

    assert 0.75 * full <= pause.total_seconds() <= full
