"""Lets buyers prove that an order is theirs, by a one-time code that goes to its e-mail address.

Nothing here tells whether there is such an order. Whoever asks gets a handle, and the code is looked for and sent by a
job: what the asker waits for is the same work in both cases. A wrong code is wrong in the same words for every reason.
"""

import ipaddress
import secrets
from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from goodwill.commerce import letters
from goodwill.commerce.domain import finding
from goodwill.commerce.models import Order, OrderCode
from goodwill.core import signing
from goodwill.core.clock import now
from goodwill.core.search import identifiers

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
KEPT = timedelta(days=1)
# How many codes may be asked for within an hour, by what they have in common.
WITHIN = timedelta(hours=1)
LIMITS = {"email": 5, "lookup": 5, "peer": 20}
_PURPOSE = "order code"


class TooMany(Exception):
    """Too many codes were asked for lately; the sentence is for people and the same whoever asks."""


class WrongCode(Exception):
    """The code is not right, or not any more; the sentence is for people and says no more than that."""


def ask(email: str, number: str, *, peer: str, language: str = "") -> str:
    """Ask for a code, and return the handle that is needed with it; raise TooMany.

    To be called in a transaction of its own: the code is sent by a job that is part of it.
    """
    from goodwill.commerce.tasks import send_order_code

    asked = {"email": email.strip().lower()[:320], "lookup": identifiers.bare(number)[:60], "peer": _network(peer)}
    if any(_is_over(name, value) for name, value in asked.items()):
        raise TooMany(_("Too many codes were asked for. Wait an hour, then ask for another one."))
    code = OrderCode.objects.create(handle=secrets.token_urlsafe(32), language=language, expires_at=now() + LIFETIME, **asked)
    send_order_code.enqueue(code.pk)
    return code.handle


def send(code_id: int) -> None:
    """Find the order that was asked for and write the code to its address; where there is none, do nothing."""
    code = OrderCode.objects.filter(pk=code_id, digest="", used_at=None).first()
    order = _order_of(code) if code else None
    if code is None or order is None or code.expires_at <= now():
        return
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code.order, code.digest = order, _sealed(code, digits)
    code.save(update_fields=["order", "digest"])
    letters.order_code(order, code.email, digits, code.language).send()


def check(handle: str, digits: str) -> Order:
    """The order that this code proves, once; raise WrongCode.

    Each try counts, one of a code that was never sent too, and the fifth is the last.
    """
    wrong = WrongCode(_("This code is not right, or it is no longer valid. Check it, or ask for a new one."))
    if not handle.isprintable():
        raise wrong
    open_codes = OrderCode.objects.filter(handle=handle, used_at=None, tries__lt=MOST_TRIES, expires_at__gt=now())
    if not open_codes.update(tries=F("tries") + 1):
        raise wrong
    code = OrderCode.objects.select_related("order__store", "order__buyer").get(handle=handle)
    given = "".join(letter for letter in digits if letter.isdecimal())
    is_right = secrets.compare_digest(code.digest.encode(), _sealed(code, given).encode())
    if not is_right or code.order is None or code.order.removed_at is not None:
        raise wrong
    if not OrderCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now()):
        raise wrong
    return code.order


def forget() -> None:
    """Delete the codes that nothing counts any more."""
    OrderCode.objects.filter(created_at__lt=now() - KEPT).delete()


def _is_over(name: str, value: str) -> bool:
    most = LIMITS[name]
    lately = OrderCode.objects.filter(**{name: value}, created_at__gt=now() - WITHIN).order_by("-created_at")
    return len(lately.values_list("pk")[:most]) == most


def _network(peer: str) -> str:
    """What one asker can hardly leave: the address, of IPv6 its first half, since whoever has one has all of those."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:64]
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _order_of(code: OrderCode) -> Order | None:
    """The newest order with this number under this address, as the order has it or the account."""
    for order in finding.orders_by_number(code.lookup):
        if code.email and code.email in (order.email, order.buyer.email if order.buyer else ""):
            return order
    return None


def _sealed(code: OrderCode, digits: str) -> str:
    return signing.seal(_PURPOSE, code.handle, digits, length=32)
