"""The JSON of webhooks, which has the shape of Shopify's older interface → snapshots.

A snapshot replaces what the mirror knows, so only a payload that tells everything becomes one. An order's webhook has
no payments, a customer's no store credit, an inventory level's no variant: those are only named, and asked for.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from goodwill.commerce.contract import (
    Address,
    CartSnapshot,
    ConnectedStore,
    CustomerSnapshot,
    DiscountSnapshot,
    GiftCardSnapshot,
    HookDelivery,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    Removed,
    Resource,
    Snapshot,
    VariantSnapshot,
)
from goodwill.core.money import Money
from goodwill.stores.shopify import ids, parcels

Wire = Mapping[str, Any]

_BY_TOPIC = {
    "orders": Resource.ORDERS,
    "customers": Resource.CUSTOMERS,
    "products": Resource.PRODUCTS,
    "checkouts": Resource.CARTS,
    "carts": Resource.CARTS,
}
# What belongs to an order and changes it; the payload names the order in one of these ways.
_PARTS_OF_ORDERS = ("refunds", "fulfillments", "fulfillment_events", "returns", "order_transactions")
_STATUS = {"fulfilled": OrderStatus.SHIPPED, "partial": OrderStatus.PROCESSING, "restocked": OrderStatus.PENDING}
# While no money has moved, an order's webhook leaves nothing out.
_UNPAID = (None, "pending", "voided", "expired")
STOCK_ITEM = "item:"


def understand(topic: str, wire: Wire, key: str, triggered_at: datetime, store: ConnectedStore) -> HookDelivery:
    """What a webhook says. Raise KeyError, TypeError or ValueError for what is not as it should be."""
    room, _, happened = topic.partition("/")
    if happened == "delete":
        gone = Removed(_BY_TOPIC[room], str(wire["id"]), triggered_at)
        return HookDelivery(key, topic, snapshots=(gone,))
    if room in _PARTS_OF_ORDERS:
        return HookDelivery(key, topic, stale=((Resource.ORDERS, _order_of(wire)),))
    if room == "inventory_levels":
        return HookDelivery(key, topic, stale=((Resource.STOCK, f"{STOCK_ITEM}{wire['inventory_item_id']}"),))
    resource = _BY_TOPIC.get(room)
    if resource is None:
        return HookDelivery(key, topic)
    complete = _complete(room, wire, store)
    # A cart without anybody's name on it says nothing to the desk.
    is_nobodys = isinstance(complete, CartSnapshot) and not (complete.email or complete.customer_external_id)
    if is_nobodys:
        return HookDelivery(key, topic)
    if complete is None:
        return HookDelivery(key, topic, stale=((resource, str(wire["id"])),))
    return HookDelivery(key, topic, snapshots=(complete,))


def _order_of(wire: Wire) -> str:
    return str(wire["order_id"] if "order_id" in wire else wire["order"]["id"])


def _complete(room: str, wire: Wire, store: ConnectedStore) -> Snapshot | None:
    shop = str(store.settings["shop"])
    match room:
        case "products":
            # A long list of variants is cut off; then their ids alone are all there.
            is_whole = len(wire.get("variant_gids") or wire["variants"]) == len(wire["variants"])
            return product(wire, store.currency, shop) if is_whole else None
        case "orders":
            is_whole = wire["financial_status"] in _UNPAID and not wire.get("refunds") and not wire.get("fulfillment_status")
            return order(wire, shop) if is_whole and not wire.get("returns") else None
        case "checkouts":
            return checkout(wire, store.currency)
        case "carts":
            return cart(wire, store.currency)
    return None


def order(wire: Wire, shop: str = "") -> OrderSnapshot:
    """All that the payload tells. Payments only where it has transactions, as an order that is read by itself may."""
    currency = wire.get("presentment_currency") or wire["currency"]
    lines, refunds = wire.get("line_items") or [], wire.get("refunds") or []
    shipments = parcels.of_webhook(wire.get("fulfillments") or [])
    codes = wire.get("discount_codes") or []
    number = str((wire.get("payment_details") or {}).get("credit_card_number") or "")[-4:]
    return OrderSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        number=wire["name"],
        placed_at=_moment(wire.get("processed_at") or wire["created_at"]),
        status=_status(wire, shipments),
        platform_status=f"{wire.get('financial_status') or ''} {wire.get('fulfillment_status') or 'unfulfilled'}".strip(),
        total=_money(wire, "total_price" if refunds or "current_total_price" not in wire else "current_total_price", currency),
        subtotal=_money(wire, "subtotal_price", currency),
        shipping=Money(sum(_money(line, "price", currency).minor for line in wire.get("shipping_lines") or []), currency),
        tax=_money(wire, "total_tax", currency),
        customer_external_id=_text((wire.get("customer") or {}).get("id")),
        email=wire.get("email") or "",
        phone=wire.get("phone") or "",
        lines=tuple(_lines(lines, refunds, currency, was_cancelled=bool(wire.get("cancelled_at")))),
        discounts=tuple(DiscountSnapshot(given["code"], Money.parse(given["amount"], currency)) for given in codes),
        payments=tuple(payments(wire.get("transactions") or [], currency, number)),
        refunds=tuple(refund(one, currency) for one in refunds),
        shipments=shipments,
        shipping_address=address(wire.get("shipping_address")),
        billing_address=address(wire.get("billing_address")),
        shipping_method=", ".join(line["title"] for line in wire.get("shipping_lines") or []),
        cancelled_at=_moment(wire["cancelled_at"]) if wire.get("cancelled_at") else None,
        cancel_reason=wire.get("cancel_reason") or "",
        is_in_shop=wire.get("source_name") == "pos",
        location_external_id=_text(wire.get("location_id")),
        language=wire.get("customer_locale") or "",
        note=wire.get("note") or "",
        tags=_tags(wire),
        admin_url=f"https://{shop}/admin/orders/{wire['id']}" if shop else "",
    )


def refund(wire: Wire, currency: str) -> RefundSnapshot:
    parts = [one for one in wire.get("transactions") or [] if one["kind"] == "refund" and one["status"] in ("success", "pending")]
    lines: dict[str, int] = {}
    for line in wire.get("refund_line_items") or []:
        lines[str(line["line_item_id"])] = lines.get(str(line["line_item_id"]), 0) + int(line["quantity"])
    return RefundSnapshot(
        external_id=str(wire["id"]),
        amount=Money(sum(Money.parse(one["amount"], currency).minor for one in parts), currency),
        at=_moment(wire["created_at"]),
        reason=ids.without_reference(wire.get("note")),
        method_external_id=(parts[0].get("gateway") or "") if parts else "",
        lines=lines,
        idempotency_key=ids.reference(wire.get("note")),
        is_settled=all(one["status"] == "success" for one in parts),
    )


def customer(wire: Wire) -> CustomerSnapshot:
    """All that the payload tells; the store credit is not in it."""
    consent = (wire.get("email_marketing_consent") or {}).get("state")
    return CustomerSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        created_at=_moment(wire["created_at"]) if wire.get("created_at") else None,
        email=wire.get("email") or "",
        phone=wire.get("phone") or "",
        name=_name(wire),
        tags=_tags(wire),
        address=address(wire.get("default_address")),
        accepts_marketing=consent == "subscribed" if consent else wire.get("accepts_marketing"),
    )


def product(wire: Wire, currency: str, shop: str = "") -> ProductSnapshot:
    pictures = {picture["id"]: picture["src"] for picture in wire.get("images") or []}
    names = [option["name"] for option in wire.get("options") or []] or ["option1", "option2", "option3"]
    return ProductSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        title=wire["title"],
        url=f"https://{shop}/products/{wire['handle']}" if shop and wire.get("handle") and wire.get("published_at") else "",
        image_url=(wire.get("image") or {}).get("src") or next(iter(pictures.values()), ""),
        is_active=wire.get("status", "active") == "active",
        variants=tuple(variant(one, names, pictures, currency) for one in wire["variants"]),
    )


def checkout(wire: Wire, currency: str) -> CartSnapshot:
    currency = wire.get("presentment_currency") or wire.get("currency") or currency
    lines = wire.get("line_items") or []
    return CartSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        total=Money.parse(wire["total_price"], currency),
        customer_external_id=_text((wire.get("customer") or {}).get("id")),
        email=wire.get("email") or "",
        lines=tuple(_line(line, currency, int(line["quantity"]), place=place) for place, line in enumerate(lines)),
        url=wire.get("abandoned_checkout_url") or "",
        is_completed=bool(wire.get("completed_at")),
    )


def cart(wire: Wire, currency: str) -> CartSnapshot:
    lines = [_line(line, currency, int(line["quantity"]), place=place) for place, line in enumerate(wire.get("line_items") or [])]
    sums = [line.price.minor * line.quantity - (line.discount.minor if line.discount else 0) for line in lines]
    return CartSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        total=Money(sum(sums), currency),
        lines=tuple(lines),
    )


def gift_card(wire: Wire) -> GiftCardSnapshot:
    return GiftCardSnapshot(
        external_id=str(wire["id"]),
        updated_at=_moment(wire["updated_at"]),
        balance=Money.parse(wire["balance"], wire["currency"]),
        last_four=wire.get("last_characters") or "",
        customer_external_id=_text(wire.get("customer_id")),
        expires_on=datetime.fromisoformat(wire["expires_on"]).date() if wire.get("expires_on") else None,
        is_enabled=not wire.get("disabled_at"),
    )


def address(wire: Wire | None) -> Address | None:
    if not wire or not (wire.get("address1") or wire.get("city") or wire.get("zip")):
        return None
    return Address(
        name=wire.get("name") or _name(wire),
        company=wire.get("company") or "",
        line1=wire.get("address1") or "",
        line2=wire.get("address2") or "",
        city=wire.get("city") or "",
        region=wire.get("province_code") or wire.get("province") or "",
        postcode=wire.get("zip") or "",
        country=wire.get("country_code") or wire.get("country") or "",
        phone=wire.get("phone") or "",
    )


def _status(wire: Wire, shipments: Iterable[Any]) -> OrderStatus:
    if wire.get("cancelled_at"):
        return OrderStatus.CANCELLED
    status = _STATUS.get(wire.get("fulfillment_status") or "", OrderStatus.PENDING)
    return OrderStatus.DELIVERED if status is OrderStatus.SHIPPED and parcels.have_all_arrived(shipments) else status


def _lines(lines: Iterable[Wire], refunds: Iterable[Wire], currency: str, *, was_cancelled: bool) -> Iterable[LineSnapshot]:
    back: dict[str, int] = {}
    for one in refunds:
        for line in one.get("refund_line_items") or []:
            back[str(line["line_item_id"])] = back.get(str(line["line_item_id"]), 0) + int(line["quantity"])
    for line in lines:
        refunded, ordered = back.get(str(line["id"]), 0), int(line["quantity"])
        current = int(line.get("current_quantity", ordered - refunded))
        quantity = ordered if was_cancelled else min(ordered, current + refunded)
        if quantity:
            yield _line(line, currency, quantity, refunded)


def _line(wire: Wire, currency: str, quantity: int, refunded: int = 0, place: int = 0) -> LineSnapshot:
    title = wire.get("variant_title") or ""
    given = wire.get("discount_allocations") or wire.get("applied_discounts") or []
    taxes = [_money(tax, "price", currency).minor for tax in wire.get("tax_lines") or []]
    discounts = [_money(one, "amount", currency).minor for one in given]
    return LineSnapshot(
        external_id=str(wire.get("id") or place),
        title=wire["title"],
        quantity=quantity,
        price=_money(wire, "price", currency),
        variant_external_id=_text(wire.get("variant_id")),
        product_external_id=_text(wire.get("product_id")),
        sku=wire.get("sku") or "",
        options={"variant": title} if title and title != "Default Title" else {},
        discount=Money(sum(discounts), currency) if discounts else _optional(wire.get("total_discount"), currency),
        tax=Money(sum(taxes), currency) if taxes else None,
        refunded_quantity=refunded,
    )


def payments(transactions: Iterable[Wire], currency: str, last_four: str) -> Iterable[PaymentSnapshot]:
    came = list(transactions)
    captured = {one.get("parent_id") for one in came if one["kind"] in ("capture", "void") and one["status"] == "success"}
    for one in came:
        is_in = one["kind"] in ("sale", "capture", "authorization") and one["status"] in ("success", "pending")
        if is_in and one["id"] not in captured:
            yield PaymentSnapshot(
                external_id=str(one["id"]),
                amount=Money.parse(one["amount"], currency),
                at=_moment(one.get("processed_at") or one["created_at"]),
                kind=one.get("gateway") or "",
                method_external_id=one.get("gateway") or "",
                token=one.get("authorization") or "",
                last_four=last_four if last_four.isdigit() else "",
                is_settled=one["kind"] != "authorization" and one["status"] == "success",
            )


def variant(wire: Wire, names: list[str], pictures: Mapping[int, str], currency: str) -> VariantSnapshot:
    values = [wire.get(f"option{place}") for place in (1, 2, 3)]
    is_untracked = not wire.get("inventory_management") and "inventory_management" in wire
    left = wire.get("inventory_quantity")
    return VariantSnapshot(
        external_id=str(wire["id"]),
        price=Money.parse(wire["price"], currency),
        sku=wire.get("sku") or "",
        title=wire["title"],
        options={name: value for name, value in zip(names, values, strict=False) if value},
        compare_at=_optional(wire.get("compare_at_price"), currency),
        image_url=pictures.get(wire.get("image_id") or 0, ""),
        is_available=is_untracked or wire.get("inventory_policy") == "continue" or left is None or int(left) > 0,
    )


def _money(wire: Wire, name: str, currency: str) -> Money:
    """An amount in the customer's currency where the payload has both, else the plain one."""
    both = (wire.get(f"{name}_set") or {}).get("presentment_money")
    return Money.parse(both["amount"], both["currency_code"]) if both else Money.parse(wire[name], currency)


def _optional(amount: Any, currency: str) -> Money | None:
    return None if amount in (None, "") else Money.parse(amount, currency)


def _tags(wire: Wire) -> tuple[str, ...]:
    tags = [tag.strip() for tag in (wire.get("tags") or "").split(",")]
    return tuple(tag for tag in tags if tag and not ids.is_mark(tag))


def _name(wire: Wire) -> str:
    return f"{wire.get('first_name') or ''} {wire.get('last_name') or ''}".strip()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
