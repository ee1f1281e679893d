"""Each kind of remedy in words, with the action that the store gets and what stands against it."""

import pytest

from goodwill.commerce.contract import (
    Ability,
    CreateDiscount,
    GrantCredit,
    IssueGiftCard,
    LineQuantity,
    OrderRef,
    PlaceOrder,
    Swap,
    VariantQuantity,
)
from goodwill.commerce.contract.documents import decode_action, encode_action
from goodwill.core.clock import now
from goodwill.remedies import kinds
from goodwill.remedies.contract import Incomplete
from goodwill.remedies.domain import describing
from tests.factories.stores import euro
from tests.remedies.making import HOME, ask, make_order

pytestmark = pytest.mark.django_db
ELM = {"name": "Greta Lind", "line1": "Elm Road 4", "city": "Malmö", "postcode": "21100", "country": "SE"}


def plan(kind, order, parameters, reason="damaged"):
    subject = describing.subject_of(ask(kind, order, parameters), now(), "gw-key")
    return kinds.kind(kind).plan(parameters, subject, reason)


def test_each_kind_has_what_a_form_and_a_table_need():
    assert len(kinds.all_kinds()) == 16
    for name, kind in kinds.all_kinds().items():
        assert (kind.name, bool(str(kind.label)), bool(kind.icon), isinstance(kind.ability, Ability)) == (name, True, True, True)


def test_cancel_gives_back_what_was_paid(store):
    made = plan("cancel", make_order(store, "1", status="pending"), {})

    assert made.problems == ()
    assert (made.value, made.action.refund, made.action.restock) == (euro("105.00"), euro("105.00"), True)
    assert made.sentences == (
        "Cancels the order #1.",
        "€105.00 go back to Visa ending in 4242.",
        "The articles go back into stock.",
        "The customer is told by the store.",
    )
    assert plan("cancel", make_order(store, "2"), {}).problems == ("The order has left already: it can be returned, not cancelled.",)


def test_address_is_changed_before_the_order_leaves(store):
    made = plan("change_address", make_order(store, "1", status="pending"), {"address": ELM})

    assert (made.sentences, made.problems, made.value) == (
        ("Sends the order #1 to Greta Lind, Elm Road 4, 21100 Malmö, SE.",),
        (),
        euro("0"),
    )
    assert made.traits == {"is_same_country": True}
    assert plan("change_address", make_order(store, "2"), {"address": ELM}).problems
    with pytest.raises(Incomplete, match="city"):
        plan("change_address", make_order(store, "3"), {"address": {**ELM, "city": " "}})
    account = plan("change_customer_address", make_order(store, "4"), {"address": ELM})
    assert (account.action.customer_external_id, account.action.address.line1) == ("greta", "Elm Road 4")


def test_payment_moves_to_a_gift_card_that_covers_it(store):
    order = make_order(store, "1", status="pending")

    assert plan("change_payment", order, {"method": "gift"}).problems == (
        "Insufficient gift card balance: €15.00, and €105.00 are to be paid.",
    )
    assert plan("change_payment", order, {"method": "card"}).traits == {"targets": ["original"]}


def test_pieces_become_others_and_the_difference_is_settled(store):
    order = make_order(store, "1", status="pending")
    made = plan("edit_order", order, {"swaps": [{"line": "l1", "variant": "fern-l", "quantity": 2}], "method": "gift"})

    assert made.action.swaps == (Swap("l1", "fern-l", 2, euro("14.00")),)
    assert (made.action.difference, made.value, made.problems) == (euro("8.00"), euro("0"), ())
    assert made.sentences == ("2 × Fern becomes Fern, large.", "The customer pays €8.00 more, from Gift card ending in 9911.")
    assert made.traits["is_same_product"]
    other = plan("edit_order", order, {"swaps": [{"line": "l2", "variant": "fern-l", "quantity": 1}]})
    assert (other.traits["is_same_product"], other.value) == (False, euro("66.00"))
    gone = plan("edit_order", order, {"swaps": [{"line": "l1", "variant": "fern-xl", "quantity": 1}, {"line": "l1", "variant": "moss"}]})
    assert gone.problems == ("Fern, huge is not available.", "The store has no article moss.")
    dear = plan("edit_order", order, {"add": [{"variant": "pot", "quantity": 1}], "method": "gift"})
    assert dear.problems == ("Insufficient gift card balance: €15.00, and €80.00 are to be paid.",)


