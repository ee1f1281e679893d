"""What comes due is done once: the breach, the warnings before, the steps after, and word to people on duty."""

from datetime import timedelta

import pytest

from goodwill.accounts import duty
from goodwill.activity.models import Activity, Notice
from goodwill.conversations.domain import assigning, resolving
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import OutboxEntry
from goodwill.service_levels.domain import firing
from goodwill.service_levels.models import Target
from tests.factories.conversations import OMAR, fresh, make_conversation, make_reply
from tests.service_levels.making import HOUR, MINUTE, MONDAY, STEPS, a_policy, an_office, at, of, only


def told() -> list[tuple[str, str]]:
    return [(notice.agent.name.split()[0], notice.kind) for notice in Notice.objects.order_by("id").select_related("agent")]


def recorded(conversation) -> list[str]:
    found = Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk, kind__startswith="target.").exclude(
        kind="target.started"
    )
    return list(found.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def conversation(world):
    a_policy({"first_response": (HOUR, STEPS)})
    with at(MONDAY):
        found = make_conversation(world.support)
        assigning.assign(found, world.agent, by=world.lead)
    return fresh(found)


def test_warnings_breach_and_escalation_come_each_at_their_time(world, conversation):
    moments = []
    for minute in range(0, 130, 5):
        with at(MONDAY + minute * MINUTE):
            moments.append((minute, len(told())))
    assert sorted(told()) == [
        ("Ada", "target.escalated"),
        ("Jonas", "target.breached"),
        ("Mira", "target.breached"),
        ("Mira", "target.warned"),
        ("Mira", "target.warned"),
    ]
    assert [count for minute, count in moments if minute in (25, 30, 45, 55, 60, 115, 120)] == [0, 1, 2, 2, 4, 4, 5]
    assert recorded(conversation) == ["target.warned", "target.warned", "target.breached", "target.escalated"]
    assert firing.next_at() is None
    with clock.pretending(MONDAY + 121 * MINUTE):
        Worker().work_off()
    assert fresh(conversation).priority == 4


def test_after_a_long_sleep_only_the_last_step_speaks(world, conversation):
    with at(MONDAY + 3 * HOUR):
        assert told() == [("Ada", "target.escalated")]
        assert recorded(conversation) == ["target.breached", "target.escalated"]


def test_clock_that_jumps_neither_doubles_nor_loses(world, conversation):
    with at(MONDAY + 61 * MINUTE):
        assert len(told()) == 2
    for minute in (10, 61, 0, 50):
        with at(MONDAY + minute * MINUTE):
            assert len(told()) == 2
    with at(MONDAY + 121 * MINUTE):
        assert len(told()) == 3
    assert only("first_response").breached_at == MONDAY + HOUR


def test_answer_silences_what_was_to_come(world, conversation):
    with at(MONDAY + 31 * MINUTE):
        make_reply(conversation, world.agent)
    with at(MONDAY + 9 * HOUR):
        assert recorded(conversation) == ["target.warned", "target.met"]
    assert firing.next_at() is None


def test_alert_waits_for_the_first_on_duty(world, conversation, monkeypatch):
    off = {world.agent.pk, world.lead.pk, world.owner.pk}
    monkeypatch.setattr(duty, "_rooms", lambda: (lambda numbers, at: off & set(numbers),))
    with at(MONDAY + 61 * MINUTE):
        assert (told(), of(conversation)) == ([], {"first_response": "broken"})
        assert recorded(conversation) == ["target.breached"]
        assert only("first_response").next_at == MONDAY + 66 * MINUTE
    off.discard(world.lead.pk)
    with at(MONDAY + 66 * MINUTE):
        assert told() == [("Jonas", "target.breached")]
    with at(MONDAY + 71 * MINUTE):
        assert len(told()) == 1
    with at(MONDAY + 121 * MINUTE):
        # The administrators are off duty: this alert waits now.
        assert (len(told()), only("first_response").is_waiting) == (1, True)


def test_step_for_any_hour_wakes_people(world, monkeypatch):
    a_policy({"first_response": (HOUR, [{"when": "due", "notify": ["leads"], "any_hour": True}])})
    monkeypatch.setattr(duty, "_rooms", lambda: (lambda numbers, at: set(numbers),))
    with at(MONDAY):
        make_conversation(world.support)
    with at(MONDAY + HOUR):
        assert told() == [("Jonas", "target.breached")]


def test_nobody_is_alerted_outside_the_hours_that_count(world):
    a_policy({"first_response": (2 * HOUR, STEPS)}, calendar=an_office())
    with at(MONDAY + 7 * HOUR + 30 * MINUTE):
        conversation = make_conversation(world.support)
    with at(MONDAY + 23 * HOUR):
        assert told() == []
    with at(MONDAY + 24 * HOUR + 31 * MINUTE):
        assert told() == [("Jonas", "target.warned")]
    assert fresh(conversation).due_at == MONDAY + 25 * HOUR + 30 * MINUTE


def test_many_at_once_come_as_one_notice(world):
    a_policy({"first_response": HOUR})
    with clock.pretending(MONDAY):
        for number in range(8):
            make_conversation(world.support, sender=(f"buyer{number}@post.example", "Buyer"))
    with at(MONDAY + HOUR):
        assert [(n.agent, n.title, n.subject_id) for n in Notice.objects.all()] == [(world.lead, "8 promises are overdue", None)]
    assert Activity.objects.filter(kind="target.breached").count() == 8
    assert firing.fire_all() == 0


def test_whoever_may_not_see_the_conversation_is_not_told_of_it(world):
    a_policy({"first_response": (HOUR, [{"when": "due", "notify": [f"agent:{world.carer.pk}", f"agent:{world.agent.pk}"]}])})
    with at(MONDAY):
        make_conversation(world.sales)
    with at(MONDAY + HOUR):
        assert told() == [("Mira", "target.breached")]


def test_programs_are_called_once_for_each_step(world):
    step = {"when": "due", "notify": [], "webhook": "https://hooks.example/late"}
    a_policy({"first_response": (HOUR, [step]), "resolution": (HOUR, [step])})
    with at(MONDAY):
        make_conversation(world.support, sender=OMAR)
    for minute in (60, 61):
        with at(MONDAY + minute * MINUTE):
            assert OutboxEntry.objects.filter(topic="webhook").count() == 2


def test_escalation_leaves_what_is_done_alone(world, conversation):
    with clock.pretending(MONDAY + 121 * MINUTE):
        firing.fire_all()
        resolving.resolve(conversation, by=world.agent)
        Worker().work_off()
    assert fresh(conversation).priority == 2


def test_target_of_a_removed_goal_still_breaks_and_is_silent(world, conversation):
    Target.objects.update(goal=None)
    with at(MONDAY + HOUR + timedelta(seconds=1)):
        assert (of(conversation), told(), firing.next_at()) == ({"first_response": "broken"}, [], None)
