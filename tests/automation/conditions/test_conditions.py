"""Each condition that only rules ask for: when it holds, when it does not, and how it reads."""

import pytest

from goodwill.automation import conditions
from goodwill.conversations.conditions import all_classes

EURO_500 = {"minor": 50_000, "currency": "EUR"}
# The condition, a situation in which it holds, one in which it does not, and its sentence.
TABLE = [
    ({"name": "first_message"}, {"is_first_message": True}, {"is_first_message": False}, "it is the first message"),
    ({"name": "has_attachment"}, {"has_attachment": True}, {"has_attachment": False}, "it has an attachment"),
    ({"name": "assigned"}, {"assignee_id": 3}, {"assignee_id": None}, "an agent has it"),
    ({"name": "assigned", "not": True}, {"assignee_id": None}, {"assignee_id": 3}, "not: an agent has it"),
    ({"name": "breached"}, {"is_breached": True}, {"is_breached": False}, "a promise is overdue"),
    ({"name": "language_unknown"}, {"language": ""}, {"language": "de"}, "the language is not known"),
    ({"name": "from_robot"}, {"is_automatic": True}, {"is_automatic": False}, "a machine wrote the message"),
    ({"name": "has_order"}, {"order": 1}, {"order": None}, "it is about an order"),
    ({"name": "message_count", "count": 3}, {"message_count": 3}, {"message_count": 2}, "there are at least 3 messages"),
    ({"name": "reply_count", "count": 1}, {"reply_count": 1}, {"reply_count": 0}, "we have answered at least 1 time"),
    (
        {"name": "hours_waiting", "count": 24},
        {"hours_waiting": 24.5},
        {"hours_waiting": None},
        "the customer has been waiting for 24 hours or more",
    ),
    ({"name": "hours_quiet", "count": 1}, {"hours_quiet": 1.0}, {"hours_quiet": 0.9}, "nothing was said for 1 hour or more"),
    ({"name": "days_late", "count": 2}, {"days_late": 2}, {"days_late": None}, "the order is late by 2 days or more"),
    (
        {"name": "days_without_scan", "count": 2},
        {"days_without_scan": 3},
        {"days_without_scan": 1},
        "the parcel was not scanned for 2 days or more",
    ),
    ({"name": "order_count", "count": 2}, {"order_count": 2}, {"order_count": 1}, "the customer has placed at least 2 orders"),
    ({"name": "status_was", "statuses": ["open", "pending"]}, {"status_was": "open"}, {"status_was": ""}, "it was Open or Pending before"),
    ({"name": "order_status", "statuses": ["shipped"]}, {"order_status": "shipped"}, {"order_status": None}, "the order is On its way"),
    ({"name": "done_by", "actors": ["agent"]}, {"actor": "agent"}, {"actor": "system"}, "an agent did it"),
    (
        {"name": "sender", "addresses": ["A@x.example"]},
        {"sender_address": "a@X.example"},
        {"sender_address": ""},
        "it was written by A@x.example",
    ),
    (
        {"name": "sender", "addresses": ["@x.example"]},
        {"sender_address": "b@x.example"},
        {"sender_address": "b@y.example"},
        "it was written by @x.example",
    ),
    (
        {"name": "lifetime_value", "amount": EURO_500},
        {"lifetime_values": [{"minor": 1, "currency": "USD"}, EURO_500]},
        {"lifetime_values": [{"minor": 90_000, "currency": "USD"}]},
        "the customer has bought for €500.00 or more",
    ),
    ({"name": "remedy_given", "kinds": []}, {"remedy_kinds": ["refund"]}, {"remedy_kinds": []}, "a remedy was given here"),
    ({"name": "remedy_given", "kinds": ["gift"]}, {"remedy_kinds": ["gift"]}, {"remedy_kinds": ["refund"]}, "Free gift was given here"),
]


@pytest.mark.parametrize(("given", "fits", "other", "sentence"), TABLE)
def test_condition(given, fits, other, sentence):
    kit = conditions.KIT
    assert (kit.holds(given, fits), kit.holds(given, other)) == (True, False)
    assert (kit.test(given)(fits), kit.test(given)(other)) == (True, False)
    assert kit.sentence(given) == sentence


def test_every_condition_of_this_room_stands_in_the_table():
    others = {condition.name for condition in all_classes()}
    assert {given["name"] for given, *_rest in TABLE} == set(conditions.KIT.all) - others
