"""Makes the signed links that open a buyer's order, or all of them, and says which orders somebody may see by one.

A link says what it opens and until when, and a seal over that and the store's secret proves that we made it. Whoever has
the link has the order: it belongs into messages to the buyer and nowhere else.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.http import base36_to_int, int_to_base36

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.models import Order, Store, StoreCustomer
from goodwill.commerce.models.stores import new_link_secret
from goodwill.core import signing
from goodwill.core.clock import now

# Where the face for customers opens a link.
PATH = "/help/link/{token}"
LIFETIME = timedelta(days=30)
MOST_ORDERS = 50
_PURPOSE, _PAGE = "order link", "order page"
_SEAL = 32


class LinkOver(Exception):
    """The link is not ours, is over, or was made void."""


class Opens(StrEnum):
    """What a link or a visit opens."""

    ORDER = "o"
    BUYER = "b"


@dataclass(frozen=True, slots=True)
class Scope:
    """The orders that somebody has proven to be theirs. ``is_proven_address`` says that it was by a code to its address."""

    opens: Opens
    id: int
    is_proven_address: bool = False


def link_to_order(order: Order, *, lasts: timedelta = LIFETIME) -> str:
    """The whole address that opens this order's page for its buyer, for so long."""
    return settings.DESK_URL + PATH.format(token=_token(Opens.ORDER, order.pk, order.store, now() + lasts))


def link_to_orders_of(buyer: StoreCustomer, *, lasts: timedelta = LIFETIME) -> str:
    """The whole address that opens the pages of all orders of this account."""
    return settings.DESK_URL + PATH.format(token=_token(Opens.BUYER, buyer.pk, buyer.store, now() + lasts))


def opened(token: str) -> Scope:
    """What a link opens; raise LinkOver."""
    head, _dash, rest = token.partition("-")
    expiry, _dash, seal = rest.partition("-")
    try:
        opens, id, until = Opens(head[:1]), base36_to_int(head[1:]), base36_to_int(expiry)
    except ValueError:
        raise LinkOver from None
    store = _store_of(opens, id)
    if store is None or len(seal) != _SEAL or until <= now().timestamp():
        raise LinkOver
    if not signing.check(_PURPOSE, seal, opens, id, until, store.link_secret):
        raise LinkOver
    return Scope(opens, id)


def withdraw_links(store: Store, *, by: Agent) -> None:
    """Make all links to this store's orders void, for when some got into wrong hands; visits that began end by themselves."""
    with transaction.atomic():
        store.link_secret = new_link_secret()
        store.save(update_fields=["link_secret"])
        record("store.links_withdrawn", store, by=by)


def orders_in(scope: Scope) -> list[Order]:
    """The orders of a scope, the newest first."""
    orders = Order.objects.present().select_related("store", "buyer").order_by("-placed_at", "-id")
    mine = orders.filter(pk=scope.id) if scope.opens is Opens.ORDER else orders.filter(buyer_id=scope.id)
    return list(mine[:MOST_ORDERS])


def page_key(order: Order) -> str:
    """What stands for the order in the addresses of its pages: it says nothing and opens nothing by itself."""
    return signing.seal(_PAGE, order.pk, order.store_id)


def order_in(scope: Scope, key: str) -> Order | None:
    """The order of this scope whose pages have this key; None for one that is another's, or nobody's."""
    return next((order for order in orders_in(scope) if secrets.compare_digest(page_key(order).encode(), key.encode())), None)


def _token(opens: Opens, id: int, store: Store, until: datetime) -> str:
    moment = int(until.timestamp())
    seal = signing.seal(_PURPOSE, opens, id, moment, store.link_secret, length=_SEAL)
    return f"{opens}{int_to_base36(id)}-{int_to_base36(moment)}-{seal}"


def _store_of(opens: Opens, id: int) -> Store | None:
    if id >= 2**63:
        return None
    found = Order.objects.present() if opens is Opens.ORDER else StoreCustomer.objects
    row = found.select_related("store").filter(pk=id).first()
    return row.store if row else None
