"""Snapshots and actions go into documents and come back as they were; what is wrong is named with its place."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.commerce import contract
from goodwill.commerce.contract import documents
from goodwill.core.money import Money

_MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))
for _kind, _values in {
    Money: st.builds(Money, st.integers(-(10**9), 10**9), st.sampled_from(["EUR", "JPY", "KWD"])),
    datetime: _MOMENTS,
    Decimal: st.decimals(min_value=0, max_value=100, places=2),
}.items():
    st.register_type_strategy(_kind, _values)


@pytest.mark.parametrize("kind", get_args(contract.Snapshot))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_snapshot_comes_back_as_it_was(kind, data):
    snapshot = data.draw(st.from_type(kind))
    text = json.dumps(documents.encode_all((snapshot,)))
    assert documents.decode_all(json.loads(text)) == (snapshot,)


@pytest.mark.parametrize("kind", get_args(contract.Action))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_action_comes_back_as_it_was(kind, data):
    action = data.draw(st.from_type(kind))
    text = json.dumps(documents.encode_action(action))
    assert documents.decode_action(json.loads(text)) == action


def test_document_is_what_people_would_write():
    snapshot = contract.StockSnapshot("v1", "berlin", 3, datetime(2026, 1, 2, 3, tzinfo=UTC), back_on=date(2026, 2, 1))
    assert documents.encode(snapshot) == {
        "variant_id": "v1",
        "location_id": "berlin",
        "available": 3,
        "updated_at": "2026-01-02T03:00:00Z",
        "back_on": "2026-02-01",
    }
    refund = contract.RefundOrder(contract.OrderRef("7", "#1007"), Money(1250, "EUR"), "broken", (contract.LineQuantity("l1", 1),))
    assert documents.encode_action(refund) == {
        "kind": "refund_order",
        "order": {"id": "7", "number": "#1007"},
        "amount": {"amount": "12.50", "currency": "EUR"},
        "reason": "broken",
        "lines": [{"line_id": "l1", "quantity": 1}],
    }


def _order(**changes):
    plain = {"id": 7, "updated_at": "2026-01-02T03:00:00+01:00", "number": "#7", "placed_at": "2026-01-01T00:00:00Z", "status": "pending"}
    return {**plain, "total": "19.90", **changes}


def test_plain_amounts_take_the_currency_of_their_document_or_of_the_store():
    assert documents.decode(contract.OrderSnapshot, _order(), "EUR").total == Money(1990, "EUR")
    assert documents.decode(contract.OrderSnapshot, _order(currency="JPY", total=1990), "EUR").total == Money(1990, "JPY")
    assert documents.decode(contract.OrderSnapshot, _order(total={"amount": "1.5", "currency": "chf"}), "EUR").total == Money(150, "CHF")


def test_numbers_as_ids_nothing_for_absent_and_own_fields_are_taken():
    order = documents.decode(contract.OrderSnapshot, _order(email=None, x_channel="web"), "EUR")
    assert (order.external_id, order.email, order.updated_at) == ("7", "", datetime(2026, 1, 2, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"total": None}, "total: this is missing"),
        ({"total": "12,50"}, "total: '12,50' is not an amount of money."),
        ({"total": "12.505"}, "total: 12.505 has more decimals than EUR"),
        ({"total": True}, "total: this must be an amount, not True"),
        ({"total": "NaN"}, "total: 'NaN' is not an amount of money."),
        ({"total": {"minor": 5}}, 'total: an amount is {"amount": "12.50", "currency": "EUR"}'),
        ({"status": "lost"}, "status: 'lost' is none of pending, processing, shipped, delivered, cancelled"),
        ({"placed_at": "2026-01-01"}, "placed_at: this must be a time with its zone such as 2026-01-31T09:30:00Z, not '2026-01-01'"),
        ({"adress": {}}, "adress: there is no such field"),
        ({"lines": {}}, "lines: this must be a list, not an object"),
        ({"lines": [{"id": "a", "title": "T", "quantity": "2", "price": 1}]}, "lines[0].quantity: this must be a whole number, not '2'"),
        ({"lines": [3]}, "lines[0]: this must be an object, not 3"),
        ({"refunds": [{"id": "r", "amount": 1, "lines": {"l": True}}]}, "refunds[0].lines.l: this must be a whole number, not True"),
        ({"expected_on": "20260101"}, "expected_on: this must be a day such as 2026-01-31, not '20260101'"),
        ({"is_in_shop": "no"}, "is_in_shop: this must be true or false, not 'no'"),
        ({"tags": [[]]}, "tags[0]: this must be a text, not a list"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes, sentence):
    with pytest.raises(contract.Incomprehensible) as caught:
        documents.decode_all({"orders": [_order(), _order(**changes)]}, "EUR")
    separator = ": " if sentence.startswith(":") else "."
    assert str(caught.value) == f"orders[1] (id 7){separator}{sentence}"


@pytest.mark.parametrize(("document", "named"), [({"kind": "explode"}, "'explode'"), ({}, "nothing"), ([], "nothing")])
def test_unknown_action_is_refused(document, named):
    with pytest.raises(contract.Incomprehensible, match=f"kind: {named} is no action; there are refund_order, cancel_order"):
        documents.decode_action(document)
