"""The mirror ends in the same rows whatever the order and number of times in which it is told."""

from goodwill.activity.models import Activity
from goodwill.commerce.contract import OrderStatus, RefundSnapshot
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Order, OrderLine, Shipment, Store, StoreCustomer
from tests.factories.stores import a_customer, a_parcel, an_order, euro


def told() -> list[tuple[str, dict]]:
    return [(activity.kind, activity.data) for activity in Activity.objects.order_by("id")]


def test_order_is_kept_with_lines_and_parcels(store: Store):
    applied = mirroring.apply(store, [an_order(shipments=(a_parcel(tracking_number="1Z 999"),))])

    order = Order.objects.get()
    assert (order.number, order.lookup, order.status, order.total, order.paid, order.refunded) == (
        "#1001",
        "1001",
        "pending",
        2000,
        2000,
        0,
    )
    assert [(line.position, line.external_id, line.quantity, line.price) for line in order.lines.all()] == [(0, "l1", 2, 1000)]
    assert [(parcel.external_id, parcel.lookup, parcel.status) for parcel in order.shipments.all()] == [("p1", "1z999", "in_transit")]
    assert [(change.external_id, change.is_new) for change in applied.changes] == [("1001", True)]
    assert told() == [("order.placed", {"number": "#1001", "total": 2000, "currency": "EUR"})]


def test_order_before_its_customer_belongs_to_them(store: Store):
    mirroring.apply(store, [an_order()])
    mirroring.apply(store, [a_customer(email="Greta@Post.example ")])

    buyer = StoreCustomer.objects.get()
    assert (buyer.email, buyer.name, buyer.order_count, buyer.order_total) == ("greta@post.example", "C1", 1, 2000)
    assert Order.objects.get().buyer == buyer


def test_refund_is_told_with_what_changed(store: Store):
    mirroring.apply(store, [an_order()])
    Activity.objects.all().delete()
    mirroring.apply(store, [an_order(minutes=1, refunds=(RefundSnapshot("r1", euro("5.00")),))])

    assert told() == [("order.changed", {"changed": ["refunded", "refunds"], "from": {"refunded": 0}, "to": {"refunded": 500}})]
    assert StoreCustomer.objects.get().order_total == 1500


def test_same_snapshot_again_changes_and_tells_nothing(store: Store):
    mirroring.apply(store, [an_order()])
    before = list(Order.objects.values()), list(OrderLine.objects.values()), told()

    applied = mirroring.apply(store, [an_order()])

    assert applied.changes == []
    assert (list(Order.objects.values()), list(OrderLine.objects.values()), told()) == before


def test_older_snapshot_changes_nothing(store: Store):
    mirroring.apply(store, [an_order(minutes=5, status=OrderStatus.SHIPPED)])
    mirroring.apply(store, [an_order(minutes=4, status=OrderStatus.PROCESSING)])

    assert Order.objects.get().status == "shipped"


def test_import_is_silent(store: Store):
    mirroring.apply(store, [an_order(), a_customer()], is_import=True)

    assert told() == []
    assert (Order.objects.count(), StoreCustomer.objects.get().order_count, Shipment.objects.count()) == (1, 1, 0)
