"""Vendure's JSON → snapshots. Its amounts are whole minor units with tax; its ids are numbers in texts."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from goodwill.commerce.contract import (
    Address,
    CartSnapshot,
    CustomerSnapshot,
    DiscountSnapshot,
    Incomprehensible,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    ShipmentSnapshot,
    ShipmentStatus,
    StockSnapshot,
    TrackingEvent,
    VariantSnapshot,
)
from goodwill.core.money import Money

Wire = Mapping[str, Any]

# The states of Vendure's default order process; a store with a process of its own falls back on what was fulfilled.
_STATUS = {
    "PaymentAuthorized": OrderStatus.PENDING,
    "PaymentSettled": OrderStatus.PENDING,
    "Modifying": OrderStatus.PENDING,
    "ArrangingAdditionalPayment": OrderStatus.PENDING,
    "PartiallyShipped": OrderStatus.PROCESSING,
    "Shipped": OrderStatus.SHIPPED,
    "PartiallyDelivered": OrderStatus.SHIPPED,
    "Delivered": OrderStatus.DELIVERED,
    "Cancelled": OrderStatus.CANCELLED,
}
_PARCEL = {
    "Created": ShipmentStatus.LABEL,
    "Pending": ShipmentStatus.LABEL,
    "Shipped": ShipmentStatus.IN_TRANSIT,
    "Delivered": ShipmentStatus.DELIVERED,
}
_CARTS = {"AddingItems", "ArrangingPayment"}
_REFERENCE = re.compile(r"\(ref ([\w:.-]+)\)$")


def with_reference(words: str, key: str) -> str:
    """The reason of an action with our key at its end: Vendure keeps both, and so we know our own again."""
    return f"{words} (ref {key})".strip()


def reference(words: str | None) -> str:
    """The key that ``with_reference`` put there, or ""."""
    found = _REFERENCE.search(words or "")
    return found[1] if found else ""


def order(wire: Wire) -> OrderSnapshot | CartSnapshot | None:
    """An order; a cart while nothing was paid; None for a draft that an administrator has not finished."""
    try:
        if wire["state"] in _CARTS and not wire.get("orderPlacedAt"):
            return _cart(wire)
        return _order(wire) if wire.get("orderPlacedAt") else None
    except (KeyError, TypeError, ValueError) as error:
        raise Incomprehensible(f"An order of the store can't be understood: {type(error).__name__} {error}.") from error


def customer(wire: Wire) -> CustomerSnapshot:
    addresses = wire.get("addresses") or []
    chosen = next((address for address in addresses if address.get("defaultShippingAddress")), addresses[0] if addresses else None)
    return CustomerSnapshot(
        external_id=str(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        created_at=moment(wire["createdAt"]),
        email=wire.get("emailAddress") or "",
        phone=wire.get("phoneNumber") or "",
        name=_name(wire),
        tags=tuple(group["name"] for group in wire.get("groups") or []),
        address=_address({**chosen, "countryCode": (chosen.get("country") or {}).get("code")}) if chosen else None,
    )


def product(wire: Wire, shop_url: str = "") -> ProductSnapshot:
    return ProductSnapshot(
        external_id=str(wire["id"]),
        updated_at=max([moment(wire["updatedAt"]), *(moment(variant["updatedAt"]) for variant in wire["variants"])]),
        title=wire["name"],
        url=f"{shop_url}/product/{wire['slug']}" if shop_url else "",
        image_url=_picture(wire),
        is_active=wire["enabled"],
        variants=tuple(_variant(variant) for variant in wire["variants"]),
    )


def stock(wire: Wire) -> list[StockSnapshot]:
    """What lies where of each variant of a product: on hand less what orders have taken already."""
    return [
        StockSnapshot(
            variant_external_id=str(variant["id"]),
            location_external_id=str(level["stockLocation"]["id"]),
            location=level["stockLocation"]["name"],
            available=level["stockOnHand"] - level["stockAllocated"],
            updated_at=moment(level["updatedAt"]),
        )
        for variant in wire["variants"]
        for level in variant["stockLevels"]
    ]


def moment(text: str) -> datetime:
    """A time of Vendure's, always in UTC."""
    return datetime.fromisoformat(text)


