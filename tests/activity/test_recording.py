"""What happened is appended, and subscribers hear of it inside the same transaction."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import transaction

from goodwill.activity import recording
from goodwill.activity.models import Activity, Actor
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    found: list[Activity] = []
    monkeypatch.setitem(recording._found(), "probe.done", [found.append])
    return found


def test_record_says_who_what_and_when(heard):
    agent, at = an_agent(), datetime(2024, 1, 1, tzinfo=UTC)
    activity = recording.record("probe.done", agent, by=agent, data={"x": 1}, at=at)
    activity.refresh_from_db()
    assert (activity.subject_kind, activity.subject_id, activity.actor, activity.agent, activity.data, activity.at) == (
        "agent",
        agent.pk,
        "agent",
        agent,
        {"x": 1},
        at,
    )
    assert recording.record("probe.done", agent, by=Actor.CUSTOMER).agent is None
    assert [each.pk for each in heard] == [activity.pk, activity.pk + 1]


def test_what_happened_to_the_desk_has_no_subject(heard):
    activity = recording.record_of_desk("probe.done", {"n": 1})
    assert (activity.subject_kind, activity.subject_id, heard) == ("desk", 0, [activity])


def test_subscriber_that_fails_takes_the_change_with_it(monkeypatch):
    def fail(activity: Activity) -> None:
        raise ArithmeticError

    monkeypatch.setitem(recording._found(), "probe.done", [fail])
    agent = an_agent()
    with pytest.raises(ArithmeticError), transaction.atomic():
        recording.record("probe.done", agent)
    assert not Activity.objects.filter(kind="probe.done").exists()


def test_no_thread_goes_on_before_all_subscribers_are_loaded(monkeypatch):
    """Two threads that publish first at the same moment both find the subscribers of all rooms."""
    started, go = threading.Event(), threading.Event()
    real = recording.modules

    def slow(name: str):
        started.set()
        go.wait(5)
        return real(name)

    monkeypatch.setattr(recording, "_is_loaded", False)
    monkeypatch.setattr(recording, "modules", slow)
    first = threading.Thread(target=recording._found)
    first.start()
    started.wait(5)
    second_done = threading.Event()
    second = threading.Thread(target=lambda: (recording._found(), second_done.set()))
    second.start()
    assert not second_done.wait(0.2)
    go.set()
    first.join(5)
    second.join(5)
    assert second_done.is_set()
