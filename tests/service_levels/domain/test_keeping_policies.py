"""Policies are made, changed, moved, removed and tried out; what is open follows, what is closed stays."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity
from goodwill.core import clock
from goodwill.service_levels.domain import choosing, keeping_policies, replanning
from goodwill.service_levels.domain.keeping_policies import Promise, Wish
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.errors import UnusablePolicy
from goodwill.service_levels.models import Goal, Policy, Replanning, Target
from tests.factories.conversations import make_conversation

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
STEPS = (
    {"when": "after", "minutes": 30, "notify": ["leads"]},
    {"when": "due", "notify": ["assignee"]},
    {"when": "used", "percent": 75, "notify": ["assignee"]},
)


def wish(name: str = "Everybody", hours: float = 2, metric: Metric = Metric.FIRST_RESPONSE, **more) -> Wish:
    return Wish(name, goals=[Promise(metric, timedelta(hours=hours), STEPS)], **more)


def names() -> list[str]:
    return list(Policy.objects.values_list("name", flat=True))


@pytest.fixture
def no_policies(world):
    choosing.current()
    for policy in Policy.objects.all():
        keeping_policies.remove(policy, by=world.owner)


@pytest.fixture
def at_nine():
    with clock.pretending(NINE):
        yield


def due(conversation) -> list[tuple[str, datetime | None]]:
    return [(target.policy.name, target.due_at) for target in Target.objects.filter(conversation=conversation, closed_at=None)]


def test_new_policy_stands_last_with_its_steps_in_the_order_of_time(world, no_policies):
    keeping_policies.save(None, wish("One"), by=world.owner)
    policy = keeping_policies.save(None, wish("Two", pauses=["pending"]), by=world.owner)
    assert names() == ["One", "Two"]
    goal = policy.goals.get()
    assert [step["when"] for step in goal.steps] == ["used", "due", "after"]
    assert (goal.metric, goal.within, policy.pauses) == ("first_response", timedelta(hours=2), ["pending"])
    activity = Activity.objects.filter(kind="policy.created").latest("id")
    assert (activity.agent, activity.data) == (world.owner, {"name": "Two", "goals": {"first_response": 7200.0}})


def test_changed_policy_keeps_the_goals_that_stay(world, no_policies):
    policy = keeping_policies.save(None, wish(), by=world.owner)
    kept = policy.goals.get()
    goals = [Promise(Metric.FIRST_RESPONSE, timedelta(hours=4)), Promise(Metric.RESOLUTION, timedelta(days=2))]
    keeping_policies.save(policy, Wish("Renamed", goals=goals), by=world.owner)
    assert {(goal.pk == kept.pk, goal.metric, goal.within) for goal in Goal.objects.all()} == {
        (True, "first_response", timedelta(hours=4)),
        (False, "resolution", timedelta(days=2)),
    }
    keeping_policies.save(policy, Wish("Renamed", goals=goals[1:]), by=world.owner)
    assert [goal.metric for goal in Goal.objects.all()] == ["resolution"]


def test_change_is_followed_by_planning_anew_what_is_open(world, no_policies, at_nine):
    policy = keeping_policies.save(None, wish(hours=2), by=world.owner)
    conversation = make_conversation(world.support)
    assert due(conversation) == [("Everybody", NINE + timedelta(hours=2))]
    keeping_policies.save(policy, wish(hours=5), by=world.owner)
    run = Replanning.objects.first()
    assert (run.reason, run.by, run.total, run.finished_at) == ("Everybody", world.owner, 1, None)
    replanning.carry_on()
    assert due(conversation) == [("Everybody", NINE + timedelta(hours=5))]


def test_order_decides_and_moving_changes_it(world, no_policies, at_nine):
    for name, hours in (("One", 1), ("Two", 2), ("Three", 3)):
        keeping_policies.save(None, wish(name, hours), by=world.owner)
    conversation = make_conversation(world.support)
    assert due(conversation) == [("One", NINE + timedelta(hours=1))]
    keeping_policies.move(Policy.objects.get(name="Three"), 1, by=world.owner)
    replanning.carry_on()
    assert names() == ["Three", "One", "Two"]
    assert due(conversation) == [("Three", NINE + timedelta(hours=3))]
    before = Replanning.objects.count()
    keeping_policies.move(Policy.objects.get(name="Three"), 0, by=world.owner)
    assert Replanning.objects.count() == before
    keeping_policies.move(Policy.objects.get(name="Three"), 99, by=world.owner)
    assert names() == ["One", "Two", "Three"]


def test_removed_policy_leaves_what_is_open_to_the_next(world, no_policies, at_nine):
    for name, hours in (("One", 1), ("Two", 2)):
        keeping_policies.save(None, wish(name, hours), by=world.owner)
    conversation = make_conversation(world.support)
    keeping_policies.remove(Policy.objects.get(name="One"), by=world.owner)
    replanning.carry_on()
    assert due(conversation) == [("Two", NINE + timedelta(hours=2))]
    keeping_policies.remove(Policy.objects.get(name="Two"), by=world.owner)
    replanning.carry_on()
    assert due(conversation) == []
    assert Target.objects.get().ending == "withdrawn"


def test_trying_out_says_what_would_change_and_changes_nothing(world, no_policies, at_nine):
    policy = keeping_policies.save(None, wish(hours=2), by=world.owner)
    conversation = make_conversation(world.support)
    before = (due(conversation), names(), Goal.objects.get().within, Replanning.objects.count(), choosing.current().version)
    found = keeping_policies.try_out(policy, wish(hours=1))
    assert (found.open, found.earlier, found.later, found.cancelled, found.unchanged) == (1, 1, 0, 0, 0)
    (moved,) = found.examples
    assert (moved.due_before, moved.due_after) == (NINE + timedelta(hours=2), NINE + timedelta(hours=1))
    assert keeping_policies.try_out(None, wish("Another", hours=9)).unchanged == 1
    nobody = wish(conditions=[{"name": "channel", "channels": ["pigeon"]}])
    assert keeping_policies.try_out(policy, nobody).cancelled == 1
    with clock.pretending(NINE + timedelta(hours=1)):
        assert keeping_policies.try_out(policy, wish(hours=0.5)).late_at_once == 1
    assert (due(conversation), names(), Goal.objects.get().within, Replanning.objects.count(), choosing.current().version) == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (wish(" "), "needs a name"),
        (Wish("Empty"), "promises nothing"),
        (Wish("Twice", goals=[Promise("resolution", timedelta(hours=1))] * 2), "once"),
        (wish(hours=0), "between one second"),
        (wish(hours=24 * 400), "between one second"),
        (wish(conditions=[{"name": "phase_of_the_moon"}]), "condition"),
        (Wish("x", goals=[Promise("resolution", timedelta(hours=1), [{"when": "used", "percent": 100, "notify": ["team"]}])]), "1 to 99"),
        (Wish("x", goals=[Promise("resolution", timedelta(hours=1), [{"when": "after", "notify": ["team"]}])]), "how many minutes"),
        (Wish("x", goals=[Promise("resolution", timedelta(hours=1), [{"when": "due", "notify": []}])]), "tells nobody"),
        (Wish("x", goals=[Promise("resolution", timedelta(hours=1), STEPS * 5)]), "more than 12"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(world, no_policies, wrong, sentence):
    with pytest.raises(UnusablePolicy, match=sentence):
        keeping_policies.save(None, wrong, by=world.owner)
    with pytest.raises(UnusablePolicy, match=sentence):
        keeping_policies.try_out(None, wrong)
    assert names() == []


def test_only_managers_change_what_is_promised(world, no_policies):
    policy = keeping_policies.save(None, wish(), by=world.owner)
    for who in (world.lead, world.agent, world.reader):
        for change in (
            lambda who=who: keeping_policies.save(policy, wish("Mine"), by=who),
            lambda who=who: keeping_policies.move(policy, 1, by=who),
            lambda who=who: keeping_policies.remove(policy, by=who),
        ):
            with pytest.raises(NotAllowed):
                change()
    assert names() == ["Everybody"]