def _order(wire: Wire) -> OrderSnapshot:
    currency = wire["currencyCode"]
    is_cancelled = wire["state"] == "Cancelled"
    buyer = wire.get("customer") or {}
    payments = wire.get("payments") or []
    refunds = [refund for payment in payments for refund in payment["refunds"]]
    lines = [line for line in wire["lines"] if line["quantity"] or is_cancelled]
    parcels = [parcel for parcel in wire.get("fulfillments") or [] if parcel["state"] != "Cancelled"]
    return OrderSnapshot(
        external_id=str(wire["id"]),
        updated_at=_last_change(wire),
        number=wire["code"],
        placed_at=moment(wire["orderPlacedAt"]),
        status=_status(wire),
        platform_status=wire["state"],
        total=Money(wire["totalWithTax"], currency),
        subtotal=Money(wire["subTotalWithTax"], currency),
        shipping=Money(wire["shippingWithTax"], currency),
        tax=Money(wire["totalWithTax"] - wire["total"], currency),
        customer_external_id=str(buyer["id"]) if buyer else "",
        email=buyer.get("emailAddress") or "",
        phone=buyer.get("phoneNumber") or "",
        lines=tuple(_line(line, currency, refunds, was_cancelled=is_cancelled) for line in lines),
        discounts=_discounts(wire, currency),
        payments=tuple(_payment(payment, currency) for payment in payments if payment["state"] in ("Settled", "Authorized")),
        refunds=tuple(_refund(refund, currency) for refund in refunds if refund["state"] != "Failed"),
        shipments=tuple(map(_shipment, parcels)),
        shipping_address=_address(wire["shippingAddress"]) if (wire.get("shippingAddress") or {}).get("streetLine1") else None,
        billing_address=_address(wire["billingAddress"]) if (wire.get("billingAddress") or {}).get("streetLine1") else None,
        shipping_method=", ".join(line["shippingMethod"]["name"] for line in wire["shippingLines"]),
        cancelled_at=moment(wire["updatedAt"]) if is_cancelled else None,
    )


def _last_change(wire: Wire) -> datetime:
    """Vendure leaves an order's own time alone when a payment, refund or parcel of it changes."""
    times = [wire["updatedAt"]]
    for payment in wire.get("payments") or []:
        times += [payment["createdAt"], *(refund["createdAt"] for refund in payment["refunds"])]
    times += [parcel["updatedAt"] for parcel in wire.get("fulfillments") or []]
    return max(map(moment, times))


def _status(wire: Wire) -> OrderStatus:
    status = _STATUS.get(wire["state"], OrderStatus.PROCESSING)
    is_being_packed = any(parcel["state"] != "Cancelled" for parcel in wire.get("fulfillments") or [])
    return OrderStatus.PROCESSING if status is OrderStatus.PENDING and is_being_packed else status