def test_exchange_and_return_are_for_what_has_left(store):
    delivered, pending = make_order(store, "1"), make_order(store, "2", status="pending")
    swap = {"swaps": [{"line": "l1", "variant": "fern-l", "quantity": 1}]}

    assert plan("exchange", delivered, swap).problems == ()
    assert plan("exchange", pending, swap).problems
    made = plan("return", delivered, {"lines": {"l1": "1", "l2": 1}, "label": True})
    assert (made.value, made.action.lines, made.action.wants_label) == (
        euro("90.00"),
        (LineQuantity("l1", 1), LineQuantity("l2", 1)),
        True,
    )
    assert made.sentences[0] == "Takes back 1 × Fern and 1 × Pot."
    assert kinds.kind("return").abilities({"label": True}) == {Ability.RETURN, Ability.RETURN_LABEL}
    assert plan("return", pending, {"lines": {"l1": 1}}).problems


def test_what_was_lost_is_sent_again_for_nothing(order):
    made = plan("reship", order, {"lines": {"l1": 2}, "items": [{"variant": "pot", "quantity": 1}]})

    nothing = euro("0")
    assert made.action == PlaceOrder(
        "greta",
        (VariantQuantity("fern-s", 2, nothing), VariantQuantity("pot", 1, nothing)),
        HOME,
        "EUR",
        "greta@post.example",
        True,
        OrderRef("1001", "#1001"),
        "damaged",
    )
    assert (made.value, made.problems) == (euro("100.00"), ())
    gift = plan("gift", order, {"items": [{"variant": "fern-s", "quantity": 1}]})
    assert (gift.value, gift.action.is_free) == (euro("10.00"), True)
    bought = plan("place_order", order, {"items": [{"variant": "fern-s", "quantity": 1}], "method": "gift"})
    assert (bought.value, bought.action.is_free, bought.problems) == (nothing, False, ())


@pytest.mark.parametrize(
    ("parameters", "value", "sentence"),
    [
        ({"form": "percent", "percent": "10"}, "10.50", "Makes a code for 10 % off one order."),
        ({"form": "amount", "amount": {"minor": 700, "currency": "EUR"}}, "7.00", "Makes a code for €7.00 off one order."),
        ({"form": "free_shipping"}, "5.00", "Makes a code for free shipping of one order."),
    ],
)
def test_discount_costs_what_it_may_cost(order, parameters, value, sentence):
    made = plan("discount", order, parameters)

    assert (made.value, made.sentences[0], made.problems) == (euro(value), sentence, ())
    assert made.action.code == plan("discount", order, parameters).action.code
    assert made.action.customer_external_id == "greta"


@pytest.mark.parametrize(
    "parameters", [{}, {"form": "percent"}, {"form": "percent", "percent": "101"}, {"form": "amount"}, {"form": "magic"}]
)
def test_discount_without_a_value_is_incomplete(order, parameters):
    with pytest.raises(Incomplete):
        plan("discount", order, parameters)


def test_credit_gift_card_and_points(order):
    five = {"amount": {"minor": 500, "currency": "EUR"}}

    assert plan("credit", order, five).action == GrantCredit("greta", euro("5.00"), "damaged")
    assert plan("gift_card", order, five).action == IssueGiftCard(euro("5.00"), "greta", "greta@post.example", reason="damaged")
    assert plan("points", order, {"points": "50"}).sentences == ("Adds 50 points to the customer's account.",)
    assert plan("credit", order, {"amount": {"minor": 500, "currency": "USD"}}).problems == ("The store sells in EUR.",)


def test_return_window_is_only_ever_longer(store):
    until = now().date().replace(year=now().year + 1)
    order = make_order(store, "1", return_until=until)

    assert plan("extend_return", order, {"until": until.isoformat()}).problems == ("The customer may return it until then already.",)
    for wrong in ("", "soon", "2001-01-01", "2999-01-01"):
        with pytest.raises(Incomplete):
            plan("extend_return", order, {"until": wrong})


def test_refund_to_another_method_or_to_credit(order):
    amount = {"amount": {"minor": 500, "currency": "EUR"}}
    card = plan("refund", order, {**amount, "to": "method", "method": "gift"})
    credit = plan("refund", order, {**amount, "to": "credit"})

    assert (card.action.to_method, card.traits["targets"]) == ("gift", ["gift_card"])
    assert (credit.action.to_credit, credit.traits["targets"]) == (True, ["credit"])
    assert kinds.kind("refund").abilities({"to": "credit"}) == {Ability.REFUND_TO_CREDIT}
    assert credit.sentences[0] == "Refunds €5.00 to the customer's credit in the store."


def test_actions_are_kept_as_documents_without_loss(order):
    actions = [
        plan("discount", order, {"form": "percent", "percent": "12.5"}).action,
        plan("refund", order, {"lines": {"l1": 1}, "shipping": {"minor": 100, "currency": "EUR"}}).action,
        plan("edit_order", order, {"swaps": [{"line": "l1", "variant": "fern-l", "quantity": 2}]}).action,
        plan("reship", order, {"lines": {"l1": 2}}).action,
    ]
    assert [decode_action(encode_action(action)) for action in actions] == actions
    assert isinstance(actions[0], CreateDiscount)
