"""A change of policies or calendars: what is open follows, what is closed stays, and a preview says both beforehand."""

from datetime import date, timedelta

import pytest
from django.db import connection

from goodwill.conversations.domain import resolving
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.service_levels.domain import keeping_calendars, replanning
from goodwill.service_levels.models import Goal, Policy, Replanning, Season, Target
from tests.factories.conversations import fresh, make_conversation, make_reply
from tests.service_levels.making import HOUR, MINUTE, MONDAY, a_policy, an_office, at, of, only


@pytest.fixture
def policy(world):
    return a_policy({"first_response": 4 * HOUR, "resolution": 10 * HOUR}, calendar=an_office())


@pytest.fixture
def conversation(world, policy):
    with at(MONDAY):
        return make_conversation(world.support)


def _work_off(minutes: int = 1) -> None:
    with clock.pretending(MONDAY + minutes * MINUTE):
        replanning.after_change(reason="test")
        Worker().work_off()


def test_open_ones_follow_and_closed_ones_stay(world, policy, conversation):
    with at(MONDAY):
        answered = make_conversation(world.support, "Another")
        make_reply(answered, world.agent)
    closed = Target.objects.filter(conversation=answered, metric="first_response").values().get()
    Goal.objects.filter(metric="first_response", policy=policy).update(within=HOUR)
    _work_off()
    assert Target.objects.filter(pk=closed["id"]).values().get() == closed
    assert only("first_response", conversation=conversation).due_at == MONDAY + HOUR
    assert fresh(conversation).due_at == MONDAY + HOUR
    run = Replanning.objects.latest("id")
    assert (run.total, run.looked_at, run.changed, run.cancelled, run.share) == (3, 3, 1, 0, 1.0)


def test_calendar_that_closes_moves_the_end(world, policy, conversation):
    with clock.pretending(MONDAY + MINUTE):
        season = Season(calendar=policy.calendar, name="Away", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 1), weekly=[[]] * 7)
        keeping_calendars.keep_season(policy.calendar, season, by=world.owner)
        Worker().work_off()
    assert fresh(conversation).due_at == MONDAY + timedelta(days=1) + 4 * HOUR


def test_what_counted_before_a_pause_stays_counted(world, policy, conversation):
    with at(MONDAY + 3 * HOUR):
        resolving.leave_pending(conversation, by=world.agent)
    Goal.objects.filter(metric="resolution", policy=policy).update(within=5 * HOUR)
    _work_off(200)
    assert only("resolution").remaining == 2 * HOUR
    with at(MONDAY + 4 * HOUR):
        resolving.reopen(conversation, by=world.agent)
        assert only("resolution").due_at == MONDAY + 6 * HOUR


def test_metric_that_no_policy_sets_any_more_is_withdrawn(world, policy, conversation):
    policy.goals.filter(metric="first_response").delete()
    _work_off()
    assert of(conversation) == {"first_response": "withdrawn", "resolution": "runs"}
    assert fresh(conversation).due_metric == "resolution"


def test_broken_promise_stays_broken_under_a_milder_policy(world, policy, conversation):
    with at(MONDAY + 4 * HOUR):
        assert of(conversation)["first_response"] == "broken"
    Goal.objects.filter(metric="first_response").update(within=8 * HOUR)
    _work_off(300)
    assert only("first_response").breached_at == MONDAY + 4 * HOUR


def test_planning_anew_changes_nothing_where_nothing_changed(world, policy, conversation):
    before = list(Target.objects.values())
    _work_off()
    assert (list(Target.objects.values()), Replanning.objects.latest("id").changed) == (before, 0)


def test_interrupted_run_goes_on_where_it_was(world, policy, monkeypatch):
    monkeypatch.setattr(replanning, "BATCH", 2)
    with at(MONDAY):
        for number in range(3):
            make_conversation(world.support, sender=(f"buyer{number}@post.example", "Buyer"))
    Goal.objects.filter(policy=policy).update(within=HOUR)
    run = replanning.after_change(reason="Shorter")
    replanning._batch(Replanning.objects.get(pk=run.pk))
    run.refresh_from_db()
    assert (run.looked_at, run.total, round(run.share, 2)) == (2, 6, 0.33)
    replanning.carry_on()
    run.refresh_from_db()
    assert (run.looked_at, run.changed, run.finished_at is not None) == (6, 6, True)
    assert set(Target.objects.values_list("due_at", flat=True)) == {MONDAY + HOUR}


def test_preview_says_what_would_change_and_changes_nothing(world, policy, conversation):
    before = list(Target.objects.values())
    tried = Policy(pk=policy.pk, name="Tried", conditions=[], calendar=policy.calendar, position=0)
    tried._prefetched_objects_cache = {"goals": [Goal(pk=10**6, policy=tried, metric="first_response", within=HOUR)]}
    with clock.pretending(MONDAY + 2 * HOUR):
        found = replanning.preview([tried])
    assert (found.open, found.earlier, found.cancelled, found.late_at_once) == (2, 1, 1, 1)
    assert {(moved.target.metric, moved.due_after, moved.is_cancelled) for moved in found.examples} == {
        ("first_response", MONDAY + HOUR, False),
        ("resolution", None, True),
    }
    assert list(Target.objects.values()) == before
    assert connection.in_atomic_block


def test_many_at_once_keep_all_that_they_are(world, policy):
    """Written as one document on PostgreSQL: spans, moments and lists come back as they were."""
    with at(MONDAY):
        conversation = make_conversation(world.support)
        resolving.leave_pending(conversation, by=world.agent)
    pattern = Target.objects.get(metric="resolution")
    for number in range(25):
        pattern.pk, pattern.cycle = None, number + 2
        pattern.stretches = [[MONDAY.isoformat(), (MONDAY + HOUR).isoformat(), 3600.5]]
        pattern.save(force_insert=True)
    Goal.objects.filter(policy=policy, metric="resolution").update(within=timedelta(minutes=30))
    _work_off()
    found = Target.objects.filter(metric="resolution", cycle__gt=1).values_list("remaining", "within", "stretches", "paused_at", "policy")
    expected = (timedelta(seconds=1800 - 3600.5), timedelta(minutes=30), pattern.stretches, pattern.paused_at, policy.pk)
    assert list(found) == [expected] * 25


def test_resolution_that_is_reopened_goes_on_under_what_is_promised_now(world, policy, conversation):
    with at(MONDAY + HOUR):
        resolving.resolve(conversation, by=world.agent)
    Goal.objects.filter(policy=policy, metric="resolution").update(within=4 * HOUR)
    _work_off(90)
    assert only("resolution").within == 10 * HOUR
    with at(MONDAY + 2 * HOUR):
        resolving.reopen(conversation, by=world.agent)
        assert (only("resolution").within, only("resolution").due_at) == (4 * HOUR, MONDAY + 5 * HOUR)
