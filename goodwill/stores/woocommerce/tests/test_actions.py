"""Actions against a small WooCommerce that keeps to the published description, and goes wrong on demand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from goodwill.commerce.contract import (
    Action,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    CreateDiscount,
    DiscountKind,
    EditOrder,
    GrantCredit,
    LineQuantity,
    OrderRef,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    Performed,
    PlaceOrder,
    RefundOrder,
    Swap,
    VariantQuantity,
)
from goodwill.core.money import Money
from goodwill.stores.woocommerce.connector import WooCommerce
from goodwill.stores.woocommerce.tests import schema
from goodwill.stores.woocommerce.tests.shop import UNKNOWN, Fault, Shop

woocommerce = WooCommerce()
KEY = "gw:1"
REF = OrderRef("1042", "1042")
TO = Address(name="Ada Maria Holm", line1="Am Bach 2", postcode="79100", city="Freiburg", region="DE-BW", country="DE")


def euros(amount: str | int) -> Money:
    return Money.parse(amount, "EUR")


REFUND = RefundOrder(REF, euros("15"), "broken")
CANCEL = CancelOrder(REF, "changed my mind", euros("70.90"))
ADDRESS = ChangeAddress(REF, TO)
CUSTOMER = ChangeCustomerAddress("7", TO)
CHEAPER = EditOrder(REF, euros("-5"), swaps=(Swap("12", "24", 1, euros(15)),), reason="rather sea")
FREE = PlaceOrder("7", (VariantQuantity("23", 2, euros(0)),), TO, "EUR", "tomas@example.org", is_free=True, replaces=REF, reason="lost")
CODE = CreateDiscount("THANKS-1", DiscountKind.PERCENT, "7", percent=Decimal(10), minimum=euros(20), ends_on=date(2026, 12, 31))
ALL = [REFUND, CANCEL, ADDRESS, CUSTOMER, CHEAPER, FREE, CODE]
# The request that does it, and how often it is done.
DOES: dict[type, tuple[str, str, Callable[[Shop], int]]] = {
    RefundOrder: ("POST", "/refunds", lambda shop: len(shop.refunds[1042])),
    CancelOrder: ("POST", "/refunds", lambda shop: len(shop.refunds[1042])),
    EditOrder: ("PUT", "/orders/1042", lambda shop: len(shop.orders[1042]["fee_lines"])),
    PlaceOrder: ("POST", "/orders", lambda shop: len(shop.orders) - 1),
    CreateDiscount: ("POST", "/coupons", lambda shop: len(shop.coupons)),
    ChangeAddress: ("PUT", "/orders/1042", lambda shop: int(shop.orders[1042]["shipping"]["city"] == "Freiburg")),
    ChangeCustomerAddress: ("PUT", "/customers/7", lambda shop: int(shop.customers[7]["shipping"]["city"] == "Freiburg")),
}
named = pytest.mark.parametrize("action", ALL, ids=lambda action: type(action).__name__)


def perform(shop: Shop, action: Action, key: str = KEY, **settings: object) -> Performed:
    return woocommerce.perform(action, key, shop.connected(**settings))


def find(shop: Shop, action: Action, key: str = KEY) -> Performed | None:
    return woocommerce.find(action, key, shop.connected())


def told(performed: Performed) -> OrderSnapshot:
    (order,) = performed.snapshots
    assert isinstance(order, OrderSnapshot)
    return order


@named
def test_asking_twice_does_it_once(shop: Shop, action: Action):
    assert find(shop, action, "another key") is None
    first = perform(shop, action)
    assert (first.outcome, first.detail) == (Outcome.DONE, "")
    again = perform(shop, action)
    found = find(shop, action)
    assert found
    assert (again.outcome, found.outcome) == (Outcome.DONE, Outcome.DONE)
    assert again.external_id == found.external_id == first.external_id
    assert DOES[type(action)][2](shop) == 1
    assert shop.paid_back() == {RefundOrder: 15, CancelOrder: Decimal("70.90"), EditOrder: 5}.get(type(action), 0)


@named
@pytest.mark.parametrize("fault", UNKNOWN)
def test_lost_answer_is_found_out_and_never_done_twice(shop: Shop, action: Action, fault: Fault):
    method, path, count = DOES[type(action)]
    shop.faults.append((method, path, fault))
    performed = perform(shop, action)
    assert performed.outcome is Outcome.UNKNOWN
    assert performed.detail != ""
    paid = shop.paid_back()
    find(shop, action)
    assert shop.paid_back() == paid
    last = perform(shop, action)
    assert (last.outcome, count(shop)) == (Outcome.DONE, 1)
    found = find(shop, action)
    assert found
    assert found.outcome is Outcome.DONE
    assert shop.paid_back() == {RefundOrder: 15, CancelOrder: Decimal("70.90"), EditOrder: 5}.get(type(action), 0)


@pytest.mark.parametrize(("fault", "after"), [(Fault.RATE_LIMITED, 7), (Fault.UPDATING, 600), (Fault.PAGE, None)])
def test_what_was_certainly_not_done_is_tried_later(shop: Shop, fault: Fault, after: float | None):
    shop.faults.append(("POST", "/refunds", fault))
    performed = perform(shop, REFUND)
    assert (performed.outcome, performed.retry_after, shop.paid_back()) == (Outcome.TEMPORARY, after, 0)
    assert find(shop, REFUND) is None


@named
@pytest.mark.parametrize("fault", Fault)
def test_trouble_while_looking_is_never_taken_for_a_no(shop: Shop, action: Action, fault: Fault):
    looks = {PlaceOrder: "/orders", CreateDiscount: "/coupons", ChangeCustomerAddress: "/customers/7"}
    shop.faults.append(("GET", looks.get(type(action), "/orders/1042"), fault))
    found = find(shop, action)
    assert found
    assert found.outcome is Outcome.UNKNOWN


def test_wrong_key_refuses_nothing_for_good(shop: Shop):
    assert perform(shop, REFUND, consumer_secret="cs_old").outcome is Outcome.TEMPORARY
    shop.may_write = False
    assert perform(shop, REFUND).outcome is Outcome.TEMPORARY
    assert shop.paid_back() == 0


def test_refund_of_lines_and_shipping_is_split_into_price_and_tax(shop: Shop):
    action = RefundOrder(REF, euros("27.90"), "scratched", (LineQuantity("11", 1),), shipping=euros("4.90"), restock=True)
    performed = perform(shop, action)
    (refund,) = shop.refunds[1042]
    assert (refund["amount"], refund["reason"], refund["api_restock"]) == ("27.90", "scratched [gw:1]", True)
    assert [item["asked"] for item in refund["line_items"]] == [
        {"id": 11, "quantity": 1, "refund_total": 19.33, "refund_tax": [{"id": "1", "refund_total": 3.67}]},
        {"id": 14, "refund_total": 4.12, "refund_tax": [{"id": "1", "refund_total": 0.78}]},
    ]
    order = told(performed)
    assert [(one.amount, one.reason, one.idempotency_key, one.lines) for one in order.refunds] == [
        (euros("27.90"), "scratched", KEY, {"11": 1})
    ]
    assert order.lines[0].refunded_quantity == 1


def test_amount_is_shared_among_lines_to_the_cent(shop: Shop):
    perform(shop, RefundOrder(REF, euros("10.01"), "x", (LineQuantity("11", 2), LineQuantity("12", 1))))
    items = [item["asked"] for item in shop.refunds[1042][0]["line_items"]]
    sums = [Decimal(str(item["refund_total"])) + Decimal(str(item["refund_tax"][0]["refund_total"])) for item in items]
    assert (sum(sums), sums[0] > sums[1]) == (Decimal("10.01"), True)


@pytest.mark.parametrize("shop", [schema.OLD], indirect=True)
def test_old_version_is_given_the_amount_alone(shop: Shop):
    assert perform(shop, RefundOrder(REF, euros("23"), "x", (LineQuantity("11", 1),))).outcome is Outcome.DONE
    assert shop.refunds[1042][0]["line_items"] == []


def test_refund_beyond_what_was_paid_is_refused_in_words(shop: Shop):
    assert perform(shop, REFUND).outcome is Outcome.DONE
    performed = perform(shop, RefundOrder(REF, euros("60"), "more"), "gw:2")
    assert (performed.outcome, performed.detail) == (Outcome.REFUSED, "Only €55.90 of this order can still be given back.")
    assert perform(shop, RefundOrder(REF, Money.parse(5, "USD"), "x"), "gw:3").outcome is Outcome.REFUSED
    dollars = replace(REFUND, shipping=Money.parse(1, "USD"))
    assert perform(shop, dollars, "gw:7").outcome is Outcome.REFUSED
    assert perform(shop, replace(REFUND, to_credit=True), "gw:4").outcome is Outcome.REFUSED
    assert perform(shop, replace(REFUND, to_method="paypal"), "gw:5").outcome is Outcome.REFUSED
    assert perform(shop, replace(REFUND, order=OrderRef("9", "9")), "gw:6").outcome is Outcome.REFUSED
    assert shop.paid_back() == 15


def test_no_of_the_payment_provider_is_a_no_although_it_comes_as_a_500(shop: Shop):
    shop.provider_says = "The charge is disputed."
    performed = perform(shop, REFUND)
    assert (performed.outcome, performed.detail) == (Outcome.REFUSED, "The charge is disputed.")


def test_bank_transfer_is_refused_or_noted_as_the_owner_chose(shop: Shop):
    shop.orders[1042] |= {"payment_method": "bacs", "payment_method_title": "Bank transfer"}
    refused = perform(shop, REFUND)
    assert (refused.outcome, "Bank transfer" in refused.detail, shop.paid_back()) == (Outcome.REFUSED, True, 0)
    noted = perform(shop, REFUND, notes_by_hand=True)
    assert (noted.outcome, shop.refunds[1042][0]["refunded_payment"]) == (Outcome.DONE, False)
    assert "by hand" in noted.detail


def test_refund_that_is_noted_but_not_known_to_be_paid_is_not_tried_again(shop: Shop):
    perform(shop, REFUND)
    shop.refunds[1042][0]["refunded_payment"] = False
    again, found = perform(shop, REFUND), find(shop, REFUND)
    assert found
    assert (again.outcome, found.outcome, shop.paid_back()) == (Outcome.UNKNOWN, Outcome.UNKNOWN, 15)


def test_cancelling_comes_before_the_money(shop: Shop):
    performed = perform(shop, CANCEL)
    assert told(performed).status is OrderStatus.CANCELLED
    writes = [asked for asked in shop.asked if not asked.startswith("GET")]
    assert writes == ["PUT /orders/1042", "POST /orders/1042/notes", "POST /orders/1042/refunds"]
    assert shop.notes == [(1042, "Cancelled at the desk. changed my mind [gw:1]")]


@pytest.mark.parametrize("status", ["completed", "delivered"])
def test_order_that_has_left_is_not_cancelled_and_no_money_leaves(shop: Shop, status: str):
    shop.orders[1042]["status"] = status
    assert perform(shop, CANCEL).outcome is Outcome.REFUSED
    assert (shop.orders[1042]["status"], shop.paid_back()) == (status, 0)


def test_cancelling_that_fails_gives_no_money_back(shop: Shop):
    shop.faults.append(("PUT", "/orders/1042", Fault.SILENT))
    assert perform(shop, CANCEL).outcome is Outcome.UNKNOWN
    assert (find(shop, CANCEL), shop.paid_back()) == (None, 0)


def test_cancelling_what_can_not_be_given_back_is_refused_before(shop: Shop):
    shop.orders[1042]["payment_method"] = "bacs"
    assert perform(shop, CANCEL).outcome is Outcome.REFUSED
    assert shop.orders[1042]["status"] == "processing"


def test_cancelled_order_whose_refund_is_refused_says_both(shop: Shop):
    shop.provider_says = "The card has expired."
    performed = perform(shop, CANCEL)
    assert performed.outcome is Outcome.REFUSED
    assert performed.detail == "The order is cancelled, but giving money back was refused: The card has expired."


def test_cancelling_without_putting_back_is_one_refund_of_all(shop: Shop):
    performed = perform(shop, replace(CANCEL, restock=False))
    assert told(performed).status is OrderStatus.CANCELLED
    assert (shop.orders[1042]["status"], shop.refunds[1042][0]["api_restock"]) == ("refunded", False)
    shop.add_order(2000, date_paid_gmt=None, status="pending")
    unpaid = CancelOrder(OrderRef("2000", "2000"), "x", restock=False)
    assert perform(shop, unpaid, "gw:2").outcome is Outcome.REFUSED
    assert perform(shop, replace(unpaid, restock=True), "gw:2").outcome is Outcome.DONE


def test_address_is_split_and_stays_in_the_country(shop: Shop):
    order = told(perform(shop, ADDRESS))
    assert order.shipping_address == TO
    assert (shop.orders[1042]["shipping"]["first_name"], shop.orders[1042]["shipping"]["last_name"]) == ("Ada Maria", "Holm")
    abroad = perform(shop, ChangeAddress(REF, replace(TO, country="AT")), "gw:2")
    assert abroad.outcome is Outcome.REFUSED
    shop.orders[1042]["status"] = "completed"
    assert perform(shop, ADDRESS, "gw:3").outcome is Outcome.REFUSED


def test_guest_has_no_account_to_change(shop: Shop):
    assert perform(shop, replace(CUSTOMER, customer_external_id="0")).outcome is Outcome.REFUSED
    assert perform(shop, CUSTOMER).snapshots[0].address == TO


def test_cheaper_order_keeps_its_books_right(shop: Shop):
    order = told(perform(shop, CHEAPER))
    assert (order.total, order.payments[0].amount) == (euros("70.90"), euros("70.90"))
    assert [(line.sku, line.quantity) for line in order.lines] == [("OAK", 2), ("LINEN-SE", 1), ("", 1)]
    assert [line.price * line.quantity for line in order.lines[1:]] == [euros(15), euros(5)]
    assert [(one.amount, one.idempotency_key) for one in order.refunds] == [(euros(5), KEY)]


def test_equal_swap_moves_no_money(shop: Shop):
    action = EditOrder(REF, euros(0), swaps=(Swap("12", "24", 1, euros(20)),))
    order = told(perform(shop, action))
    assert (order.total, order.refunds, [line.sku for line in order.lines]) == (euros("70.90"), (), ["OAK", "LINEN-SE"])


def test_fewer_pieces_of_a_line(shop: Shop):
    order = told(perform(shop, EditOrder(REF, euros(-23), remove=(LineQuantity("11", 1),))))
    assert [(line.sku, line.quantity) for line in order.lines[:2]] == [("OAK", 1), ("LINEN-S", 1)]
    assert (order.total, shop.paid_back()) == (euros("70.90"), 23)


@pytest.mark.parametrize(
    "action",
    [
        replace(CHEAPER, difference=euros("-6")),
        EditOrder(REF, euros(15), add=(VariantQuantity("24", 1),)),
        EditOrder(REF, euros(-69), remove=(LineQuantity("11", 3),)),
        EditOrder(REF, euros(0), swaps=(Swap("99", "24", 1, euros(20)),)),
        EditOrder(REF, euros(0), swaps=(Swap("12", "404", 1, euros(20)),)),
    ],
)
def test_edit_that_is_not_as_decided_changes_nothing(shop: Shop, action: EditOrder):
    before = str(shop.orders[1042])
    performed = perform(shop, action)
    assert (performed.outcome, bool(performed.detail)) == (Outcome.REFUSED, True)
    assert (str(shop.orders[1042]), shop.paid_back()) == (before, 0)


def test_unpaid_order_can_become_dearer_and_is_paid_by_its_link(shop: Shop):
    shop.orders[1042] |= {"date_paid_gmt": None, "status": "pending"}
    performed = perform(shop, EditOrder(REF, euros(15), add=(VariantQuantity("24", 1),)))
    assert told(performed).total == euros("85.90")
    assert performed.facts == {"payment_url": shop.orders[1042]["payment_url"]}


def test_replacement_costs_nothing_and_goes_where_it_should(shop: Shop):
    performed = perform(shop, FREE)
    order = told(performed)
    assert (order.total, order.customer_external_id, order.shipping_address) == (euros(0), "7", TO)
    assert (order.status, [(line.variant_external_id, line.quantity, line.price) for line in order.lines]) == (
        OrderStatus.PENDING,
        [("23", 2, euros(0))],
    )
    assert (performed.facts, performed.external_id) == ({"number": order.number}, order.external_id)
    assert shop.notes == [(int(order.external_id), "Placed at the desk. It makes good order 1042. lost [gw:1]")]


def test_guest_order_is_found_again_among_all_guests(shop: Shop):
    guest = replace(FREE, customer_external_id="", email="guest@example.org")
    made = perform(shop, guest)
    for number in range(9000, 9003):
        shop.add_order(number, customer_id=0)
    found = find(shop, guest)
    assert found
    assert (found.external_id, told(found).customer_external_id, told(found).email) == (made.external_id, "", "guest@example.org")


def test_order_on_the_phone_waits_for_its_payment(shop: Shop):
    performed = perform(shop, replace(FREE, is_free=False, items=(VariantQuantity("24", 2, euros(15)), VariantQuantity("21", 1))))
    assert (performed.outcome, told(performed).total, told(performed).payments) == (Outcome.DONE, euros(55), ())
    assert performed.facts["payment_url"].startswith("https://")
    dearer = replace(FREE, is_free=False, items=(VariantQuantity("24", 2, euros(14)),))
    assert perform(shop, dearer, "gw:2").outcome is Outcome.REFUSED


def test_code_is_for_one_use_by_one_customer(shop: Shop):
    performed = perform(shop, CODE)
    assert performed.facts == {"code": "THANKS-1"}
    amount = CreateDiscount("THANKS-2", DiscountKind.AMOUNT, amount=euros("7.50"))
    assert perform(shop, amount, "gw:2").outcome is Outcome.DONE
    assert perform(shop, CreateDiscount("THANKS-3", DiscountKind.FREE_SHIPPING), "gw:3").outcome is Outcome.DONE
    first, second, third = shop.coupons
    assert first | {"id": 0} == {
        **{"id": 0, "code": "thanks-1", "description": "", "discount_type": "percent", "amount": "10"},
        **{"usage_limit": 1, "usage_limit_per_user": 1, "minimum_amount": "20.00"},
        **{"date_expires": "2027-01-01T00:00:00", "email_restrictions": ["tomas@example.org"]},
    }
    assert (second["discount_type"], second["amount"], "email_restrictions" in second) == ("fixed_cart", "7.50", False)
    assert (third["free_shipping"], third["amount"]) == (True, "0")


def test_what_woocommerce_can_not_do_is_refused(shop: Shop):
    assert perform(shop, GrantCredit("7", euros(5))).outcome is Outcome.REFUSED
    assert shop.asked == []
