"""What becomes of parcels: from what was bought, how it went, and the moment that is now, to scans with dates."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from goodwill.commerce.contract import OrderStatus, ShipmentSnapshot, ShipmentStatus, TrackingEvent
from goodwill.demo import hours
from goodwill.demo.buying import Purchase, stalled_since
from goodwill.demo.stories import goods as data
from goodwill.demo.stories import purchases
from goodwill.demo.stories.purchases import Fate

STATUS = ShipmentStatus
HALF_A_DAY = timedelta(hours=12)
Scans = list[TrackingEvent]


def parcels_of(purchase: Purchase, today: datetime, *, left_at: datetime | None = None) -> tuple[ShipmentSnapshot, ...]:
    """The parcels of a purchase as they are now; ``left_at`` where it left later than it would have."""
    if purchase.is_in_shop:
        return ()
    random = Random(f"{purchase.number} {purchase.person.name}")  # noqa: S311 - the same world each time is the point
    if purchase.fate is Fate.WAITING:
        return _collected(purchase, today, random)
    left = left_at or hours.at_work(purchase.placed_at + timedelta(hours=random.uniform(2, 26)), random)
    arrives = _arrival(purchase, left, random)
    if arrives is not None and purchase.fate in (Fate.FRESH, Fate.ASTRAY, Fate.SPLIT):
        left = max(left, hours.at_work_before(arrives - timedelta(days=random.uniform(1.6, 3.4)), random))
    scans = _journey(purchase, left, arrives, random)
    made = _parcel(purchase, scans, today, "", purchase.tracking, {})
    if made is None:
        return ()
    if purchase.fate is not Fate.SPLIT:
        return (made,)
    return _split(purchase, left, today, random)


def status_of(purchase: Purchase, parcels: tuple[ShipmentSnapshot, ...], today: datetime) -> OrderStatus:
    if purchase.is_in_shop or (parcels and all(parcel.status is STATUS.DELIVERED for parcel in parcels)):
        return OrderStatus.DELIVERED
    if any(parcel.shipped_at for parcel in parcels):
        return OrderStatus.SHIPPED
    return OrderStatus.PROCESSING if parcels or today - purchase.placed_at > HALF_A_DAY else OrderStatus.PENDING


def expected_on(purchase: Purchase) -> datetime:
    """When the shop said that it would be there."""
    return purchase.placed_at + timedelta(days=data.SHIPPING[purchase.method][1])


def _arrival(purchase: Purchase, left: datetime, random: Random) -> datetime | None:
    """When it is handed over; None when it is still on its way by then, whenever that is."""
    began, quickest, slowest = purchase.began, *data.SHIPPING[purchase.method][:2]
    usual = _by_day(left + timedelta(days=random.uniform(quickest, slowest) - 0.4), random)
    match purchase.fate:
        case Fate.LATE | Fate.HELD:
            return purchase.arrives
        case Fate.ASTRAY if began is not None:
            return (began - timedelta(days=1)).astimezone(hours.ZONE).replace(hour=14, minute=12, second=9)
        case Fate.FRESH | Fate.SPLIT if began is not None:
            return began - timedelta(hours=random.uniform(1, 5))
        case Fate.UNPACKED if purchase.arrives is not None:
            return max(usual, min(purchase.arrives, usual))
    if began is not None and began > left:
        return min(usual, began - timedelta(hours=3))
    return usual


def _journey(purchase: Purchase, left: datetime, arrives: datetime | None, random: Random) -> Scans:
    """The scans from label to hand-over, as they will have been in the end."""
    depot, city = random.choice(purchases.DEPOTS), purchase.person.city
    end = arrives or max(left + timedelta(days=2), (purchase.began or left) - timedelta(days=2))
    left = min(left, end - timedelta(hours=8))
    way = end - left
    scans = [
        TrackingEvent(left - timedelta(hours=4), STATUS.LABEL, "Label made", "Bristol"),
        TrackingEvent(left, STATUS.IN_TRANSIT, "Handed over by the sender", "Bristol"),
        TrackingEvent(left + way * 0.2, STATUS.IN_TRANSIT, "Sorted", depot),
    ]
    if purchase.fate is Fate.HELD:
        scans.append(TrackingEvent(left + way * 0.5, STATUS.IN_TRANSIT, "Held: waiting for customs", city))
    elif arrives is None or purchase.fate is Fate.LATE:
        lost = max(left + way * 0.3, min(end, (purchase.began or end) - timedelta(days=2)))
        scans.append(TrackingEvent(lost, STATUS.IN_TRANSIT, "Left the depot", depot))
    if arrives is None:
        return scans
    scans.append(TrackingEvent(max(arrives - timedelta(hours=4), scans[-1].at), STATUS.OUT_FOR_DELIVERY, "On the van", city))
    words = (
        "Left in a safe place" if purchase.fate is Fate.ASTRAY else random.choice(("Handed over", "Handed over", "Left with a neighbour"))
    )
    return [*scans, TrackingEvent(arrives, STATUS.DELIVERED, words, city)]


def _parcel(
    purchase: Purchase, scans: Scans, today: datetime, part: str, tracking: str, lines: Mapping[str, int]
) -> ShipmentSnapshot | None:
    """The parcel as it is now: what was scanned, less what a carrier at a standstill did not scan any more."""
    limit = stalled_since(today) if purchase.carrier == purchases.STALLED else today
    events = tuple(scan for scan in scans if scan.at <= today and (scan.at <= limit or scan.status is STATUS.LABEL))
    if not events:
        return None
    shipped = next((event.at for event in events if event.status is not STATUS.LABEL), None)
    last = events[-1]
    return ShipmentSnapshot(
        external_id=f"{purchase.external_id}{part}-parcel",
        status=last.status,
        carrier=purchase.carrier,
        tracking_number=tracking,
        tracking_url=f"https://track.{purchase.carrier.split()[0].lower()}.example/{tracking}" if tracking else "",
        shipped_at=shipped,
        delivered_at=last.at if last.status is STATUS.DELIVERED else None,
        expected_on=expected_on(purchase).date(),
        lines=lines,
        events=events,
    )


def _split(purchase: Purchase, left: datetime, today: datetime, random: Random) -> tuple[ShipmentSnapshot, ...]:
    """Two parcels: what came, and what is missing, which has the tracking number that is told."""
    lines = {f"{purchase.external_id}-{place}": count for place, (_article, count) in enumerate(purchase.items, start=1)}
    missing = dict(list(lines.items())[:1]) if len(lines) > 1 else {}
    there = {line: count for line, count in lines.items() if line not in missing}
    first = _journey(purchase, left, _arrival(purchase, left, random), random)
    began = purchase.began or left
    late_way = _journey(purchase, left + timedelta(hours=20), purchase.arrives, random) if purchase.arrives else first[:2]
    second = [scan for scan in late_way if scan.at >= left or scan.status is STATUS.LABEL]
    other = f"{purchase.tracking[:2]}{random.randint(10**8, 10**9 - 1)}GB"
    made = [
        _parcel(purchase, first, max(began, min(today, began)), "", other, there),
        _parcel(purchase, second, today, "b", purchase.tracking, missing) if missing else None,
    ]
    return tuple(parcel for parcel in made if parcel)


def _collected(purchase: Purchase, today: datetime, random: Random) -> tuple[ShipmentSnapshot, ...]:
    ready = hours.at_work(purchase.placed_at + timedelta(hours=random.uniform(3, 20)), random)
    fetched = hours.at_work((purchase.began or ready) + timedelta(days=random.uniform(1, 4)), random)
    scans = [
        TrackingEvent(ready, STATUS.WAITING, "Ready in the shop", "Cheltenham Crescent"),
        TrackingEvent(fetched, STATUS.DELIVERED, "Collected", "Cheltenham Crescent"),
    ]
    made = _parcel(purchase, scans, today, "", "", {})
    return (made,) if made else ()


def _by_day(moment: datetime, random: Random) -> datetime:
    """The same day, when vans are on the road; not on a Sunday."""
    local = moment.astimezone(hours.ZONE)
    if local.weekday() == 6:
        local += timedelta(days=1)
    return local.replace(hour=random.randint(9, 18), minute=random.randint(0, 59))
