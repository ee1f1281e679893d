"""Rules on time: a timer begins with what starts the wait, ends with what ends it, and fires once."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.automation.domain import drafting, timing
from goodwill.automation.models import Run, Timer
from goodwill.conversations.domain import assigning, resolving, snoozing
from goodwill.core.clock import now, pretending
from goodwill.core.models import Job
from goodwill.service_levels.models import Calendar
from tests.factories.automation import make_rule, says, tag, work_off
from tests.factories.conversations import fresh, make_answer, make_conversation, make_message, make_reply

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO_DAYS = {"hours": 48, "calendar": ""}


def at(hours: float):
    return pretending(FRIDAY + hours * HOUR)


def no_answer(**columns):
    return make_rule(tag("late"), trigger="no_answer", trigger_parameters=TWO_DAYS, **columns)


def test_timer_fires_when_nobody_answered_and_only_once(world):
    no_answer()
    with at(0):
        conversation = make_conversation(world.support)
        work_off()
    timer = Timer.objects.get()
    assert (timer.since, timer.due_at, timer.fired_at) == (FRIDAY, FRIDAY + 48 * HOUR, None)
    with at(47.9):
        work_off()
        assert fresh(conversation).tag_names == []
    with at(48):
        work_off()
    assert fresh(conversation).tag_names == ["late"]
    assert Run.objects.get().activity == 0
    with at(49):
        make_message(world.support, "Hello?", references=[conversation.messages.get().external_id])
        work_off()
    with at(200):
        work_off()
    # The customer still waits for the same answer.
    assert Run.objects.count() == 1


def test_answer_withdraws_the_timer_and_the_next_message_begins_another(world):
    no_answer()
    with at(0):
        message = make_message(world.support)
        work_off()
    with at(10):
        answer = make_reply(fresh(message.conversation), world.agent)
        work_off()
        assert not Timer.objects.exists()
        assert not Job.objects.filter(task__contains="fire").exists()
    with at(20):
        make_answer(answer)
        work_off()
        assert Timer.objects.get().due_at == FRIDAY + 68 * HOUR


def test_hours_are_counted_by_the_calendar(world):
    workdays = [[[9 * 60, 17 * 60]]] * 5 + [[], []]
    calendar = Calendar.objects.create(name="Office", zone="UTC", weekly=workdays)
    rule = make_rule(tag("x"), trigger="no_answer", trigger_parameters={"hours": 4, "calendar": str(calendar.pk)})
    with at(0):
        make_conversation(world.support)
        work_off()
    # Two hours are left on Friday, two more come on Monday.
    assert Timer.objects.get(rule=rule).due_at == datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_conditions_are_asked_when_the_time_has_come(world):
    no_answer(conditions=[{"name": "assigned", "not": True}])
    with at(0):
        taken, free = make_conversation(world.support), make_conversation(world.support)
        work_off()
        assigning.assign(taken, world.agent, by=world.lead)
    with at(48):
        work_off()
    assert (fresh(taken).tag_names, fresh(free).tag_names) == ([], ["late"])
    assert Timer.objects.filter(fired_at=None).count() == 0


@pytest.mark.parametrize(
    ("trigger", "parameters", "deed", "ends"),
    [
        ("quiet", {"hours": 72, "calendar": "", "statuses": ["pending"]}, "pend", "resolve"),
        ("unassigned_for", {"hours": 72, "calendar": ""}, "nothing", "assign"),
        ("resolved_for", {"hours": 72, "calendar": ""}, "resolve", "reopen"),
        ("no_answer", {"hours": 72, "calendar": ""}, "nothing", "resolve"),
    ],
)
def test_each_wait_begins_and_ends(world, trigger, parameters, deed, ends):
    deeds = {
        "pend": lambda c: resolving.leave_pending(c, by=world.agent),
        "nothing": lambda c: None,
        "resolve": lambda c: resolving.resolve(c, by=world.agent),
        "assign": lambda c: assigning.assign(c, world.agent, by=world.lead),
        "reopen": lambda c: resolving.reopen(c, by=world.agent),
    }
    make_rule(tag("x"), trigger=trigger, trigger_parameters=parameters)
    with at(0):
        lasting, ended = make_conversation(world.support), make_conversation(world.support)
        for conversation in (lasting, ended):
            deeds[deed](conversation)
        work_off()
    assert Timer.objects.count() == 2
    with at(1):
        deeds[ends](ended)
        work_off()
    assert list(Timer.objects.values_list("conversation", "due_at")) == [(lasting.pk, FRIDAY + 72 * HOUR)]
    with at(73):
        work_off()
    assert (fresh(lasting).tag_names, fresh(ended).tag_names) == (["x"], [])


def test_snoozed_conversation_still_waits_for_an_answer(world):
    no_answer()
    with at(0):
        conversation = make_conversation(world.support)
        snoozing.snooze(conversation, FRIDAY + 100 * HOUR, by=world.agent)
        work_off()
    with at(48):
        work_off()
    assert fresh(conversation).tag_names == ["late"]


def test_rule_switched_on_waits_where_something_waits_and_spares_what_is_over(world):
    with at(0):
        over, going = make_conversation(world.support), None
    with at(40):
        going = make_conversation(world.support)
    with at(50):
        rule = no_answer()
        work_off()
    assert dict(Timer.objects.values_list("conversation", "fired_at")) == {over.pk: FRIDAY + 50 * HOUR, going.pk: None}
    with at(88):
        work_off()
    assert (fresh(over).tag_names, fresh(going).tag_names) == ([], ["late"])
    with at(90):
        drafting.deactivate(rule, by=world.lead)
        assert not Timer.objects.exists()
        drafting.change(rule, {"catches_up": True}, by=world.lead)
        drafting.activate(rule, by=world.lead)
        work_off()
    assert fresh(over).tag_names == ["late"]


def test_preview_says_where_it_would_act_and_writes_nothing(world, django_assert_max_num_queries):
    rule = make_rule(tag("x"), trigger="no_answer", trigger_parameters=TWO_DAYS, conditions=[says("fern")], on=False)
    with at(0):
        over = make_conversation(world.support)
        make_conversation(world.support, "Hello", subject="Hello")
    with at(40):
        going = make_conversation(world.support)
    with at(50):
        preview = timing.preview(rule)
    assert [(e.conversation, e.due_at, e.is_over) for e in preview.expected] == [
        (over, FRIDAY + 48 * HOUR, True),
        (going, FRIDAY + 88 * HOUR, False),
    ]
    assert (preview.count, preview.over, preview.is_cut) == (2, 1, False)
    assert not Timer.objects.exists()
    assert not Job.objects.filter(task__contains="automation").exists()


def test_clock_that_is_set_back_and_forth_fires_once(world):
    no_answer()
    with at(0):
        conversation = make_conversation(world.support)
        work_off()
    for hours in (30, 10, 48, 20, 49, 48):
        with at(hours):
            work_off()
    assert Run.objects.filter(conversation=conversation).count() == 1
    assert now() > FRIDAY
