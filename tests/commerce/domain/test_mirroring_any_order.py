"""Whatever the order and number of times in which a store tells of things, the mirror ends as the newest news alone leave it."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max, Min
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.commerce.contract import (
    CartSnapshot,
    GiftCardSnapshot,
    OrderStatus,
    ProductSnapshot,
    RefundSnapshot,
    Removed,
    ShipmentStatus,
    Snapshot,
    StockSnapshot,
    SubscriptionSnapshot,
    VariantSnapshot,
)
from goodwill.commerce.domain import mirroring
from goodwill.commerce.mirror.taking import NEVER
from goodwill.commerce.models import (
    Cart,
    GiftCard,
    Location,
    Order,
    OrderLine,
    Product,
    Shipment,
    Stock,
    Store,
    StoreCustomer,
    Subscription,
    Variant,
)
from tests.factories.stores import a_customer, a_line, a_parcel, a_store, an_order, at, euro

pytestmark = pytest.mark.django_db

amounts = st.integers(0, 5000).map(lambda cents: euro(f"{cents / 100:.2f}"))
buyers = st.sampled_from(["", "c1", "c2"])


@st.composite
def orders(draw) -> Any:
    return an_order(
        draw(st.sampled_from(["1001", "1002"])),
        total=str(draw(amounts).amount),
        status=draw(st.sampled_from(OrderStatus)),
        customer_external_id=draw(buyers),
        lines=tuple(a_line(f"l{number}") for number in range(draw(st.integers(0, 2)))),
        refunds=tuple(RefundSnapshot(f"r{number}", draw(amounts)) for number in range(draw(st.integers(0, 1)))),
        shipments=tuple(a_parcel(f"p{number}", draw(st.sampled_from(ShipmentStatus))) for number in range(draw(st.integers(0, 2)))),
    )


customers = st.builds(
    lambda who, mail: a_customer(who, email=mail), st.sampled_from(["c1", "c2"]), st.sampled_from(["a@x.example", "b@x.example"])
)
products = st.builds(
    lambda who, variants: ProductSnapshot(who, at(0), "Fern", variants=tuple(VariantSnapshot(f"{who}-{one}", euro(1)) for one in variants)),
    st.sampled_from(["f1", "f2"]),
    st.sets(st.sampled_from("ab")).map(sorted),
)
stock = st.builds(
    lambda variant, location, number: StockSnapshot(variant, location, number, at(0), location=f"at {location}"),
    st.sampled_from(["f1-a", "f2-b"]),
    st.sampled_from(["central", "shop"]),
    st.integers(-1, 3),
)
held = st.one_of(
    st.builds(lambda who, total: CartSnapshot("k1", at(0), total, who), buyers, amounts),
    st.builds(lambda who: SubscriptionSnapshot("s1", at(0), who, "Moss", "active"), st.sampled_from(["c1", "c2"])),
    st.builds(lambda who, balance: GiftCardSnapshot("g1", at(0), balance, customer_external_id=who), buyers, amounts),
)
removals = st.builds(
    lambda what: Removed(*what, at(0)),
    st.sampled_from(
        [("orders", "1001"), ("customers", "c1"), ("products", "f1"), ("carts", "k1"), ("subscriptions", "s1"), ("gift_cards", "g1")]
    ),
)


@st.composite
def histories(draw) -> list[Snapshot]:
    """Some news, each at a moment of its own: of two at the same moment none is the newer."""
    news = draw(st.lists(st.one_of(orders(), customers, products, stock, held, removals), min_size=1, max_size=8))
    return [replace(snapshot, updated_at=at(minute)) for minute, snapshot in enumerate(news)]


def key(snapshot: Snapshot) -> Any:
    if isinstance(snapshot, Removed):
        return snapshot.resource, snapshot.external_id
    if isinstance(snapshot, StockSnapshot):
        return "stock", snapshot.variant_external_id, snapshot.location_external_id
    names = {"OrderSnapshot": "orders", "CustomerSnapshot": "customers", "ProductSnapshot": "products", "CartSnapshot": "carts"}
    names |= {"SubscriptionSnapshot": "subscriptions", "GiftCardSnapshot": "gift_cards"}
    return names[type(snapshot).__name__], snapshot.external_id


def rows(store: Store) -> dict[str, Any]:
    """What the mirror shows, without keys. An account that nothing refers to and nothing is known of is no difference."""
    found: dict[str, Any] = {}
    numbers = {"buyer_id": "buyer__external_id", "order_id": "order__external_id", "product_id": "product__external_id"}
    numbers |= {"variant_id": "variant__external_id", "location_id": "location__external_id"}
    shown = {
        Order: Order.objects.present().filter(store=store),
        OrderLine: OrderLine.objects.filter(order__store=store, order__removed_at=None),
        Shipment: Shipment.objects.filter(order__store=store, order__removed_at=None),
        StoreCustomer: StoreCustomer.objects.filter(store=store).exclude(updated_at=NEVER, order_count=0),
        Location: Location.objects.none(),
    }
    for model in (Order, OrderLine, Shipment, StoreCustomer, Product, Variant, Stock, Cart, Subscription, GiftCard, Location):
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in ("id", "store_id")]
        queryset = shown[model] if model in shown else model.objects.filter(store=store)
        values = queryset.values_list(*(numbers.get(name, name) for name in names))
        found[model.__name__] = sorted(map(repr, values))
    return found


def mirrored(deliveries: list[list[Snapshot]], *, is_import: bool = False) -> dict[str, Any]:
    """The rows after these deliveries to a new store, which is gone afterwards."""
    with transaction.atomic():
        store = a_store()
        for snapshots in deliveries:
            mirroring.apply(store, snapshots, is_import=is_import)
            assert_totals_right(store)
        found = rows(store)
        transaction.set_rollback(True)
    return found


def assert_totals_right(store: Store) -> None:
    for buyer in StoreCustomer.objects.filter(store=store):
        counted = buyer.orders.present().exclude(status="cancelled")
        times = counted.aggregate(first=Min("placed_at"), last=Max("placed_at"))
        total = sum(order.total - order.refunded for order in counted)
        assert (buyer.order_count, buyer.order_total) == (counted.count(), total)
        assert (buyer.first_order_at, buyer.last_order_at) == (times["first"], times["last"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(histories(), st.data(), st.booleans())
def test_any_permutation_and_duplication_ends_as_the_newest_alone(history, data, is_import):
    newest = list({key(snapshot): snapshot for snapshot in history}.values())
    told = data.draw(st.permutations([*history, *data.draw(st.lists(st.sampled_from(history), max_size=4))]))
    cuts = data.draw(st.lists(st.integers(0, len(told)), max_size=3).map(sorted))
    deliveries = [told[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True)]

    assert mirrored(deliveries, is_import=is_import) == mirrored([newest])
