"""Work that comes round, once each time."""

from datetime import timedelta

import pytest

from goodwill.core import clock
from goodwill.core.jobs.periodic import Periodic, start_due
from goodwill.core.models import Job, PeriodicRun

pytestmark = pytest.mark.django_db
HOURLY = Periodic("hourly", timedelta(hours=1), "tests.core.jobs.probes.periodic")


@pytest.fixture(autouse=True)
def ten_o_clock(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    return time_machine


def started() -> int:
    number = Job.objects.count()
    Job.objects.all().delete()
    return number


def test_first_look_starts_it_and_the_next_within_the_hour_does_not(ten_o_clock):
    start_due([HOURLY])
    assert started() == 1

    ten_o_clock.shift(timedelta(minutes=59))
    start_due([HOURLY])

    assert started() == 0


def test_it_comes_round_every_hour(ten_o_clock):
    for _ in range(3):
        start_due([HOURLY])
        assert started() == 1
        ten_o_clock.shift(timedelta(hours=1))


def test_missed_turns_are_not_made_up_for(ten_o_clock):
    start_due([HOURLY])
    started()
    ten_o_clock.shift(timedelta(days=3))

    start_due([HOURLY])
    start_due([HOURLY])

    assert started() == 1


def test_turn_that_still_waits_is_not_put_twice(ten_o_clock):
    start_due([HOURLY])
    ten_o_clock.shift(timedelta(hours=1))
    start_due([HOURLY])

    assert started() == 1


def test_clock_set_back_does_not_stop_it(ten_o_clock):
    start_due([HOURLY])
    started()
    ten_o_clock.shift(timedelta(days=-30))

    start_due([HOURLY])

    assert started() == 1
    assert PeriodicRun.objects.get().next_run_at == clock.now() + HOURLY.every


def test_seconds_until_the_next_are_told(ten_o_clock):
    assert start_due([HOURLY]) == 3600
    ten_o_clock.shift(timedelta(minutes=20))
    assert start_due([HOURLY]) == 2400
    assert start_due([]) == 3600


def test_every_task_of_the_schedule_exists():
    from django.utils.module_loading import import_string

    from goodwill.config.schedule import SCHEDULE
    from goodwill.core.jobs.backend import LeasedTask

    assert len({periodic.name for periodic in SCHEDULE}) == len(SCHEDULE)
    for periodic in SCHEDULE:
        assert isinstance(import_string(periodic.task), LeasedTask)
