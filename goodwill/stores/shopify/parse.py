"""Shopify's GraphQL answers → snapshots.

Amounts are in the currency in which the customer pays. External ids are the numbers, which webhooks use too.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from goodwill.commerce.contract import (
    Address,
    CartSnapshot,
    CustomerSnapshot,
    DiscountSnapshot,
    GiftCardSnapshot,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    ReturnSnapshot,
    ReturnStatus,
    ShipmentSnapshot,
    StockSnapshot,
    VariantSnapshot,
)
from goodwill.core.money import Money
from goodwill.stores.shopify import ids, parcels

Wire = Mapping[str, Any]

# What the store has begun to pack can't be changed by the desk; a hold or a refusal by the warehouse can.
_STATUS = {
    "FULFILLED": OrderStatus.SHIPPED,
    "PARTIALLY_FULFILLED": OrderStatus.PROCESSING,
    "IN_PROGRESS": OrderStatus.PROCESSING,
    "PENDING_FULFILLMENT": OrderStatus.PROCESSING,
}
_RETURN = {
    "REQUESTED": ReturnStatus.REQUESTED,
    "OPEN": ReturnStatus.APPROVED,
    "CLOSED": ReturnStatus.CLOSED,
    "DECLINED": ReturnStatus.DECLINED,
    "CANCELED": ReturnStatus.DECLINED,
}
# Money that came in; an authorization counts as not settled while nothing was captured from it.
_COMING_IN = ("SALE", "CAPTURE", "AUTHORIZATION")


def order(wire: Wire, shop: str = "") -> OrderSnapshot:
    """An order; ``shop`` is the store's host, for a link into its administration."""
    was_cancelled = bool(wire["cancelledAt"])
    refunds = [refund for refund in wire.get("refunds") or [] if "createdAt" in refund]
    refunded = _refunded_pieces(refunds)
    shipments = parcels.of_order(wire)
    place = wire.get("retailLocation") or {}
    total = _total(wire, refunded)
    return OrderSnapshot(
        external_id=ids.number(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        number=wire["name"],
        placed_at=moment(wire["processedAt"] or wire["createdAt"]),
        status=_status(wire, shipments),
        platform_status=f"{wire['displayFinancialStatus'] or ''} {wire['displayFulfillmentStatus'] or ''}".strip().lower(),
        total=total,
        subtotal=money(wire["subtotalPriceSet"]),
        shipping=money(wire["totalShippingPriceSet"]),
        tax=money(wire["totalTaxSet"]),
        customer_external_id=ids.number((wire.get("customer") or {}).get("id")),
        email=wire["email"] or "",
        phone=wire["phone"] or "",
        lines=tuple(_lines(wire, refunded, was_cancelled=was_cancelled)),
        discounts=_discounts(wire),
        payments=tuple(_payments(wire["transactions"])),
        refunds=tuple(_refund(refund, total.currency) for refund in refunds),
        returns=tuple(_return(one) for one in nodes(wire.get("returns"))),
        shipments=shipments,
        shipping_address=address(wire["shippingAddress"]),
        billing_address=address(wire["billingAddress"]),
        shipping_method=(wire.get("shippingLine") or {}).get("title") or "",
        expected_on=max((parcel.expected_on for parcel in shipments if parcel.expected_on), default=None),
        cancelled_at=moment(wire["cancelledAt"]) if was_cancelled else None,
        cancel_reason=(wire["cancelReason"] or "").lower(),
        is_in_shop=wire["sourceName"] == "pos",
        location_external_id=ids.number(place.get("id")),
        location=place.get("name") or "",
        language=wire["customerLocale"] or "",
        note=wire["note"] or "",
        tags=tuple(tag for tag in wire["tags"] if not ids.is_mark(tag)),
        admin_url=f"https://{shop}/admin/orders/{ids.number(wire['id'])}" if shop else "",
    )


def customer(wire: Wire) -> CustomerSnapshot:
    email = wire.get("defaultEmailAddress") or {}
    credit = [money_v2(account["balance"]) for account in nodes(wire.get("storeCreditAccounts"))]
    state = email.get("marketingState")
    return CustomerSnapshot(
        external_id=ids.number(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        created_at=moment(wire["createdAt"]),
        email=email.get("emailAddress") or "",
        phone=(wire.get("defaultPhoneNumber") or {}).get("phoneNumber") or "",
        name=wire["displayName"] or "",
        language=wire["locale"] or "",
        tags=tuple(tag for tag in wire["tags"] if not ids.is_mark(tag)),
        address=address(wire.get("defaultAddress")),
        accepts_marketing=state == "SUBSCRIBED" if state else None,
        # One account for each currency; hardly a store has more than one.
        store_credit=credit[0] if credit else None,
    )


def product(wire: Wire, currency: str, shop: str = "") -> ProductSnapshot:
    """A product; its address is by the store's own host, as webhooks know it too, from where Shopify leads on."""
    picture = ((wire.get("featuredMedia") or {}).get("preview") or {}).get("image") or {}
    return ProductSnapshot(
        external_id=ids.number(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        title=wire["title"],
        url=f"https://{shop}/products/{wire['handle']}" if shop and wire.get("publishedAt") else "",
        image_url=picture.get("url") or "",
        is_active=wire["status"] == "ACTIVE",
        variants=tuple(_variant(variant, currency) for variant in nodes(wire.get("variants"))),
    )


def stock(levels: Iterable[Wire], variant_id: str) -> list[StockSnapshot]:
    """What of one variant lies where. A location where customers can pick up is a shop."""
    return [
        StockSnapshot(
            variant_external_id=ids.number(variant_id),
            location_external_id=ids.number(level["location"]["id"]),
            location=level["location"]["name"],
            is_shop=bool(level["location"].get("localPickupSettingsV2")),
            available=next(quantity["quantity"] for quantity in level["quantities"] if quantity["name"] == "available"),
            updated_at=moment(level["updatedAt"]),
        )
        for level in levels
    ]


def cart(wire: Wire) -> CartSnapshot:
    buyer = wire.get("customer") or {}
    return CartSnapshot(
        external_id=ids.number(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        total=money(wire["totalPriceSet"]),
        customer_external_id=ids.number(buyer.get("id")),
        email=(buyer.get("defaultEmailAddress") or {}).get("emailAddress") or "",
        lines=tuple(_line(line, line["quantity"]) for line in nodes(wire.get("lineItems"))),
        url=wire["abandonedCheckoutUrl"] or "",
        is_completed=bool(wire["completedAt"]),
    )


def gift_card(wire: Wire) -> GiftCardSnapshot:
    return GiftCardSnapshot(
        external_id=ids.number(wire["id"]),
        updated_at=moment(wire["updatedAt"]),
        balance=money_v2(wire["balance"]),
        last_four=wire["lastCharacters"] or "",
        customer_external_id=ids.number((wire.get("customer") or {}).get("id")),
        expires_on=date.fromisoformat(wire["expiresOn"]) if wire["expiresOn"] else None,
        is_enabled=wire["enabled"],
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def money(bag: Wire) -> Money:
    return money_v2(bag["presentmentMoney"])


def money_v2(wire: Wire) -> Money:
    return Money.parse(wire["amount"], wire["currencyCode"])


def nodes(connection: Wire | None) -> list[Any]:
    return list((connection or {}).get("nodes") or [])


def address(wire: Wire | None) -> Address | None:
    if not wire or not (wire.get("address1") or wire.get("city") or wire.get("zip")):
        return None
    return Address(
        name=wire.get("name") or "",
        company=wire.get("company") or "",
        line1=wire.get("address1") or "",
        line2=wire.get("address2") or "",
        city=wire.get("city") or "",
        region=wire.get("provinceCode") or wire.get("province") or "",
        postcode=wire.get("zip") or "",
        country=wire.get("countryCodeV2") or wire.get("country") or "",
        phone=wire.get("phone") or "",
    )


def refundable(transactions: Iterable[Wire], refunds: Iterable[Wire]) -> list[tuple[Wire, Money]]:
    """The payments from which money can go back, each with how much is left of it."""
    back: dict[str, int] = {}
    for refund in refunds:
        for given in given_back(refund):
            parent = (given.get("parentTransaction") or {}).get("id") or ""
            back[parent] = back.get(parent, 0) + money(given["amountSet"]).minor
    found = []
    for paid in transactions:
        if paid["kind"] in ("SALE", "CAPTURE") and paid["status"] == "SUCCESS":
            amount = money(paid["amountSet"])
            left = Money(amount.minor - back.get(paid["id"], 0), amount.currency)
            if left > Money.zero(amount.currency):
                found.append((paid, left))
    return found


def given_back(refund: Wire) -> list[Wire]:
    """The transactions of a refund that went well, or may still."""
    return [one for one in nodes(refund.get("transactions")) if one["kind"] == "REFUND" and one["status"] in ("SUCCESS", "PENDING")]


def _status(wire: Wire, shipments: tuple[ShipmentSnapshot, ...]) -> OrderStatus:
    if wire["cancelledAt"]:
        return OrderStatus.CANCELLED
    status = _STATUS.get(wire["displayFulfillmentStatus"] or "", OrderStatus.PENDING)
    return OrderStatus.DELIVERED if status is OrderStatus.SHIPPED and parcels.have_all_arrived(shipments) else status


def _total(wire: Wire, refunded: Mapping[str, int]) -> Money:
    """What was to be paid, after edits. Shopify's current total falls with refunded pieces too, which refunds tell already."""
    total, before = money(wire["currentTotalPriceSet"]), money(wire["totalPriceSet"])
    lines = nodes(wire.get("lineItems"))
    if all(line["currentQuantity"] + refunded.get(line["id"], 0) >= line["quantity"] for line in lines):
        # Nothing was edited away. What was added is in both.
        return before if refunded else total
    for line in lines:
        if back := refunded.get(line["id"], 0):
            total += _worth(line, back, with_tax=not wire["taxesIncluded"])
    return min(total, before)


def _worth(line: Wire, pieces: int, *, with_tax: bool) -> Money:
    """What so many pieces of a line cost: their share of the whole line, half a minor unit rounded down."""
    price = money(line["originalUnitPriceSet"])
    whole = price.minor * line["quantity"] - money(line["totalDiscountSet"]).minor
    if with_tax:
        whole += sum(money(tax["priceSet"]).minor for tax in line["taxLines"])
    return Money(whole * pieces // line["quantity"], price.currency)


def _refunded_pieces(refunds: list[Wire]) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for refund in refunds:
        for line in nodes(refund.get("refundLineItems")):
            pieces[line["lineItem"]["id"]] = pieces.get(line["lineItem"]["id"], 0) + line["quantity"]
    return pieces


def _lines(wire: Wire, refunded: Mapping[str, int], *, was_cancelled: bool) -> Iterable[LineSnapshot]:
    """The lines with the pieces that belong to the order; one that was edited away is left out."""
    for line in nodes(wire.get("lineItems")):
        back = refunded.get(line["id"], 0)
        quantity = line["quantity"] if was_cancelled else min(line["quantity"], line["currentQuantity"] + back)
        if quantity:
            yield _line(line, quantity, back)


def _line(wire: Wire, quantity: int, refunded: int = 0) -> LineSnapshot:
    price = money(wire["originalUnitPriceSet"])
    taxes = [money(tax["priceSet"]).minor for tax in wire.get("taxLines") or []]
    title = wire.get("variantTitle") or ""
    return LineSnapshot(
        external_id=ids.number(wire["id"]),
        title=wire["title"],
        quantity=quantity,
        price=price,
        variant_external_id=ids.number((wire.get("variant") or {}).get("id")),
        product_external_id=ids.number((wire.get("product") or {}).get("id")),
        sku=wire.get("sku") or "",
        options={"variant": title} if title and title != "Default Title" else {},
        discount=money(wire["totalDiscountSet"]) if wire.get("totalDiscountSet") else None,
        tax=Money(sum(taxes), price.currency) if taxes else None,
        image_url=(wire.get("image") or {}).get("url") or "",
        refunded_quantity=refunded,
    )


def _discounts(wire: Wire) -> tuple[DiscountSnapshot, ...]:
    total, codes = money(wire["totalDiscountsSet"]), wire["discountCodes"]
    if not total and not codes:
        return ()
    # Shopify says the sum alone; with several codes nobody can tell which gave how much.
    return (DiscountSnapshot(codes[0] if len(codes) == 1 else "", total, ", ".join(codes)),)


def _payments(transactions: list[Wire]) -> Iterable[PaymentSnapshot]:
    captured = {(one.get("parentTransaction") or {}).get("id") for one in transactions if one["kind"] in ("CAPTURE", "VOID")}
    for one in transactions:
        if one["kind"] not in _COMING_IN or one["status"] not in ("SUCCESS", "PENDING") or one["id"] in captured:
            continue
        number = one["accountNumber"] or ""
        yield PaymentSnapshot(
            external_id=ids.number(one["id"]),
            amount=money(one["amountSet"]),
            at=moment(one["processedAt"]) if one["processedAt"] else None,
            kind=one["gateway"] or "",
            method_external_id=one["gateway"] or "",
            token=one["authorizationCode"] or "",
            last_four=number[-4:] if number[-4:].isdigit() else "",
            is_settled=one["kind"] != "AUTHORIZATION" and one["status"] == "SUCCESS",
        )


def _refund(wire: Wire, currency: str) -> RefundSnapshot:
    parts = given_back(wire)
    amounts = [money(part["amountSet"]) for part in parts]
    lines: dict[str, int] = {}
    for line in nodes(wire["refundLineItems"]):
        number = ids.number(line["lineItem"]["id"])
        lines[number] = lines.get(number, 0) + line["quantity"]
    return RefundSnapshot(
        external_id=ids.number(wire["id"]),
        amount=Money(sum(amount.minor for amount in amounts), currency),
        at=moment(wire["createdAt"]),
        reason=ids.without_reference(wire["note"]),
        method_external_id=parts[0]["gateway"] or "" if parts else "",
        lines=lines,
        idempotency_key=ids.reference(wire["note"]),
        is_settled=all(part["status"] == "SUCCESS" for part in parts),
    )


def _return(wire: Wire) -> ReturnSnapshot:
    lines: dict[str, int] = {}
    reasons = []
    for line in nodes(wire["returnLineItems"]):
        reasons.append(ids.without_reference(line.get("returnReasonNote")))
        if line.get("fulfillmentLineItem"):
            number = ids.number(line["fulfillmentLineItem"]["lineItem"]["id"])
            lines[number] = lines.get(number, 0) + line["quantity"]
    ways = [way for one in nodes(wire["reverseFulfillmentOrders"]) for way in nodes(one["reverseDeliveries"])]
    way = (ways[0].get("deliverable") or {}) if ways else {}
    return ReturnSnapshot(
        external_id=ids.number(wire["id"]),
        status=_RETURN.get(wire["status"], ReturnStatus.REQUESTED),
        lines=lines,
        requested_at=moment(wire["createdAt"]) if wire["createdAt"] else None,
        reason="; ".join(dict.fromkeys(filter(None, reasons))),
        label_url=(way.get("label") or {}).get("publicFileUrl") or "",
        tracking_number=(way.get("tracking") or {}).get("number") or "",
    )


def _variant(wire: Wire, currency: str) -> VariantSnapshot:
    return VariantSnapshot(
        external_id=ids.number(wire["id"]),
        price=Money.parse(wire["price"], currency),
        sku=wire["sku"] or "",
        title=wire["title"],
        options={option["name"]: option["value"] for option in wire["selectedOptions"]},
        compare_at=Money.parse(wire["compareAtPrice"], currency) if wire["compareAtPrice"] else None,
        image_url=(wire.get("image") or {}).get("url") or "",
        is_available=wire["availableForSale"],
    )
