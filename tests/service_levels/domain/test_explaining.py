"""What people are told: why a target ends when it does, and when they can expect an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.conversations.domain import resolving
from goodwill.conversations.situations import Facts
from goodwill.core import clock
from goodwill.service_levels.access import targets_of
from goodwill.service_levels.domain import promising_honestly
from goodwill.service_levels.domain.calendars import ALWAYS, Hours, after
from goodwill.service_levels.domain.explaining import explain, length
from goodwill.service_levels.domain.promising_honestly import Basis, Load, reckon, rounded
from goodwill.service_levels.models import Pace
from tests.factories.conversations import fresh, make_conversation, make_reply
from tests.service_levels.making import HOUR, MINUTE, MONDAY, a_policy, an_office, at, only

OFFICE = Hours("UTC", (((540, 1020),),) * 5 + ((), ()))


def test_deadline_is_explained_with_what_counted(world):
    a_policy({"resolution": 10 * HOUR}, {"name": "inbox", "inboxes": [str(world.support.pk)]}, name="Support", calendar=an_office())
    with at(MONDAY + 6 * HOUR):
        conversation = make_conversation(world.support)
    with at(MONDAY + 7 * HOUR):
        resolving.leave_pending(conversation, by=world.agent)
    with at(MONDAY + 25 * HOUR):
        resolving.reopen(conversation, by=world.agent)
    with at(MONDAY + 26 * HOUR):
        found = explain(only("resolution"))
    assert (found.counted, found.left, len(found.pauses)) == (2 * HOUR, 8 * HOUR, 1)
    assert sum((s.length for s in found.segments if s.is_counted), timedelta(0)) == found.counted
    assert found.sentences == [
        "Resolution within 10 hours, by the policy “Support”.",
        "It applies where it is in Support.",
        "It counts the open hours of “Office” (UTC).",
        "June 1, 2026, 3 p.m.: The conversation began.",
        "2 hours of 10 hours have counted.",
        "It stood still from June 1, 2026, 4 p.m. to June 2, 2026, 10 a.m.",
        "So it ends on June 3, 2026, 11 a.m.",
    ]


def test_what_is_over_is_explained_as_it_was(world):
    a_policy({"first_response": HOUR})
    with at(MONDAY):
        conversation = make_conversation(world.support)
    with at(MONDAY + 2 * HOUR):
        make_reply(conversation, world.agent)
    with at(MONDAY + 9 * HOUR):
        found = explain(only("first_response"))
    assert (found.counted, found.sentences[-2:]) == (
        2 * HOUR,
        ["Its time ran out on June 1, 2026, 10 a.m.", "It was done on June 1, 2026, 11 a.m."],
    )


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 seconds"), (45, "45 seconds"), (3600, "1 hour"), (93_784, "1 day 2 hours"), (86_460, "1 day 1 minute")]
)
def test_lengths_are_said_with_two_units(seconds, words):
    assert length(timedelta(seconds=seconds)) == words


def test_running_targets_come_first(world, django_assert_num_queries):
    a_policy({"first_response": HOUR, "resolution": 2 * HOUR, "next_response": HOUR})
    conversation = make_conversation(world.support)
    make_reply(conversation, world.agent)
    with django_assert_num_queries(1):
        assert [target.metric for target in targets_of(conversation)] == ["resolution", "first_response"]


def test_conditions_know_how_the_promises_stand(world):
    a_policy({"first_response": HOUR})
    with at(MONDAY):
        conversation = make_conversation(world.support)
    for minutes, hours, is_breached in ((0, 1.0, False), (90, -0.5, True)):
        facts = Facts(fresh(conversation), at=MONDAY + minutes * MINUTE)
        assert (facts["due_metric"], facts["hours_to_due"], facts["is_breached"]) == ("first_response", hours, is_breached)


@given(
    promised=st.integers(1, 72),
    waiting=st.integers(0, 500),
    answers=st.integers(0, 400),
    worked=st.integers(0, 168),
    minute=st.integers(0, 10_000),
)
def test_promise_is_never_better_than_the_policy_nor_than_the_queue(promised, waiting, answers, worked, minute):
    start = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minute)
    load = Load(waiting, answers, timedelta(hours=worked))
    found = reckon(OFFICE, start, timedelta(hours=promised), load)
    assert found is not None
    assert found.expected >= after(OFFICE, start, timedelta(hours=promised))
    assert load.needed is None or found.expected >= after(OFFICE, start, load.needed)
    assert (found.basis is Basis.QUEUE) == (load.needed is not None and load.needed > timedelta(hours=promised))
    assert found.within >= timedelta(hours=promised)


def test_rounding_is_up_to_what_people_say():
    assert [rounded(timedelta(minutes=m)) for m in (0.5, 14.2, 16, 200, 250)] == [MINUTE, 15 * MINUTE, 30 * MINUTE, 210 * MINUTE, 5 * HOUR]


def test_inbox_promises_by_its_policy_until_the_queue_is_too_long(world, django_assert_num_queries):
    a_policy({"first_response": 2 * HOUR}, {"name": "channel", "channels": [world.support.kind]})
    with clock.pretending(MONDAY):
        assert promising_honestly.promise(world.support).within == 2 * HOUR
        for number in range(6):
            make_reply(make_conversation(world.support, sender=(f"b{number}@post.example", "B")), world.agent)
        assert Pace.objects.get(inbox=world.support).answers == 6
        for number in range(3):
            make_conversation(world.support, sender=(f"w{number}@post.example", "W"))
        with django_assert_num_queries(3):
            found = promising_honestly.promise(world.support)
    # Six answers in a week of nights and days: four more take some days.
    assert (found.basis, found.within, found.is_open) == (Basis.QUEUE, 112 * HOUR, True)


def test_where_nothing_is_promised_nothing_is_said(world):
    assert promising_honestly.promise(world.support) is None
    assert reckon(Hours("UTC", ((),) * 7), MONDAY, HOUR, Load()) is None
    assert reckon(ALWAYS, MONDAY, HOUR, Load()).expected == MONDAY + HOUR
