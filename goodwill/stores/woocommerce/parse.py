"""Documents of WooCommerce → snapshots. Amounts include tax, since that is what the customer paid."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    DiscountSnapshot,
    Incomprehensible,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    StockSnapshot,
    VariantSnapshot,
)
from goodwill.core.money import InvalidAmount, Money
from goodwill.stores.woocommerce import tracking

Wire = Mapping[str, Any]
P = ParamSpec("P")
R = TypeVar("R")

# "processing" is WooCommerce's word for paid and not yet sent: nothing says that packing began.
_STATUS = {
    "pending": OrderStatus.PENDING,
    "on-hold": OrderStatus.PENDING,
    "failed": OrderStatus.PENDING,
    "processing": OrderStatus.PENDING,
    "completed": OrderStatus.SHIPPED,
    "cancelled": OrderStatus.CANCELLED,
    "trash": OrderStatus.CANCELLED,
    # Of the plug-ins that many stores have for parcels; any other word means that somebody works on it.
    "shipped": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
}
# What is being put together in the shop or by its staff is no order yet.
_DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft", "new"})
_REFERENCE = re.compile(r"\s*\[([\w.:-]{1,80})\]\s*$")
_TAG = re.compile(r"<[^>]*>")


def with_reference(words: str, key: str) -> str:
    return f"{words.strip()[:200]} [{key}]".strip()


def reference(words: str | None) -> str:
    """Our key at the end of a reason; "" where somebody else wrote it."""
    found = _REFERENCE.search(words or "")
    return found[1] if found else ""


def understood(read: Callable[P, R]) -> Callable[P, R]:
    """Make whatever is missing or odd in a document Incomprehensible."""

    @wraps(read)
    def reading(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return read(*arguments, **options)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, InvalidAmount) as problem:
            what = _("The store sent something that can't be understood: %s")
            raise Incomprehensible(what % f"{type(problem).__name__} {problem}") from problem

    return reading


@understood
def order(wire: Wire, refunds: Sequence[Wire] = (), shop_url: str = "") -> OrderSnapshot | None:
    """An order, None for a draft. Its own document has the sums of its refunds alone: ``refunds`` are the whole ones."""
    status, currency = wire["status"], wire["currency"]
    if status in _DRAFTS:
        return None
    buyer, billing = int(wire["customer_id"]), wire["billing"]
    lines = [line for line in wire["line_items"] if Decimal(line["quantity"])]
    fees = [fee for fee in wire["fee_lines"] if Decimal(fee["total"]) >= 0]
    back = returned(refunds)
    items = [_line(line, currency, back) for line in lines] + [_fee(fee, currency, back) for fee in fees]
    given_back = [_refund(refund, currency) for refund in refunds] or [_mere_refund(refund, currency) for refund in wire["refunds"]]
    stands = _status(wire)
    changed = moment(wire["date_modified_gmt"]) or moment(wire["date_created_gmt"])
    assert changed is not None
    return OrderSnapshot(
        external_id=str(wire["id"]),
        updated_at=changed,
        number=str(wire["number"]),
        placed_at=moment(wire["date_created_gmt"]) or changed,
        status=stands,
        platform_status=status,
        total=Money.parse(wire["total"], currency),
        subtotal=_sum([gross(line, "subtotal", currency) for line in lines], currency),
        shipping=_sum([Money.parse(wire[name], currency) for name in ("shipping_total", "shipping_tax")], currency),
        tax=Money.parse(wire["total_tax"], currency),
        customer_external_id=str(buyer) if buyer else "",
        email=billing.get("email") or "",
        phone=billing.get("phone") or "",
        lines=tuple(items),
        discounts=_discounts(wire, currency),
        payments=_payments(wire, currency),
        refunds=tuple(given_back),
        shipments=tracking.shipments(wire),
        shipping_address=address(wire["shipping"]),
        billing_address=address(billing),
        shipping_method=", ".join(_plain(line["method_title"]) for line in wire["shipping_lines"]),
        cancelled_at=changed if stands is OrderStatus.CANCELLED else None,
        language=str(tracking.meta(wire).get("wpml_language") or ""),
        note=wire.get("customer_note") or "",
        admin_url=f"{shop_url}/wp-admin/post.php?post={wire['id']}&action=edit" if shop_url else "",
    )


@understood
def customer(wire: Wire) -> CustomerSnapshot:
    created = moment(wire["date_created_gmt"])
    changed = moment(wire["date_modified_gmt"]) or created
    if changed is None:
        raise ValueError("date_created_gmt")
    names = [wire["first_name"], wire["last_name"]]
    return CustomerSnapshot(
        external_id=str(wire["id"]),
        updated_at=changed,
        created_at=created,
        email=wire["email"] or "",
        phone=wire["billing"].get("phone") or "",
        name=" ".join(filter(None, names)) or wire.get("username") or "",
        address=address(wire["shipping"]) or address(wire["billing"]),
    )


@understood
def product(wire: Wire, variations: Sequence[Wire], currency: str) -> ProductSnapshot:
    """A product; one that is not variable is its own only variant, as WooCommerce's orders name it."""
    times = [moment(one["date_modified_gmt"]) for one in (wire, *variations)] + [moment(wire["date_created_gmt"])]
    variants = variations if wire["type"] in ("variable", "variable-subscription") else [wire]
    return ProductSnapshot(
        external_id=str(wire["id"]),
        updated_at=max(filter(None, times)),
        title=_plain(wire["name"]),
        url=wire["permalink"],
        image_url=_picture(wire),
        is_active=wire["status"] == "publish",
        variants=tuple(_variant(variant, wire, currency) for variant in variants),
    )


