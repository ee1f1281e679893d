"""Finds and mends what a lost webhook left, and says how much that was."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.commerce.contract import Resource
from goodwill.commerce.domain import reading
from goodwill.commerce.domain.reading import AlreadyRunning
from goodwill.commerce.models import Store, Synchronisation

Kind, State = Synchronisation.Kind, Synchronisation.State
# Clocks differ, and what a store is writing while it is read may show up late.
OVERLAP = timedelta(minutes=10)


def begin(store: Store, *, is_full: bool = False) -> Synchronisation | None:
    """Start comparing what changed since the last reading, by a job, or everything where ``is_full``.

    None for a store that was never imported; raise AlreadyRunning while it is being read.
    """
    since = _last_reading(store)
    if since is None:
        return None
    return reading.begin(store, Kind.RECONCILIATION, since=None if is_full else since - OVERLAP)


def begin_due() -> int:
    """Start comparing every active store that is not being read; return how many."""
    reading.remember_forgotten()
    begun = 0
    for store in Store.objects.filter(is_active=True).order_by("id"):
        try:
            begun += begin(store) is not None
        except AlreadyRunning:
            continue
    return begun


def missed(synchronisation: Synchronisation) -> dict[Resource, int]:
    """What webhooks had missed, by resource; only where it is any."""
    counts = synchronisation.counts
    return {resource: counts[resource]["missed"] for resource in Resource if counts.get(resource, {}).get("missed")}


def sentence(synchronisation: Synchronisation) -> str:
    """What the comparison found, in words."""
    found = missed(synchronisation)
    if not found:
        return _("Found nothing that webhooks had missed.")
    parts = [_counted(resource, number) for resource, number in found.items()]
    return _("Found %(things)s that webhooks had missed.") % {"things": ", ".join(parts)}


def _last_reading(store: Store) -> datetime | None:
    """When the last reading that got to its end began: everything before is known."""
    done = Synchronisation.objects.filter(Q(kind=Kind.IMPORT) | Q(kind=Kind.RECONCILIATION), store=store, state=State.DONE)
    return done.order_by("-started_at").values_list("started_at", flat=True).first()


def _counted(resource: Resource, number: int) -> str:
    """The thing's name is left to ``ngettext``: languages inflect it."""
    words = {
        Resource.PRODUCTS: ngettext("%(number)s product", "%(number)s products", number),
        Resource.STOCK: ngettext("%(number)s stock level", "%(number)s stock levels", number),
        Resource.CUSTOMERS: ngettext("%(number)s customer", "%(number)s customers", number),
        Resource.ORDERS: ngettext("%(number)s order", "%(number)s orders", number),
        Resource.CARTS: ngettext("%(number)s cart", "%(number)s carts", number),
        Resource.SUBSCRIPTIONS: ngettext("%(number)s subscription", "%(number)s subscriptions", number),
        Resource.GIFT_CARDS: ngettext("%(number)s gift card", "%(number)s gift cards", number),
    }
    return words[resource] % {"number": number}
