"""The shop's state machine: what each action does, and what holds after any sequence of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.commerce.contract import (
    Address,
    AdjustPoints,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    ChangePayment,
    CreateDiscount,
    CreateReturn,
    CustomerSnapshot,
    DiscountKind,
    EditOrder,
    ExchangeItems,
    ExtendReturnWindow,
    GrantCredit,
    IssueGiftCard,
    LineQuantity,
    OrderRef,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    PlaceOrder,
    RefundOrder,
    Resource,
    ReturnStatus,
    StockSnapshot,
    Swap,
    VariantQuantity,
)
from goodwill.commerce.contract.documents import ACTIONS
from goodwill.core.money import Money
from goodwill.stores.practice import books
from goodwill.stores.practice.effects import EFFECTS
from goodwill.stores.practice.memory import MemoryShelf
from goodwill.stores.practice.shop import perform
from tests.stores.worlds import HOME, KIM, euros, order, world

NOW = datetime(2026, 1, 20, tzinfo=UTC)
PENDING, PROCESSING, SHIPPED, DELIVERED = (OrderRef(str(number), f"#{number}") for number in (1001, 1002, 1003, 1004))
AWAY = Address(name="Kim Berg", line1="Elsewhere 1", city="Bonn", country="DE")


class Desk:
    """Asks one shop after another, with a key of its own each time."""

    def __init__(self):
        self.shelf = MemoryShelf(world())
        self.count = 0

    def ask(self, action, key=""):
        self.count += 1
        return perform(self.shelf, action, key or f"k{self.count}", NOW)

    def order(self, ref) -> OrderSnapshot:
        return self.shelf.get(Resource.ORDERS, ref if isinstance(ref, str) else ref.external_id)

    @property
    def kim(self) -> CustomerSnapshot:
        return self.shelf.get(Resource.CUSTOMERS, "kim")

    def balance(self, method):
        return next(one.balance for one in self.kim.payment_methods if one.external_id == method)

    def available(self, variant):
        return sum(place.available for place in self.shelf.stock_of(variant))


@pytest.fixture
def desk():
    return Desk()


def test_refund_goes_back_to_where_the_money_came_from(desk):
    desk.ask(ChangePayment(PENDING, "gift", euros(20)))
    assert (desk.balance("gift"), books.paid(desk.order(PENDING)), books.left(desk.order(PENDING))) == (
        euros(10),
        euros("74.90"),
        euros("54.90"),
    )
    desk.ask(RefundOrder(PENDING, euros(30), "broken"))
    refunds = [(refund.method_external_id, refund.amount) for refund in desk.order(PENDING).refunds]
    assert refunds == [("card", euros(20)), ("gift", euros(20)), ("card", euros(10))]
    assert desk.balance("gift") == euros(30)


@pytest.mark.parametrize(("action", "method"), [({"to_credit": True}, "store_credit"), ({"to_method": "gift"}, "gift")])
def test_refund_goes_to_credit_or_a_gift_card_when_asked(desk, action, method):
    done = desk.ask(RefundOrder(PENDING, euros(10), "broken", **action))
    assert done.outcome is Outcome.DONE
    assert desk.order(PENDING).refunds[0].method_external_id == method
    assert (desk.kim.store_credit, desk.balance("gift")) == ((euros(10), euros(30)) if method == "store_credit" else (euros(0), euros(40)))


def test_refund_of_lines_counts_and_restocks_them(desk):
    desk.ask(RefundOrder(PENDING, euros(10), "broken", (LineQuantity("2", 2),), restock=True))
    assert [line.refunded_quantity for line in desk.order(PENDING).lines] == [0, 2]
    assert desk.available("cup") == 12
    assert desk.ask(RefundOrder(PENDING, euros(5), "again", (LineQuantity("2", 1),))).outcome is Outcome.REFUSED


def test_cancellation_gives_back_and_restocks(desk):
    desk.ask(CancelOrder(PROCESSING, "too late", euros("54.90")))
    cancelled = desk.order(PROCESSING)
    assert (cancelled.status, cancelled.cancelled_at, cancelled.cancel_reason) == (OrderStatus.CANCELLED, NOW, "too late")
    assert (books.left(cancelled), desk.available("pot-blue"), desk.available("cup")) == (euros(0), 4, 12)
    assert desk.ask(CancelOrder(PROCESSING, "again")).detail == "The order is cancelled already."


def test_addresses_are_changed_before_there_is_a_label(desk):
    desk.ask(ChangeAddress(PENDING, AWAY))
    desk.ask(ChangeCustomerAddress("kim", AWAY))
    assert (desk.order(PENDING).shipping_address, desk.kim.address) == (AWAY, AWAY)


def test_edit_swaps_takes_out_and_adds(desk):
    swap, gift = Swap("1", "pot-red", 1, euros(45)), VariantQuantity("pot-blue", 1, euros(0))
    action = EditOrder(PENDING, euros(0), (swap,), (gift,), (LineQuantity("2", 1),))
    assert desk.ask(action, "k").outcome is Outcome.DONE
    edited = desk.order(PENDING)
    assert [(line.external_id, line.variant_external_id, line.quantity, line.price) for line in edited.lines] == [
        ("1-k-1", "pot-red", 1, euros(45)),
        ("2", "cup", 1, euros(5)),
        ("k-add-1", "pot-blue", 1, euros(0)),
    ]
    assert (edited.total, edited.payments) == (euros("54.90"), order(1001).payments)
    assert [desk.available(variant) for variant in ("pot-blue", "pot-red", "cup")] == [3, 2, 11]


@pytest.mark.parametrize(("difference", "gift", "total"), [(5, 25, "59.90"), (-5, 35, "49.90")])
def test_edit_settles_the_difference(desk, difference, gift, total):
    desk.ask(EditOrder(PENDING, euros(difference), (Swap("1", "pot-red", 1, euros(40 + difference)),), method_external_id="gift"))
    assert (desk.balance("gift"), desk.order(PENDING).total) == (euros(gift), euros(total))
    assert books.left(desk.order(PENDING)) == euros(total)


def test_part_of_a_line_can_be_swapped(desk):
    desk.ask(EditOrder(PENDING, euros(35), (Swap("2", "pot-blue", 1, euros(40)),)), "k")
    assert [(line.external_id, line.quantity) for line in desk.order(PENDING).lines] == [("1", 1), ("2", 1), ("2-k-1", 1)]


def test_order_is_placed_and_paid(desk):
    done = desk.ask(PlaceOrder("kim", (VariantQuantity("cup", 2),), None, "EUR", method_external_id="gift"))
    made = desk.order(done.external_id)
    assert (made.number, made.total, made.shipping_address, made.email) == ("#1005", euros(10), HOME, "kim@example.com")
    assert (books.paid(made), desk.balance("gift"), desk.available("cup")) == (euros(10), euros(20), 8)


def test_replacement_costs_nothing(desk):
    done = desk.ask(PlaceOrder("kim", (VariantQuantity("pot-blue", 1),), AWAY, "EUR", is_free=True, replaces=DELIVERED, reason="broken"))
    made = desk.order(done.external_id)
    assert (made.total, made.discounts[0].amount, made.payments, made.note) == (euros(0), euros(40), (), "Replaces #1004. broken")


def test_return_is_announced_with_its_label(desk):
    done = desk.ask(CreateReturn(DELIVERED, (LineQuantity("2", 1),), "too small", wants_label=True), "k")
    (made,) = desk.order(DELIVERED).returns
    assert (made.external_id, made.status, made.lines, made.requested_at) == ("ret-k", ReturnStatus.APPROVED, {"2": 1}, NOW)
    assert done.facts == {"label_url": "https://labels.example/ret-k", "tracking_number": made.tracking_number}
    assert desk.ask(CreateReturn(DELIVERED, (LineQuantity("2", 2),), "all")).outcome is Outcome.REFUSED


def test_exchange_for_something_cheaper_promises_the_difference(desk):
    done = desk.ask(ExchangeItems(DELIVERED, (Swap("1", "cup", 1, euros(5)),), euros(-35)))
    refund = desk.order(DELIVERED).refunds[0]
    assert (refund.amount, refund.is_settled, refund.method_external_id) == (euros(35), False, "card")
    assert (desk.order(done.external_id).total, desk.available("cup")) == (euros(0), 9)


def test_things_that_are_given(desk):
    card = desk.ask(IssueGiftCard(euros(20), "kim"), "k")
    assert (desk.balance("gc-k"), len(card.facts["code"])) == (euros(20), 14)
    desk.ask(GrantCredit("kim", euros(7)))
    desk.ask(AdjustPoints("kim", -100))
    assert (desk.kim.store_credit, desk.kim.loyalty_points) == (euros(7), 0)
    assert desk.ask(CreateDiscount("SORRY-5", DiscountKind.PERCENT, percent=Decimal(10))).facts == {"code": "SORRY-5"}
    desk.ask(ExtendReturnWindow(DELIVERED, date(2031, 1, 1)))
    assert desk.order(DELIVERED).return_until == date(2031, 1, 1)


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (RefundOrder(OrderRef("9", "#9"), euros(1), ""), "There is no order #9."),
        (RefundOrder(PENDING, euros("54.91"), ""), "Only 54.90 EUR can still be given back."),
        (RefundOrder(PENDING, euros(0), ""), "The amount must be more than nothing."),
        (RefundOrder(PENDING, Money(100, "USD"), ""), "The amount is in another currency than the order."),
        (RefundOrder(PENDING, euros(1), "", shipping=euros(2)), "More for shipping than in all."),
        (RefundOrder(PENDING, euros(1), "", (LineQuantity("9", 1),)), "The order has no such line: 9."),
        (RefundOrder(PENDING, euros(1), "", to_method="foreign"), "The customer has no such means of payment: foreign."),
        (CancelOrder(SHIPPED, ""), "The order has left the house and can't be cancelled."),
        (ChangeAddress(SHIPPED, AWAY), "The label is made already; the address can't be changed any more."),
        (ChangePayment(PENDING, "gift", euros("54.90")), "There is not enough on Gift card."),
        (ChangePayment(PENDING, "paypal", euros(60)), "Only 54.90 EUR was paid."),
        (EditOrder(PROCESSING, euros(0)), "The order is being packed, or has left; it can't be changed any more."),
        (EditOrder(PENDING, euros(0), add=(VariantQuantity("pot-red", 4),)), "Not enough of it is in stock."),
        (EditOrder(PENDING, euros(0), add=(VariantQuantity("kettle", 1),)), "There is no such article: kettle."),
        (EditOrder(PENDING, euros(0), remove=(LineQuantity("2", 3),)), "There are not that many of Cup left in the order."),
        (EditOrder(PENDING, euros(-60)), "The order would cost less than nothing."),
        (
            EditOrder(PENDING, euros(-50), remove=(LineQuantity("1", 1), LineQuantity("2", 2))),
            "Nothing would be left in the order; cancel it instead.",
        ),
        (PlaceOrder("", (VariantQuantity("cup", 1),), None, "EUR"), "An order needs an address and at least one article."),
        (CreateReturn(SHIPPED, (LineQuantity("1", 1),), ""), "Only what was delivered can come back."),
        (ExtendReturnWindow(DELIVERED, date(2029, 1, 1)), "The order may come back for longer than that already."),
        (GrantCredit("nobody", euros(1)), "There is no such customer account."),
        (AdjustPoints("kim", -101), "The customer has only 100 points."),
        (IssueGiftCard(euros(0)), "The amount must be more than nothing."),
        (CreateDiscount("", DiscountKind.PERCENT), "A discount needs a code."),
    ],
)
def test_refusal_says_why_and_changes_nothing(desk, action, sentence):
    before = {resource: dict(things) for resource, things in desk.shelf.things.items()}
    assert desk.ask(action) == replace(desk.ask(action), outcome=Outcome.REFUSED, detail=sentence)
    assert (desk.shelf.things, desk.shelf.done) == (before, {})


def test_return_window_is_kept(desk):
    desk.shelf.put([replace(order(1004, OrderStatus.DELIVERED), return_until=date(2026, 1, 19))])
    assert desk.ask(CreateReturn(DELIVERED, (LineQuantity("1", 1),), "")).detail == "The order could come back until 2026-01-19."


def test_change_is_always_newer_than_what_was(desk):
    desk.shelf.put([replace(KIM, updated_at=datetime(2027, 1, 1, tzinfo=UTC))])
    desk.ask(AdjustPoints("kim", 1))
    assert desk.kim.updated_at == datetime(2027, 1, 1, microsecond=1, tzinfo=UTC)


_REFS = st.sampled_from([PENDING, PROCESSING, SHIPPED, DELIVERED])
_AMOUNTS = st.integers(-2000, 8000).map(lambda minor: Money(minor, "EUR"))
_METHODS = st.sampled_from(["", "card", "gift", "paypal"])
_PIECES = st.builds(LineQuantity, st.sampled_from(["1", "2"]), st.integers(0, 2))
_SWAPS = st.lists(
    st.builds(Swap, st.sampled_from(["1", "2"]), st.sampled_from(["pot-red", "cup"]), st.integers(0, 2), _AMOUNTS), max_size=2
)
_ITEMS = st.lists(st.builds(VariantQuantity, st.sampled_from(["pot-red", "cup"]), st.integers(0, 3)), max_size=2).map(tuple)
_ACTIONS = st.one_of(
    st.builds(
        RefundOrder, _REFS, _AMOUNTS, st.just("r"), st.lists(_PIECES, max_size=2).map(tuple), to_method=_METHODS, restock=st.booleans()
    ),
    st.builds(RefundOrder, _REFS, _AMOUNTS, st.just("r"), to_credit=st.just(True)),
    st.builds(CancelOrder, _REFS, st.just("r"), st.none() | _AMOUNTS),
    st.builds(ChangePayment, _REFS, _METHODS, _AMOUNTS),
    st.builds(EditOrder, _REFS, _AMOUNTS, _SWAPS.map(tuple), _ITEMS, st.lists(_PIECES, max_size=1).map(tuple), _METHODS),
    st.builds(ExchangeItems, _REFS, _SWAPS.map(tuple), _AMOUNTS, _METHODS),
    st.builds(PlaceOrder, st.just("kim"), _ITEMS, st.none(), st.just("EUR"), is_free=st.booleans(), method_external_id=_METHODS),
    st.builds(CreateReturn, _REFS, st.lists(_PIECES, max_size=2).map(tuple), st.just("r")),
    st.builds(GrantCredit, st.just("kim"), _AMOUNTS),
    st.builds(IssueGiftCard, _AMOUNTS, st.just("kim")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_ACTIONS, st.integers(0, 5)), max_size=12))
def test_money_and_keys_are_kept_whatever_is_asked(asked):
    """No order gives back more than was paid, nothing is on a shelf fewer than 0 times, and a key acts once."""
    desk = Desk()
    for action, number in asked:
        key = f"key-{number}"
        known = desk.shelf.recall(key)
        before = {resource: dict(things) for resource, things in desk.shelf.things.items()}
        done = perform(desk.shelf, action, key, NOW)
        if known or done.outcome is Outcome.REFUSED:
            assert desk.shelf.things == before
            assert done == known or done.outcome is Outcome.REFUSED
        for one in desk.shelf.all(Resource.ORDERS).values():
            assert euros(0) <= books.refunded(one) <= books.paid(one)
            assert one.total >= euros(0)
            assert all(0 <= line.refunded_quantity <= line.quantity for line in one.lines)
        assert all(method.balance >= euros(0) for method in desk.kim.payment_methods if method.balance is not None)
        assert all(place.available >= 0 for place in desk.shelf.all(Resource.STOCK).values())


_MOVES = st.one_of(
    st.builds(CancelOrder, _REFS, st.just("r")),
    st.builds(EditOrder, _REFS, st.just(euros(0)), _SWAPS.map(tuple), _ITEMS, st.lists(_PIECES, max_size=1).map(tuple)),
    st.builds(ExchangeItems, _REFS, _SWAPS.map(tuple), st.just(euros(0))),
    st.builds(PlaceOrder, st.just("kim"), _ITEMS, st.none(), st.just("EUR"), is_free=st.just(True)),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_MOVES, max_size=8))
def test_every_piece_is_on_the_shelf_or_in_an_order(asked):
    desk = Desk()
    pieces = _all_pieces(desk)
    for action in asked:
        desk.ask(action)
    assert _all_pieces(desk) == pieces


def _all_pieces(desk):
    shelf = sum(place.available for place in desk.shelf.all(Resource.STOCK).values() if isinstance(place, StockSnapshot))
    orders = [one for one in desk.shelf.all(Resource.ORDERS).values() if one.status is not OrderStatus.CANCELLED]
    return shelf + sum(line.quantity for one in orders for line in one.lines)


def test_every_kind_of_action_has_its_effect():
    assert set(EFFECTS) == set(ACTIONS.values())