@understood
def stock(wire: Wire, variations: Sequence[Wire], location: str) -> list[StockSnapshot]:
    """How much lies of what the store counts; a variation may share its product's number."""
    found = []
    for one in variations or [wire]:
        counted = wire if one.get("manage_stock") == "parent" else one
        if counted.get("manage_stock") is True and counted.get("stock_quantity") is not None:
            available = int(Decimal(str(counted["stock_quantity"])))
            changed = moment(counted["date_modified_gmt"]) or moment(counted["date_created_gmt"])
            assert changed is not None
            found.append(StockSnapshot(str(one["id"]), "store", available, changed, location=location))
    return found


def moment(text: str | None) -> datetime | None:
    """A ``…_gmt`` time, which says no zone and means UTC."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def address(wire: Wire) -> Address | None:
    """None where nothing of it is filled in, as for what needs no sending."""
    if not (wire.get("address_1") or wire.get("city") or wire.get("postcode")):
        return None
    return Address(
        name=" ".join(filter(None, [wire.get("first_name"), wire.get("last_name")])),
        company=wire.get("company") or "",
        line1=wire.get("address_1") or "",
        line2=wire.get("address_2") or "",
        city=wire.get("city") or "",
        region=wire.get("state") or "",
        postcode=wire.get("postcode") or "",
        country=wire.get("country") or "",
        phone=wire.get("phone") or "",
    )


def gross(wire: Wire, name: str, currency: str) -> Money:
    """A sum with its tax, rounded once: each of the two may have more decimals than the currency."""
    return Money.parse(Decimal(wire[name] or 0) + Decimal(wire.get(f"{name}_tax") or 0), currency)


def returned(refunds: Sequence[Wire]) -> dict[str, int]:
    """How many pieces of each line refunds took back: their items name the order's by a note."""
    pieces: dict[str, int] = {}
    for refund in refunds:
        for item in refund["line_items"] + [{**fee, "quantity": 1} for fee in refund.get("fee_lines") or []]:
            line = str(tracking.meta(item).get("_refunded_item_id") or "")
            if line:
                pieces[line] = pieces.get(line, 0) + abs(_pieces(item))
    return pieces


def _status(wire: Wire) -> OrderStatus:
    status = wire["status"]
    if status == "refunded":
        # All the money went back: the goods had left, or they never will.
        return OrderStatus.SHIPPED if wire["date_completed_gmt"] else OrderStatus.CANCELLED
    found = _STATUS.get(status, OrderStatus.PROCESSING)
    return OrderStatus.PROCESSING if found is OrderStatus.PENDING and tracking.shipments(wire) else found


def _line(wire: Wire, currency: str, back: Mapping[str, int]) -> LineSnapshot:
    """``price`` is rounded up, so that the discount makes the line's sum right to the cent."""
    quantity = _pieces(wire)
    before, paid = gross(wire, "subtotal", currency), gross(wire, "total", currency)
    price = Money(int((Decimal(max(before, paid).minor) / quantity).to_integral_value(ROUND_CEILING)), currency)
    return LineSnapshot(
        external_id=str(wire["id"]),
        title=_plain(wire["name"]) if Decimal(wire["quantity"]) == quantity else f"{wire['quantity']} × {_plain(wire['name'])}",
        quantity=quantity,
        price=price,
        variant_external_id=str(wire["variation_id"] or wire["product_id"] or ""),
        product_external_id=str(wire["product_id"] or ""),
        sku=wire.get("sku") or "",
        options=_chosen(wire),
        discount=price * quantity - paid,
        tax=Money.parse(wire["total_tax"], currency),
        image_url=(wire.get("image") or {}).get("src") or "",
        refunded_quantity=min(quantity, back.get(str(wire["id"]), 0)),
    )


