"""Reads what the mirror and the ledger know about a request: the subject for its kind, the situation for the policy."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, Q, Sum

from goodwill.commerce.contract import ShipmentStatus
from goodwill.commerce.models import CountryPolicy, Order, Shipment, Store, StoreCustomer, Variant
from goodwill.commerce.models.orders import OrderState
from goodwill.core import signing
from goodwill.core.conditions import Parameters
from goodwill.remedies import parameters
from goodwill.remedies.contract import Plan, Request, Subject
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import Remedy

# Money that was promised: carried out, on its way, or perhaps carried out.
GRANTED = (RemedyState.SENT, RemedyState.DONE, RemedyState.CONFIRMED, RemedyState.UNCERTAIN)
# Those that take from what was paid for the order.
FROM_ORDER = ("refund", "cancel", "edit_order")
A_YEAR = timedelta(days=365)
_MOVING = {ShipmentStatus.LABEL, ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY}


def subject_of(request: Request, at: datetime, key: str = "", *, apart_from: int = 0) -> Subject:
    """All that a kind needs to know; ``apart_from`` is a remedy that does not count, since it is being judged again."""
    order, buyer = request.order, request.buyer or (request.order.buyer if request.order else None)
    remedies = list(Remedy.objects.filter(order=order, state__in=GRANTED).exclude(pk=apart_from)) if order else []
    return Subject(
        store=request.store,
        order=order,
        buyer=buyer,
        lines={line.external_id: line for line in order.lines.order_by("position")} if order else {},
        shipments=tuple(order.shipments.all()) if order else (),
        under_way=sum(remedy.value for remedy in remedies if _is_under_way(remedy, order)) if order else 0,
        earlier=tuple((remedy.kind, remedy.state) for remedy in remedies),
        at=at,
        given_before=_given_before(buyer, at, apart_from) if buyer else (0, 0),
        country=policy_of(request.store, order.country if order else "", (order.placed_at if order else at).date()),
        variants=_variants(request.store, request.parameters),
        key=key,
    )


def policy_of(store: Store, country: str, day: date) -> CountryPolicy | None:
    """What holds in a country on a day, else what holds everywhere."""
    valid = Q(valid_until=None) | Q(valid_until__gt=day)
    found = CountryPolicy.objects.filter(valid, store=store, country__in=[country, ""], valid_from__lte=day)
    return max(found, key=lambda policy: (policy.country != "", policy.valid_from), default=None)


def situation_of(request: Request, subject: Subject, plan: Plan) -> dict[str, Any]:
    """How things stand, in JSON, by the names that conditions ask for; what is not known is left out."""
    found: dict[str, Any] = {**_of_order(subject), **_of_buyer(subject), "reason": request.reason, **plan.traits}
    found["skus"] = sorted({line.sku for line in subject.lines.values() if line.sku and _is_about(line.external_id, plan)})
    return {name: value for name, value in found.items() if value is not None}


def address_key(subject: Subject) -> str:
    """A sealed form of where the order went, the same for one house however it is spelt; "" where it is not known."""
    given = (subject.order.document.get("shipping_address") if subject.order else None) or (
        subject.buyer.document.get("address") if subject.buyer else None
    )
    if not given or not given.get("line1"):
        return ""
    return signing.seal("postal address", *(_bare(given.get(part, "")) for part in ("line1", "postcode", "country")), length=32)


def zone_of(store: Store) -> ZoneInfo:
    try:
        return ZoneInfo(store.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _is_under_way(remedy: Remedy, order: Order) -> bool:
    """Whether the store's ``refunded`` can't hold this money yet."""
    if remedy.kind not in FROM_ORDER or remedy.state == RemedyState.CONFIRMED:
        return False
    return not any(_is_refund_of(remedy, refund) for refund in order.document.get("refunds", []))


def _is_refund_of(remedy: Remedy, refund: Mapping[str, Any]) -> bool:
    return refund.get("idempotency_key") == remedy.key or bool(remedy.external_id and refund.get("external_id") == remedy.external_id)


def _given_before(buyer: StoreCustomer, at: datetime, apart_from: int) -> tuple[int, int]:
    """What the buyer was given within a year out of generosity: how often, and how much."""
    found = Remedy.objects.filter(buyer=buyer, state__in=GRANTED, is_statutory=False, value__gt=0, asked_at__gte=at - A_YEAR)
    given = found.exclude(pk=apart_from).aggregate(count=Count("pk"), total=Sum("value"))
    return given["count"], given["total"] or 0


def _variants(store: Store, given: Parameters) -> dict[str, Variant]:
    named = parameters.variants_named(given)
    found = Variant.objects.filter(store=store, external_id__in=named).select_related("product") if named else ()
    return {variant.external_id: variant for variant in found}


def _is_about(line: str, plan: Plan) -> bool:
    return not plan.traits.get("lines") or line in plan.traits["lines"]


def _of_order(subject: Subject) -> dict[str, Any]:
    order = subject.order
    if order is None:
        return {"given_on_order": []}
    delivered = _delivered_on(subject)
    today = subject.at.astimezone(zone_of(subject.store)).date()
    return {
        "order_status": order.status,
        "platform_status": order.platform_status,
        "is_in_shop": order.is_in_shop,
        "tags": [*order.document.get("tags", []), *(subject.buyer.document.get("tags", []) if subject.buyer else [])],
        "payment_kinds": sorted({payment.get("kind", "") for payment in order.document.get("payments", [])}),
        "is_delivered": order.status == OrderState.DELIVERED or delivered is not None,
        "days_since_delivery": (today - delivered).days if delivered else None,
        "days_since_placed": (today - order.placed_at.astimezone(zone_of(subject.store)).date()).days,
        "days_without_scan": max((_days_without_scan(parcel, subject.at) for parcel in subject.shipments), default=None),
        "days_late": (today - order.expected_on).days if order.expected_on and not delivered else None,
        "given_on_order": sorted({kind for kind, _state in subject.earlier}),
        **_windows(subject, today, delivered),
    }


def _windows(subject: Subject, today: date, delivered: date | None) -> dict[str, Any]:
    """Which of the customer's terms still run. They begin with delivery: what has not come has all its time."""
    order, policy = subject.order, subject.country
    assert order is not None
    held = (today - delivered).days if delivered else 0
    is_open = held <= policy.return_days if policy else None
    return {
        "is_within_return_window": today <= order.return_until if order.return_until else is_open,
        "is_within_withdrawal": bool(policy and policy.withdrawal_days and held <= policy.withdrawal_days),
        "is_within_warranty": bool(policy and held <= policy.warranty_months * 30.44),
    }


