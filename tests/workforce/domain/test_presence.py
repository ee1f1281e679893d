"""Presence is intervals: they begin and end when something changes, when a browser falls silent, and keep their reasons."""

from datetime import timedelta

import pytest

from goodwill.accounts.domain import deactivating
from goodwill.activity.models import Activity
from goodwill.core.models import Job
from goodwill.workforce.domain import away_reasons, presence
from goodwill.workforce.enums import State
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AwayReason, PresenceInterval
from tests.workforce.shop import MONDAY, at, work

pytestmark = pytest.mark.django_db


def told(agent) -> list[tuple]:
    """State, reason, minutes from and until, and why it ended."""
    rows = PresenceInterval.objects.filter(agent=agent).order_by("id")
    return [(r.state, r.reason, _minutes(r.started_at), _minutes(r.ended_at), r.ended_because) for r in rows]


def _minutes(moment) -> float | None:
    return None if moment is None else (moment - MONDAY) / timedelta(minutes=1)


def test_states_follow_each_other_without_gaps(world):
    lunch = next(reason for reason in away_reasons.offered() if reason.name == "Lunch")
    with at(0):
        assert presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
        assert not presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    with at(1):
        presence.set_state(world.agent, State.AWAY, reason=lunch, by=world.agent)
    with at(2):
        presence.set_state(world.agent, State.OFFLINE, by=world.lead)
    assert told(world.agent) == [("available", "", 0, 1, "changed"), ("away", "Lunch", 1, 2, "changed")]
    assert presence.current(world.agent)["letter"] == presence.OFFLINE
    kinds = Activity.objects.filter(kind="agent.presence_changed", subject_id=world.agent.pk).order_by("id")
    assert [(a.data["state"], a.data["reason"], a.agent_id) for a in kinds] == [
        ("available", "", world.agent.pk),
        ("away", "Lunch", world.agent.pk),
        ("offline", "", world.lead.pk),
    ]


def test_renamed_and_removed_reasons_keep_their_history(world):
    reason = away_reasons.offered()[0]
    with at(0):
        presence.set_state(world.agent, State.AWAY, reason=reason, by=world.agent)
    reason.name = "Coffee"
    away_reasons.save(reason, by=world.owner)
    away_reasons.remove(reason, by=world.owner)
    assert PresenceInterval.objects.get().reason == "Break"
    assert "Coffee" not in [offered.name for offered in away_reasons.offered()]
    with pytest.raises(Refused):
        away_reasons.save(AwayReason(name=" coffee "), by=world.owner)


def test_away_needs_a_reason_and_readers_are_nowhere(world):
    with pytest.raises(Refused):
        presence.set_state(world.agent, State.AWAY, reason="  ", by=world.agent)
    with pytest.raises(Refused):
        presence.set_state(world.reader, State.AVAILABLE, by=world.reader)
    assert not PresenceInterval.objects.exists()


def test_channels_are_apart(world):
    with at(0):
        presence.set_state(world.agent, State.AVAILABLE, on=["chat", "letter"], by=world.agent)
        presence.set_state(world.agent, State.AWAY, reason="Break", on=["chat"], by=world.agent)
    here = presence.current_of([world.agent.pk])[world.agent.pk]
    assert {kind: standing.state for kind, standing in here.items()} == {"chat": "away", "letter": "available"}


def test_silent_browser_ends_presence_when_it_was_last_heard_and_goes_on_when_it_comes_back(world):
    with at(0):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    for minute in (1, 2):
        with at(minute):
            presence.seen(world.agent)
            work()
    with at(4.9):
        work()
        assert presence.current(world.agent)["letter"].state == State.AVAILABLE
    with at(5):
        work()
    assert told(world.agent) == [("available", "", 0, 2, "silent")]
    assert not Job.objects.filter(task__contains="end_silent").exists()
    with at(30):
        presence.seen(world.agent)
    assert told(world.agent)[1] == ("available", "", 30, None, "")
    with at(300):
        work()
    assert told(world.agent)[1] == ("available", "", 30, 30, "silent")


def test_who_said_offline_stays_offline_however_long_the_page_is_open(world):
    with at(0):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    with at(1):
        presence.sign_out(world.agent)
    with at(20):
        presence.seen(world.agent)
    assert told(world.agent) == [("available", "", 0, 1, "signed_out")]


def test_page_that_is_open_writes_at_most_every_twenty_seconds(world, django_assert_num_queries):
    with at(0):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    with at(0.2), django_assert_num_queries(1):
        presence.seen(world.agent)
    with at(0.5), django_assert_num_queries(3):
        presence.seen(world.agent)


def test_deactivated_agent_is_offline(world):
    with at(0):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    with at(1):
        deactivating.deactivate(world.agent, by=world.owner)
    assert told(world.agent) == [("available", "", 0, 1, "deactivated")]


def test_clock_that_is_set_back_makes_no_interval_of_less_than_nothing(world):
    with at(10):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
    with at(5):
        presence.set_state(world.agent, State.OFFLINE, by=world.agent)
    assert told(world.agent) == [("available", "", 10, 10, "changed")]