def _pieces(wire: Wire) -> int:
    """Some shops sell by weight: 1.5 of something is one piece here."""
    number = Decimal(wire["quantity"])
    return int(number) if number == number.to_integral_value() else 1


def _fee(wire: Wire, currency: str, back: Mapping[str, int]) -> LineSnapshot:
    return LineSnapshot(
        external_id=str(wire["id"]),
        title=_plain(wire["name"]),
        quantity=1,
        price=gross(wire, "total", currency),
        discount=Money.zero(currency),
        tax=Money.parse(wire["total_tax"], currency),
        refunded_quantity=min(1, back.get(str(wire["id"]), 0)),
    )


def _chosen(wire: Wire) -> dict[str, str]:
    """What the customer chose; a name that starts with an underscore is some plug-in's own."""
    return {
        _plain(str(entry.get("display_key") or entry["key"]).removeprefix("pa_")): _plain(str(entry.get("display_value") or entry["value"]))
        for entry in wire.get("meta_data") or []
        if not str(entry["key"]).startswith("_") and isinstance(entry["value"], str | int)
    }


def _discounts(wire: Wire, currency: str) -> tuple[DiscountSnapshot, ...]:
    codes = [DiscountSnapshot(line["code"], gross(line, "discount", currency)) for line in wire["coupon_lines"]]
    lowered = [fee for fee in wire["fee_lines"] if Decimal(fee["total"]) < 0]
    return tuple(codes + [DiscountSnapshot("", -gross(fee, "total", currency), _plain(fee["name"])) for fee in lowered])


def _payments(wire: Wire, currency: str) -> tuple[PaymentSnapshot, ...]:
    """WooCommerce knows one payment, of the whole order, from the time when it was paid."""
    amount, at = Money.parse(wire["total"], currency), moment(wire["date_paid_gmt"])
    if at is None or not amount:
        return ()
    method, transaction = wire["payment_method"], wire["transaction_id"]
    return (PaymentSnapshot(transaction or f"order-{wire['id']}", amount, at, method, method, transaction or ""),)


def _refund(wire: Wire, currency: str) -> RefundSnapshot:
    return RefundSnapshot(
        external_id=str(wire["id"]),
        amount=Money.parse(wire["amount"], currency),
        at=moment(wire["date_created_gmt"]),
        reason=_REFERENCE.sub("", wire["reason"] or "").strip(),
        lines={line: pieces for line, pieces in returned([wire]).items() if pieces},
        idempotency_key=reference(wire["reason"]),
    )


def _mere_refund(wire: Wire, currency: str) -> RefundSnapshot:
    words = wire.get("reason") or ""
    amount = -Money.parse(wire["total"], currency)
    return RefundSnapshot(str(wire["id"]), amount, reason=_REFERENCE.sub("", words).strip(), idempotency_key=reference(words))


def _variant(wire: Wire, product: Wire, currency: str) -> VariantSnapshot:
    regular = wire.get("regular_price") or ""
    price = wire["price"] or regular
    is_lowered = bool(wire.get("on_sale") and regular and Decimal(regular) > Decimal(price or 0))
    return VariantSnapshot(
        external_id=str(wire["id"]),
        price=Money.parse(price or 0, currency),
        sku=wire["sku"] or "",
        title=", ".join(_options(wire, product).values()) or _plain(product["name"]),
        options=_options(wire, product),
        compare_at=Money.parse(regular, currency) if is_lowered else None,
        image_url=(wire.get("image") or {}).get("src") or _picture(product),
        is_available=wire["stock_status"] != "outofstock" and bool(wire["purchasable"]) and bool(price),
    )


def _options(wire: Wire, product: Wire) -> dict[str, str]:
    if wire is product:
        return {}
    return {_plain(entry["name"]): _plain(str(entry["option"])) for entry in wire["attributes"]}


def _picture(wire: Wire) -> str:
    images = wire.get("images") or []
    return images[0]["src"] if images else ""


def _sum(amounts: Sequence[Money], currency: str) -> Money:
    return sum(amounts, Money.zero(currency))


def _plain(text: str) -> str:
    """Names come as they stand in a page."""
    return html.unescape(_TAG.sub("", text)).strip()
