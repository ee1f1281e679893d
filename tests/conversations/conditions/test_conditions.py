"""Each condition about conversations: when it holds, when it does not, and how it reads."""

import pytest

from goodwill.conversations import conditions
from goodwill.conversations.models import Topic
from goodwill.core.conditions import FieldKind, UnknownCondition
from tests.factories.accounts import a_team
from tests.factories.inboxes import make_inbox
from tests.factories.stores import a_store, booths

EURO_50 = {"minor": 5_000, "currency": "EUR"}
# The condition, a situation in which it holds, one in which it does not, and its sentence.
TABLE = [
    ({"name": "channel", "channels": ["letter"]}, {"channel": "letter"}, {"channel": "chat"}, "it came by Letter"),
    ({"name": "inbox", "inboxes": ["{inbox}"]}, {"inbox_id": "{inbox}"}, {"inbox_id": 0}, "it is in Support"),
    ({"name": "team", "teams": ["{team}"]}, {"team_id": "{team}"}, {"team_id": None}, "it belongs to Care"),
    ({"name": "topic", "topics": ["{topic}"]}, {"topic_id": "{topic}"}, {"topic_id": None}, "it is about Broken"),
    ({"name": "topic", "topics": ["0"]}, {"topic_id": 0}, {"topic_id": 1}, "it is about #0"),
    ({"name": "store", "stores": ["{store}"]}, {"store_id": "{store}"}, {"store_id": None}, "the order is of Fern & Fable"),
    ({"name": "complaint"}, {"is_complaint": True}, {"is_complaint": False}, "it is a complaint"),
    ({"name": "priority", "priorities": ["3", "4"]}, {"priority": 4}, {"priority": 2}, "the priority is High or Urgent"),
    ({"name": "status", "statuses": ["open"]}, {"status": "open"}, {"status": "closed"}, "it is Open"),
    ({"name": "sale_stage", "stages": ["pre_sale"]}, {"sale_stage": "pre_sale"}, {"sale_stage": "post_sale"}, "it is Before the purchase"),
    ({"name": "tag", "tags": ["gift", "vip"]}, {"tags": ["vip"]}, {"tags": []}, "it is tagged gift or vip"),
    ({"name": "tier", "tiers": ["Gold"]}, {"tiers": ["gold"]}, {"tiers": []}, "the customer is Gold"),
    ({"name": "language", "languages": ["DE ", "at"]}, {"language": "de"}, {"language": ""}, "the language is DE  or at"),
    ({"name": "order_value", "amount": EURO_50}, {"order_total": EURO_50}, {"order_total": None}, "the order is worth €50.00 or more"),
    (
        {"name": "order_value", "amount": EURO_50},
        {"order_total": {"minor": 5_001, "currency": "EUR"}},
        {"order_total": {"minor": 9_000, "currency": "USD"}},
        "the order is worth €50.00 or more",
    ),
    ({"name": "words", "words": ["FERN", "pot"]}, {"said": "my fern"}, {"said": "my cat"}, "it says FERN or pot"),
    ({"name": "complaint", "not": True}, {"is_complaint": False}, {"is_complaint": True}, "not: it is a complaint"),
]


@pytest.fixture
def rows(db):
    with booths():
        yield {
            "{inbox}": make_inbox().pk,
            "{team}": a_team("Care").pk,
            "{topic}": Topic.objects.create(name="Broken").pk,
            "{store}": a_store().pk,
        }


def filled(value, rows):
    match value:
        case dict():
            return {name: filled(part, rows) for name, part in value.items()}
        case list():
            return [str(filled(part, rows)) if part in rows else part for part in value]
        case str():
            return rows.get(value, value)
    return value


@pytest.mark.parametrize(("given", "fits", "other", "sentence"), TABLE)
def test_condition(rows, given, fits, other, sentence):
    given, fits, other = filled(given, rows), filled(fits, rows), filled(other, rows)
    kit = conditions.KIT
    assert (kit.holds(given, fits), kit.holds(given, other)) == (True, False)
    assert (kit.test(given)(fits), kit.test(given)(other)) == (True, False)
    assert kit.sentence(given) == sentence


def test_every_condition_stands_in_the_table_and_can_be_drawn(rows):
    assert {given["name"] for given, *_rest in TABLE} == set(conditions.KIT.all)
    for condition in conditions.KIT.all.values():
        assert str(condition.label)
        for field in condition.fields:
            if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
                assert field.given_choices(), (condition.name, field.name)


def test_unknown_condition_is_named():
    with pytest.raises(UnknownCondition, match="moon"):
        conditions.KIT.holds({"name": "moon"}, {})
