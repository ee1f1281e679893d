"""What is offered on an order before anything is filled in, and what a form makes of it."""

import pytest
from django.http import QueryDict

from goodwill.remedies import filling, kinds
from goodwill.remedies.contract import Grantee, Incomplete
from goodwill.remedies.domain import granting, offering
from goodwill.remedies.enums import Effect, RemedyState
from tests.factories.stores import euro
from tests.remedies.making import ask, make_order, refund

pytestmark = pytest.mark.django_db


def offered(order, grantee) -> dict[str, tuple]:
    return {offer.kind.name: (offer.outcome, offer.room) for offer in offering.offers(order.store, order, order.buyer, grantee)}


def test_agent_is_offered_what_the_policy_leaves(order, world):
    granting.grant(refund(order, "20.00"), Grantee.of(world.agent))

    found = offered(order, Grantee.of(world.agent))

    assert found["refund"] == (Effect.ALLOW, euro("5.00"))
    assert found["cancel"] == (Effect.APPROVE, None)
    assert set(found) == set(kinds.all_kinds())


def test_customer_is_offered_a_cancellation_of_what_is_not_packed(store):
    pending, delivered = make_order(store, "1", status="pending"), make_order(store, "2")

    assert offered(pending, Grantee.customer())["cancel"] == (Effect.ALLOW, None)
    assert offered(delivered, Grantee.customer())["cancel"] == (Effect.DENY, None)


def test_offers_take_the_same_statements_whatever_was_given(order, world, django_assert_num_queries):
    offered(order, Grantee.of(world.agent))
    with django_assert_num_queries(9):
        offered(order, Grantee.of(world.agent))
    for _again in range(3):
        granting.grant(refund(order, "2.00"), Grantee.of(world.agent))
    with django_assert_num_queries(9):
        offered(order, Grantee.of(world.agent))


def test_form_becomes_a_refund(order, world):
    fields = offering.fields_of(ask("refund", order))
    sent = QueryDict("lines-l1=2&lines-l2=0&shipping=5,00&amount=&to=original&restock=on&notify=on")

    parameters = filling.parameters_from(sent, fields, order.currency)

    assert parameters == {
        "lines": {"l1": "2"},
        "shipping": {"minor": 500, "currency": "EUR"},
        "amount": None,
        "to": "original",
        "method": "",
        "restock": True,
        "notify": True,
    }
    remedy = granting.grant(refund(order, parameters=parameters), Grantee.of(world.agent))
    assert (remedy.state, remedy.value) == (RemedyState.SENT, 2500)


def test_form_becomes_swaps_and_an_address(order):
    edit = filling.parameters_from(
        QueryDict("swaps-l1=fern-l&swaps_quantity-l1=2&swaps-l2=&add=pot"), offering.fields_of(ask("edit_order", order)), "EUR"
    )
    moved = filling.parameters_from(
        QueryDict("address-line1= Elm 4 &address-city=Lund"), offering.fields_of(ask("change_address", order)), "EUR"
    )

    assert edit["swaps"] == [{"line": "l1", "variant": "fern-l", "quantity": "2"}]
    assert edit["add"] == [{"variant": "pot", "quantity": 1}]
    assert (moved["address"]["line1"], moved["address"]["city"], moved["address"]["name"]) == ("Elm 4", "Lund", "")


@pytest.mark.parametrize(
    ("text", "minor"), [("12.50", 1250), ("12,5", 1250), ("1.250,00", 125000), ("1,250.00", 125000), (" 3 ", 300), ("1\xa0250,00", 125000)]
)
def test_amounts_are_read_as_people_write_them(text, minor):
    assert filling.amount(text, "EUR") == {"minor": minor, "currency": "EUR"}


def test_what_is_no_amount_is_said():
    assert filling.amount("  ", "EUR") is None
    with pytest.raises(Incomplete):
        filling.amount("twelve", "EUR", "amount")
