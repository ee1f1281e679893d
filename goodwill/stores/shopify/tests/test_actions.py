"""Actions against a server that checks every question, does what it is asked, and goes wrong on demand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from goodwill.commerce.contract import (
    Address,
    AdjustPoints,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    CreateDiscount,
    CreateReturn,
    DiscountKind,
    EditOrder,
    GrantCredit,
    IssueGiftCard,
    LineQuantity,
    OrderRef,
    OrderStatus,
    Outcome,
    PlaceOrder,
    RefundOrder,
    ReturnStatus,
    Swap,
    VariantQuantity,
)
from goodwill.core.money import Money
from goodwill.stores.shopify import ids
from goodwill.stores.shopify.connector import Shopify
from goodwill.stores.shopify.tests.server import Fault

shopify = Shopify()
HOME = Address(name="Inês Maria Duarte", line1="Rua Nova 3", city="Porto", postcode="4050-262", country="PT")


def euros(amount):
    return Money.parse(amount, "EUR")


def ref(order):
    return OrderRef(ids.number(order["id"]), order["name"])


def line(order, place=0):
    return ids.number(order["lines"][place]["id"])


@pytest.fixture
def oak(shop):
    return shop.memory.sell("Oak board", "OAK", "49.90")


@pytest.fixture
def linen(shop):
    return shop.memory.sell("Linen towel", "LINEN", "19.50")


@pytest.fixture
def ines(shop):
    return shop.memory.join("ines@example.org")


@pytest.fixture
def order(shop, oak, linen, ines):
    """Two boards and a towel: 124.30 with shipping."""
    return shop.memory.buy(ines, (oak, 2), (linen, 1))


def given_back(order):
    return [[part["amountSet"]["presentmentMoney"]["amount"] for part in refund["parts"]] for refund in order["given"]]


def test_refund_goes_to_the_payment_with_its_pieces_and_our_key(shop, order):
    action = RefundOrder(ref(order), euros("49.90"), "A scratch", lines=(LineQuantity(line(order), 1),), restock=True)

    performed = shopify.perform(action, "gw-1", shop.connected())

    assert performed.outcome is Outcome.DONE, performed.detail
    assert given_back(order) == [["49.90"]]
    assert order["given"][0]["input"]["refundLineItems"] == [
        {"lineItemId": order["lines"][0]["id"], "quantity": 1, "restockType": "CANCEL"}
    ]
    (snapshot,) = performed.snapshots
    (refund,) = snapshot.refunds
    assert (refund.amount, refund.reason, refund.idempotency_key) == (euros("49.90"), "A scratch", "gw-1")
    assert (refund.lines, refund.is_settled) == ({line(order): 1}, True)
    assert performed.external_id == refund.external_id
    # What was to be paid stays: the refund tells the rest.
    assert (snapshot.total, snapshot.lines[0].quantity, snapshot.lines[0].refunded_quantity) == (euros("124.30"), 2, 1)


def test_pieces_that_were_sent_go_back_to_where_they_came_from(shop, order):
    parcel = shop.memory.send(order)
    action = RefundOrder(ref(order), euros("19.50"), "Torn", lines=(LineQuantity(line(order, 1), 1),), restock=True, shipping=euros(5))

    assert shopify.perform(action, "gw-1", shop.connected()).outcome is Outcome.DONE

    given = order["given"][0]["input"]
    assert given["refundLineItems"][0] | given["shipping"] == {
        "lineItemId": order["lines"][1]["id"],
        "quantity": 1,
        "restockType": "RETURN",
        "locationId": parcel["location"]["id"],
        "amount": "5.00",
    }


def test_refund_spreads_over_several_payments_and_never_exceeds_them(shop, order, oak):
    order["payments"][:] = [shop.memory.pay("SALE", "100.00"), shop.memory.pay("SALE", "24.30")]

    too_much = shopify.perform(RefundOrder(ref(order), euros("124.31"), "x"), "gw-0", shop.connected())
    assert (too_much.outcome, given_back(order)) == (Outcome.REFUSED, [])
    assert "124.30 EUR" in too_much.detail

    shopify.perform(RefundOrder(ref(order), euros("110.00"), "x"), "gw-1", shop.connected())
    shopify.perform(RefundOrder(ref(order), euros("14.30"), "x"), "gw-2", shop.connected())
    assert given_back(order) == [["100.00", "10.00"], ["14.30"]]


def test_refund_to_credit_fills_the_account(shop, order, ines):
    performed = shopify.perform(RefundOrder(ref(order), euros(30), "Late", to_credit=True), "gw-1", shop.connected())
    assert performed.outcome is Outcome.DONE, performed.detail
    assert ines["account"]["balance"]["amount"] == "30.00"


def test_open_refund_is_told(shop, order):
    shop.mutations.refund_status = "PENDING"
    performed = shopify.perform(RefundOrder(ref(order), euros(5), "x"), "gw-1", shop.connected())
    assert performed.outcome is Outcome.DONE
    assert "payment provider" in performed.detail
    assert performed.snapshots[0].refunds[0].is_settled is False


def test_foreign_currency_is_refused(shop, order):
    performed = shopify.perform(RefundOrder(ref(order), Money(500, "USD"), "x"), "gw-1", shop.connected())
    assert (performed.outcome, performed.detail) == (Outcome.REFUSED, "The order is in EUR.")


def _actions(order, oak, linen, ines):
    buyer = ids.number(ines["id"])
    variant = ids.number(linen["id"])
    return {
        "refundCreate": RefundOrder(ref(order), euros(5), "x"),
        "orderCancel": CancelOrder(ref(order), "x", euros("124.30")),
        "orderUpdate": ChangeAddress(ref(order), HOME),
        "customerAddressCreate": ChangeCustomerAddress(buyer, HOME),
        "orderEditCommit": EditOrder(ref(order), euros("-19.50"), remove=(LineQuantity(line(order, 1), 1),)),
        "draftOrderComplete": PlaceOrder(buyer, (VariantQuantity(variant, 1),), HOME, "EUR", is_free=True),
        "draftOrderCreate": PlaceOrder(buyer, (VariantQuantity(variant, 1),), HOME, "EUR", is_free=True),
        "discountCodeBasicCreate": CreateDiscount("SORRY-1", DiscountKind.PERCENT, percent=Decimal(10)),
        "discountCodeFreeShippingCreate": CreateDiscount("SORRY-1", DiscountKind.FREE_SHIPPING),
        "giftCardCreate": IssueGiftCard(euros(10), buyer),
        "storeCreditAccountCredit": GrantCredit(buyer, euros(10)),
    }


def _world(shop):
    """What money and goods left the store, however often it was asked."""
    memory = shop.memory
    return (
        [given_back(order) for order in memory.orders],
        [[(one["sku"], one["currentQuantity"]) for one in order["lines"]] for order in memory.orders],
        [bool(order.get("cancelledAt")) for order in memory.orders],
        sorted(memory.codes),
        [card["balance"] for card in memory.gift_cards],
        [one["account"]["balance"]["amount"] for one in memory.customers],
    )


NAMES = (
    "customerAddressCreate",
    "discountCodeBasicCreate",
    "discountCodeFreeShippingCreate",
    "draftOrderComplete",
    "draftOrderCreate",
    "giftCardCreate",
    "orderCancel",
    "orderEditCommit",
    "orderUpdate",
    "refundCreate",
    "storeCreditAccountCredit",
)


@pytest.mark.parametrize("name", NAMES)
def test_lost_answer_is_found_again_and_nothing_is_done_twice(shop, order, oak, linen, ines, name):
    action, store = _actions(order, oak, linen, ines)[name], shop.connected()
    assert shopify.find(action, "gw-1", store) is None
    shop.faults.append(Fault.LOST)
    shop.only_at = f"{name}("

    assert shopify.perform(action, "gw-1", store).outcome is Outcome.UNKNOWN

    found = shopify.find(action, "gw-1", store)
    performed = shopify.perform(action, "gw-1", store)

    assert performed.outcome is Outcome.DONE, performed.detail
    assert found is None or found.outcome is Outcome.DONE
    once = _world(shop)
    assert shopify.perform(action, "gw-1", store).outcome is Outcome.DONE
    again = shopify.find(action, "gw-1", store)
    assert again is not None
    assert again.outcome is Outcome.DONE
    assert _world(shop) == once


def test_answers_that_never_came_leave_the_action_undone(shop, order):
    action = RefundOrder(ref(order), euros(5), "x")
    for fault, outcome, pause in [
        (Fault.THROTTLED, Outcome.TEMPORARY, 6.0),
        (Fault.BUSY, Outcome.TEMPORARY, 4.0),
        (Fault.BROKEN, Outcome.UNKNOWN, None),
    ]:
        shop.faults.append(fault)
        performed = shopify.perform(action, "gw-1", shop.connected())
        assert (performed.outcome, performed.retry_after) == (outcome, pause)
    assert given_back(order) == []


def test_cancelling_waits_for_the_stores_job_and_then_pays_back(shop, order):
    shop.mutations.is_slow_at_cancelling = True
    action = CancelOrder(ref(order), "Changed her mind", euros("124.30"))

    waiting = shopify.perform(action, "gw-1", shop.connected())
    assert (waiting.outcome, given_back(order)) == (Outcome.TEMPORARY, [])
    assert waiting.retry_after is not None
    assert shopify.find(action, "gw-1", shop.connected()) is None

    shop.mutations.finish_cancelling()
    performed = shopify.perform(action, "gw-1", shop.connected())
    assert (performed.outcome, performed.snapshots[0].status) == (Outcome.DONE, OrderStatus.CANCELLED)
    assert given_back(order) == [["124.30"]]


def test_sent_order_is_not_cancelled_and_keeps_its_address_and_money(shop, order):
    shop.memory.send(order)
    cancelled = shopify.perform(CancelOrder(ref(order), "x", euros("124.30")), "gw-1", shop.connected())
    assert (cancelled.outcome, cancelled.detail) == (Outcome.REFUSED, "Cannot cancel an order that has been fulfilled.")
    moved = shopify.perform(ChangeAddress(ref(order), HOME), "gw-2", shop.connected())
    assert moved.outcome is Outcome.REFUSED
    assert given_back(order) == []


def test_address_is_written_as_codes_and_read_again(shop, order):
    address = replace(HOME, region="13", country="Portugal")
    performed = shopify.perform(ChangeAddress(ref(order), address), "gw-1", shop.connected())
    assert performed.outcome is Outcome.DONE, performed.detail
    written = order["shippingAddress"]
    assert (written["firstName"], written["lastName"], written["country"], written["province"]) == (
        "Inês Maria",
        "Duarte",
        "Portugal",
        "13",
    )
    assert performed.snapshots[0].shipping_address == address


def test_edit_swaps_pieces_and_gives_the_difference_back(shop, order, linen):
    swap = Swap(line(order), ids.number(linen["id"]), 1, euros("19.50"))
    performed = shopify.perform(EditOrder(ref(order), euros("-30.40"), swaps=(swap,)), "gw-1", shop.connected())

    assert performed.outcome is Outcome.DONE, performed.detail
    assert given_back(order) == [["30.40"]]
    (snapshot,) = performed.snapshots
    assert [(one.sku, one.quantity) for one in snapshot.lines] == [("OAK", 1), ("LINEN", 1), ("LINEN", 1)]
    assert snapshot.total == euros("93.90")
    assert snapshot.tags == ()


def test_edit_at_another_price_than_decided_is_refused_untouched(shop, order, linen):
    swap = Swap(line(order), ids.number(linen["id"]), 1, euros("15"))
    performed = shopify.perform(EditOrder(ref(order), euros("-34.90"), swaps=(swap,)), "gw-1", shop.connected())
    assert (performed.outcome, given_back(order)) == (Outcome.REFUSED, [])
    assert "-30.40 EUR" in performed.detail
    assert [one["currentQuantity"] for one in order["lines"]] == [2, 1]


def test_edit_that_costs_more_is_invoiced_and_a_gift_is_free(shop, order, linen):
    variant = ids.number(linen["id"])
    gift = EditOrder(ref(order), euros(0), add=(VariantQuantity(variant, 1, euros(0)),))
    assert shopify.perform(gift, "gw-1", shop.connected()).outcome is Outcome.DONE
    more = EditOrder(ref(order), euros("19.50"), add=(VariantQuantity(variant, 1),))
    performed = shopify.perform(more, "gw-2", shop.connected())
    assert (performed.outcome, order["invoices"]) == (Outcome.DONE, 1)
    assert "invoice" in performed.detail


def test_more_pieces_than_there_are_can_not_be_taken(shop, order):
    action = EditOrder(ref(order), euros("-19.50"), remove=(LineQuantity(line(order, 1), 2),))
    assert shopify.perform(action, "gw-1", shop.connected()).outcome is Outcome.REFUSED


def test_free_order_is_placed_for_the_customer(shop, order, linen, ines):
    item = VariantQuantity(ids.number(linen["id"]), 2)
    action = PlaceOrder(ids.number(ines["id"]), (item,), HOME, "EUR", is_free=True, replaces=ref(order), reason="Torn")
    performed = shopify.perform(action, "gw-1", shop.connected())

    assert performed.outcome is Outcome.DONE, performed.detail
    (snapshot,) = performed.snapshots
    assert (snapshot.external_id, snapshot.customer_external_id) == (performed.external_id, ids.number(ines["id"]))
    assert [(one.sku, one.quantity) for one in snapshot.lines] == [("LINEN", 2)]
    assert shop.memory.orders[-1]["note"] == "Torn (replaces #1001) (ref gw-1)"
    assert shop.memory.drafts[0]["input"]["shippingLine"]["priceWithCurrency"]["amount"] == "0"


def test_code_has_one_use_a_buyer_an_end_and_a_minimum(shop, ines):
    action = CreateDiscount(
        "SORRY-1", DiscountKind.AMOUNT, ids.number(ines["id"]), euros("7.50"), minimum=euros(20), ends_on=date(2026, 12, 24)
    )
    performed = shopify.perform(action, "gw-1", shop.connected())
    assert (performed.outcome, performed.facts) == (Outcome.DONE, {"code": "SORRY-1"})
    given = shop.memory.codes["SORRY-1"]["given"]
    assert given["customerGets"]["value"] == {"discountAmount": {"amount": "7.50", "appliesOnEachItem": False}}
    assert (given["usageLimit"], given["context"]) == (1, {"customers": {"add": [ines["id"]]}})
    assert (given["endsAt"], given["minimumRequirement"]) == (
        "2026-12-24T23:59:59+00:00",
        {"subtotal": {"greaterThanOrEqualToSubtotal": "20.00"}},
    )


def test_percent_is_a_share_of_one(shop):
    shopify.perform(CreateDiscount("TEN", DiscountKind.PERCENT, percent=Decimal("12.5")), "gw-1", shop.connected())
    assert shop.memory.codes["TEN"]["given"]["customerGets"]["value"] == {"percentage": 0.125}


def test_gift_cards_code_can_be_said_again_but_not_guessed(shop):
    first = shopify.perform(IssueGiftCard(euros(10)), "gw-1", shop.connected()).facts["code"]
    assert shopify.find(IssueGiftCard(euros(10)), "gw-1", shop.connected()).facts == {"code": first}
    assert shop.memory.gift_cards[0]["code"] == first
    assert len(first) == 16
    assert first.isalnum()
    other = shop.connected(client_secret="another-secret")
    assert shopify.perform(IssueGiftCard(euros(10)), "gw-2", other).facts["code"] != first


def test_same_credit_twice_with_two_keys_is_two_credits(shop, ines):
    action = GrantCredit(ids.number(ines["id"]), euros(10))
    for key in ("gw-1", "gw-2", "gw-1", "gw-2"):
        performed = shopify.perform(action, key, shop.connected())
        assert performed.outcome is Outcome.DONE, performed.detail
    assert ines["account"]["balance"]["amount"] == "20.00"
    assert (performed.snapshots[0].store_credit, performed.snapshots[0].tags) == (euros(20), ("vip",))


def test_return_takes_pieces_out_of_the_parcel_that_brought_them(shop, order):
    parcel = shop.memory.send(order, "DELIVERED")
    action = CreateReturn(ref(order), (LineQuantity(line(order), 2),), "Too dark", wants_label=True)
    performed = shopify.perform(action, "gw-1", shop.connected())

    assert performed.outcome is Outcome.DONE, performed.detail
    (made,) = performed.snapshots[0].returns
    assert (made.status, made.lines, made.reason) == (ReturnStatus.APPROVED, {line(order): 2}, "Too dark")
    assert performed.snapshots[0].status is OrderStatus.DELIVERED
    assert "label" in performed.detail
    assert parcel["status"] == "SUCCESS"
    assert shopify.perform(action, "gw-1", shop.connected()).external_id == performed.external_id
    assert len(order["returnList"]) == 1
    more = CreateReturn(ref(order), (LineQuantity(line(order), 3),), "x")
    assert shopify.perform(more, "gw-2", shop.connected()).outcome is Outcome.REFUSED


def test_what_shopify_can_not_do_is_refused(shop):
    assert shopify.perform(AdjustPoints("1", 5), "gw-1", shop.connected()).outcome is Outcome.REFUSED
