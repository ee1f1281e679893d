"""Alarms: a task is started when a row comes due, once, and is not asked about in between."""

from datetime import datetime, timedelta

import pytest

from goodwill.core import clock
from goodwill.core.jobs.alarms import Alarm, Alarms
from goodwill.core.models import Job
from tests.core.jobs import probes

ALARM = Alarm("probe", "tests.core.jobs.test_alarms.next_at", "tests.core.jobs.probes.periodic")
_moments: list[datetime] = []


def next_at() -> datetime | None:
    return min(_moments, default=None)


@pytest.fixture(autouse=True)
def moments(db):
    _moments.clear()
    return _moments


def test_nothing_to_come_is_never(moments):
    assert Alarms([ALARM]).ring() == Alarms([]).ring() == float("inf")


def test_what_comes_later_says_when(moments):
    moments.append(clock.now() + timedelta(hours=1))
    assert Alarms([ALARM]).ring() == moments[0].timestamp()
    assert not Job.objects.exists()


def test_what_is_due_starts_its_task_once_however_often_it_is_seen(moments):
    moments.append(clock.now() - timedelta(seconds=1))
    alarms = Alarms([ALARM])
    for _ in range(3):
        assert alarms.ring() > clock.now().timestamp()
    Alarms([ALARM]).ring()
    assert [(job.task, job.unique_key) for job in Job.objects.all()] == [(probes.periodic.module_path, "alarm:probe")]