def _cart(wire: Wire) -> CartSnapshot:
    currency = wire["currencyCode"]
    buyer = wire.get("customer") or {}
    return CartSnapshot(
        external_id=str(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        total=Money(wire["totalWithTax"], currency),
        customer_external_id=str(buyer["id"]) if buyer else "",
        email=buyer.get("emailAddress") or "",
        lines=tuple(_line(line, currency, [], was_cancelled=False) for line in wire["lines"] if line["quantity"]),
    )


def _line(wire: Wire, currency: str, refunds: list[Wire], *, was_cancelled: bool) -> LineSnapshot:
    variant = wire["productVariant"]
    refunded = sum(part["quantity"] for refund in refunds for part in refund["lines"] if part["orderLineId"] == wire["id"])
    return LineSnapshot(
        external_id=str(wire["id"]),
        title=variant["name"],
        quantity=wire["orderPlacedQuantity"] if was_cancelled else wire["quantity"],
        price=Money(wire["unitPriceWithTax"], currency),
        variant_external_id=str(variant["id"]),
        product_external_id=str(variant["productId"]),
        sku=variant["sku"],
        options=_options(variant),
        discount=Money(wire["linePriceWithTax"] - wire["proratedLinePriceWithTax"], currency),
        tax=Money(wire["lineTax"], currency),
        image_url=_picture(wire),
        refunded_quantity=refunded,
    )


def _discounts(wire: Wire, currency: str) -> tuple[DiscountSnapshot, ...]:
    codes = wire.get("couponCodes") or []
    code = codes[0] if len(codes) == 1 else ""
    return tuple(DiscountSnapshot(code, Money(-given["amountWithTax"], currency), given["description"]) for given in wire["discounts"])


def _payment(wire: Wire, currency: str) -> PaymentSnapshot:
    return PaymentSnapshot(
        external_id=str(wire["id"]),
        amount=Money(wire["amount"], currency),
        at=moment(wire["createdAt"]),
        kind=wire["method"],
        method_external_id=wire["method"],
        token=wire.get("transactionId") or "",
        is_settled=wire["state"] == "Settled",
    )


def _refund(wire: Wire, currency: str) -> RefundSnapshot:
    return RefundSnapshot(
        external_id=str(wire["id"]),
        amount=Money(wire["total"], currency),
        at=moment(wire["createdAt"]),
        reason=_REFERENCE.sub("", wire.get("reason") or "").strip(),
        method_external_id=wire.get("method") or "",
        lines={str(line["orderLineId"]): line["quantity"] for line in wire["lines"]},
        idempotency_key=reference(wire.get("reason")),
        is_settled=wire["state"] == "Settled",
    )


def _shipment(wire: Wire) -> ShipmentSnapshot:
    status = _PARCEL.get(wire["state"], ShipmentStatus.LABEL)
    changed = moment(wire["updatedAt"])
    announced = TrackingEvent(at=moment(wire["createdAt"]), status=ShipmentStatus.LABEL)
    is_on_its_way = status is not ShipmentStatus.LABEL
    return ShipmentSnapshot(
        external_id=str(wire["id"]),
        status=status,
        carrier=wire["method"],
        tracking_number=wire.get("trackingCode") or "",
        shipped_at=changed if status is ShipmentStatus.IN_TRANSIT else None,
        delivered_at=changed if status is ShipmentStatus.DELIVERED else None,
        lines={str(line["orderLineId"]): line["quantity"] for line in wire["lines"]},
        events=(announced, TrackingEvent(at=changed, status=status)) if is_on_its_way else (announced,),
    )


def _variant(wire: Wire) -> VariantSnapshot:
    return VariantSnapshot(
        external_id=str(wire["id"]),
        price=Money(wire["priceWithTax"], wire["currencyCode"]),
        sku=wire["sku"],
        title=wire["name"],
        options=_options(wire),
        image_url=_picture(wire),
        is_available=wire["enabled"] and wire["stockLevel"] != "OUT_OF_STOCK",
    )


def _options(variant: Wire) -> dict[str, str]:
    return {option["group"]["name"]: option["name"] for option in variant.get("options") or []}


def _picture(wire: Wire) -> str:
    return (wire.get("featuredAsset") or {}).get("preview") or ""


def _name(wire: Wire) -> str:
    return f"{wire.get('firstName') or ''} {wire.get('lastName') or ''}".strip()


def _address(wire: Wire) -> Address:
    return Address(
        name=wire.get("fullName") or "",
        company=wire.get("company") or "",
        line1=wire.get("streetLine1") or "",
        line2=wire.get("streetLine2") or "",
        city=wire.get("city") or "",
        region=wire.get("province") or "",
        postcode=wire.get("postalCode") or "",
        country=wire.get("countryCode") or "",
        phone=wire.get("phoneNumber") or "",
    )
