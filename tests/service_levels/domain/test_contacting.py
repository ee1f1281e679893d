"""Promises that start and end with what channels record, and with what stores tell."""

from datetime import date, timedelta

import pytest

from goodwill.activity.recording import record
from goodwill.commerce.contract import OrderStatus
from goodwill.conversations.domain import linking_orders
from goodwill.core import clock
from goodwill.service_levels.domain import delivering
from goodwill.service_levels.models import Target
from tests.factories.conversations import fresh, make_conversation
from tests.remedies.making import make_order, make_store
from tests.service_levels.making import HOUR, MINUTE, MONDAY, a_policy, an_office, at, of, only


def test_call_waits_and_is_handled(world):
    a_policy({"queue_wait": MINUTE, "handling_time": 10 * MINUTE})
    with at(MONDAY):
        conversation = make_conversation(world.support)
        record("contact.queued", conversation)
        record("contact.queued", conversation)
        assert of(conversation) == {"queue_wait": "runs"}
    with at(MONDAY + 2 * MINUTE):
        record("contact.answered", conversation)
        assert of(conversation) == {"queue_wait": "late", "handling_time": "runs"}
    with at(MONDAY + 5 * MINUTE):
        record("call.ended", conversation)
    assert of(conversation) == {"queue_wait": "late", "handling_time": "kept"}
    assert fresh(conversation).due_at is None


def test_who_hangs_up_was_not_kept_waiting_too_long(world):
    a_policy({"queue_wait": MINUTE})
    conversation = make_conversation(world.support)
    record("contact.queued", conversation)
    record("contact.left", conversation)
    assert of(conversation) == {"queue_wait": "left"}


def test_bot_that_gives_up_starts_the_hand_off(world):
    a_policy({"hand_off": HOUR})
    conversation = make_conversation(world.support)
    record("contact.hand_off_asked", conversation)
    record("contact.answered", conversation)
    assert of(conversation) == {"hand_off": "kept"}


@pytest.fixture
def ordered(world):
    a_policy({"delivery_promise": timedelta(0)}, calendar=an_office("Europe/Berlin"))
    order = make_order(make_store())
    type(order).objects.filter(pk=order.pk).update(expected_on=date(2026, 6, 3), status="shipped")
    order.refresh_from_db()
    with at(MONDAY):
        conversation = make_conversation(world.support)
        linking_orders.link(conversation, order, by=world.agent)
    return conversation, order


def test_delivery_promise_ends_with_the_promised_day_of_the_calendar(ordered):
    conversation, _order = ordered
    assert only("delivery_promise").due_at == fresh(conversation).due_at == delivering.end_of(date(2026, 6, 3), "Europe/Berlin")
    assert str(fresh(conversation).due_at) == "2026-06-03 22:00:00+00:00"


def test_delivery_promise_moves_with_the_day_and_is_kept_by_arriving(ordered):
    conversation, order = ordered
    with clock.pretending(MONDAY + HOUR):
        order.expected_on = date(2026, 6, 5)
        delivering.follow_order(order, clock.now())
    assert str(fresh(conversation).due_at) == "2026-06-05 22:00:00+00:00"
    with clock.pretending(MONDAY + 30 * HOUR):
        order.status = OrderStatus.DELIVERED.value
        delivering.follow_order(order, clock.now())
    assert of(conversation) == {"delivery_promise": "kept"}


def test_link_that_is_dismissed_or_an_order_that_is_cancelled_ends_it(world, ordered):
    conversation, order = ordered
    linking_orders.dismiss(conversation, order, by=world.agent)
    assert of(conversation) == {"delivery_promise": "withdrawn"}
    linking_orders.link(conversation, order, by=world.agent)
    assert Target.objects.count() == 1


def test_first_message_that_names_two_orders_shows_the_soonest_of_all_promises(world):
    a_policy({"delivery_promise": timedelta(0), "first_response": 90 * HOUR}, calendar=None)
    store = make_store()
    orders = [make_order(store, number) for number in ("1001", "1002")]
    for order, day in zip(orders, (4, 3), strict=True):
        type(order).objects.filter(pk=order.pk).update(expected_on=date(2026, 6, day), status="shipped")
    with at(MONDAY):
        conversation = make_conversation(world.support, "Where are my orders #1001 and #1002?", sender=("greta@home.example", "Greta"))
    found = Target.objects.filter(conversation=conversation).order_by("due_at")
    assert sorted((t.metric, t.cycle) for t in found) == [("delivery_promise", 1), ("delivery_promise", 2), ("first_response", 1)]
    assert conversation.due_at == found[0].due_at
    assert conversation.due_metric == "delivery_promise"