def _delivered_on(subject: Subject) -> date | None:
    """The day of the last parcel; of one that is said to be delivered without a day, the day of the order."""
    order = subject.order
    assert order is not None
    zone = zone_of(subject.store)
    days = [parcel.delivered_at.astimezone(zone).date() for parcel in subject.shipments if parcel.delivered_at]
    if order.status == OrderState.DELIVERED:
        return max(days, default=order.placed_at.astimezone(zone).date())
    return max(days) if days and len(days) == len(subject.shipments) else None


def _days_without_scan(parcel: Shipment, at: datetime) -> int:
    last = parcel.last_event_at or parcel.shipped_at
    return (at - last).days if last and parcel.status in _MOVING else -1


def _of_buyer(subject: Subject) -> dict[str, Any]:
    buyer = subject.buyer
    if buyer is None:
        return {}
    return {
        "tier": next((tag.partition(":")[2] for tag in buyer.document.get("tags", []) if tag.lower().startswith("tier:")), None),
        "order_count": buyer.order_count,
        "lifetime_value": {"minor": buyer.order_total, "currency": buyer.currency},
        "earlier_remedies": subject.given_before[0],
        "earlier_value": subject.given_before[1],
    }


def _bare(text: str) -> str:
    """Letters and digits alone, without accents, in one case."""
    plain = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
