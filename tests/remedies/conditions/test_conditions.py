"""Each condition of the policy: when it holds, when it does not, and how it reads in the table."""

import pytest

from goodwill.core.conditions import FieldKind, UnknownCondition
from goodwill.remedies import conditions

EURO_500 = {"minor": 50_000, "currency": "EUR"}
# The condition of a row, a situation in which it holds, one in which it does not, and its sentence.
TABLE = [
    (
        {"name": "order_status", "statuses": ["pending"]},
        {"order_status": "pending"},
        {"order_status": "shipped"},
        "the order is: Not packed yet",
    ),
    ({"name": "platform_status", "statuses": ["on hold"]}, {"platform_status": "on hold"}, {}, "the store says on hold"),
    ({"name": "reason", "reasons": ["late"]}, {"reason": "late"}, {"reason": ""}, "the reason is Arrived late"),
    ({"name": "tag", "tags": ["VIP"]}, {"tags": ["vip", "x"]}, {"tags": ["x"]}, "the order or the customer is tagged VIP"),
    ({"name": "sku", "skus": ["F-*"]}, {"skus": ["P-1", "F-S"]}, {"skus": ["P-1"]}, "an article is F-*"),
    ({"name": "tier", "tiers": ["gold"]}, {"tier": "Gold"}, {}, "the customer is gold"),
    ({"name": "payment_kind", "kinds": ["paypal"]}, {"payment_kinds": ["paypal"]}, {"payment_kinds": []}, "it was paid by paypal"),
    (
        {"name": "payment_target", "targets": ["original", "gift_card"]},
        {"targets": ["gift_card"]},
        {"targets": ["other"]},
        "the money goes to the original payment and a gift card of the customer",
    ),
    ({"name": "other_method"}, {"targets": ["other"]}, {"targets": ["original"]}, "the payment method is another than the one before"),
    ({"name": "same_product"}, {"is_same_product": True}, {}, "each piece becomes a variant of the same product"),
    ({"name": "same_country"}, {"is_same_country": True}, {"is_same_country": False}, "the new address is in the same country"),
    ({"name": "within_return_window"}, {"is_within_return_window": True}, {}, "the return window is open"),
    ({"name": "within_withdrawal"}, {"is_within_withdrawal": True}, {}, "the legal right of withdrawal has not run out"),
    ({"name": "within_warranty"}, {"is_within_warranty": True}, {}, "the warranty has not run out"),
    ({"name": "not_delivered"}, {}, {"is_delivered": True}, "the order was not delivered"),
    ({"name": "bought_in_shop"}, {"is_in_shop": True}, {}, "it was bought in a shop"),
    ({"name": "delivered_within", "days": 3}, {"days_since_delivery": 3}, {}, "it was delivered at most 3 days ago"),
    ({"name": "placed_within", "days": 3}, {"days_since_placed": 0}, {"days_since_placed": 4}, "it was ordered at most 3 days ago"),
    ({"name": "no_scan", "days": 3}, {"days_without_scan": 3}, {"days_without_scan": 2}, "the parcel was not scanned for 3 days"),
    ({"name": "late", "days": 2}, {"days_late": 2}, {}, "the order is 2 days late"),
    (
        {"name": "few_remedies", "count": 1},
        {"earlier_remedies": 1},
        {"earlier_remedies": 2},
        "the customer had at most 1 remedies within a year",
    ),
    ({"name": "many_remedies", "count": 2}, {"earlier_remedies": 2}, {}, "the customer had at least 2 remedies within a year"),
    ({"name": "many_orders", "count": 5}, {"order_count": 5}, {"order_count": 4}, "the customer has ordered at least 5 times"),
    (
        {"name": "lifetime_value", "amount": EURO_500},
        {"lifetime_value": EURO_500},
        {"lifetime_value": {"minor": 90_000, "currency": "USD"}},
        "the customer has bought for €500.00 or more",
    ),
    ({"name": "first_of_order"}, {"given_on_order": []}, {"given_on_order": ["refund"]}, "it is the first remedy on this order"),
    (
        {"name": "first_of_order", "kinds": ["reship"]},
        {"given_on_order": ["refund"]},
        {"given_on_order": ["reship"]},
        "it is the first of these on this order: Send again or replace",
    ),
]


@pytest.mark.parametrize(("given", "yes", "no", "sentence"), TABLE, ids=[row[0]["name"] for row in TABLE])
def test_condition_holds_where_it_should_and_reads_well(given, yes, no, sentence):
    assert (conditions.KIT.holds(given, yes), conditions.KIT.holds(given, no), conditions.KIT.sentence(given)) == (True, False, sentence)
    turned = {**given, "not": True}
    assert (conditions.KIT.holds(turned, yes), conditions.KIT.holds(turned, no)) == (False, True)


def test_every_condition_stands_in_the_table_and_says_what_it_needs():
    assert {row[0]["name"] for row in TABLE} == set(conditions.KIT.all)
    for condition in conditions.KIT.all.values():
        assert str(condition.label)
        assert all(str(field.label) and isinstance(field.kind, FieldKind) for field in condition.fields)


def test_unknown_condition_is_an_error_and_not_a_yes():
    with pytest.raises(UnknownCondition):
        conditions.KIT.holds({"name": "full_moon"}, {})
