"""Settles a remedy by what the mirror shows: the store's own word, by webhook, by reconciliation, or in its answer.

It may come before the answer to the action, long after it, twice, or never.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from goodwill.commerce.contract.documents import decode_action
from goodwill.commerce.models import GiftCard, Order
from goodwill.core.rows import Prepared
from goodwill.remedies import kinds
from goodwill.remedies.domain.entering import enter
from goodwill.remedies.enums import EntryKind, RemedyState
from goodwill.remedies.models import Remedy

CONFIRMABLE = (RemedyState.SENT, RemedyState.UNCERTAIN, RemedyState.DONE)
REFUND = "refund"


def held(remedy_id: int) -> Remedy:
    """The remedy as it is now, held until the transaction ends."""
    return (
        Remedy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("store", "order", "agent", "conversation")
        .get(pk=remedy_id)
    )


def confirm_order(order: Order) -> None:
    """An order is another now: settle its remedies that this confirms, and those that made this order."""
    made_it = [number for number, about in _MADE.all(order.store_id, order.external_id) if about != order.pk]
    for number in [*(number for (number,) in _WAITING.all(order.pk)), *made_it]:
        look(held(number))


# Two statements for each order that comes in, and mostly no more. Before the store's answer only a refund can be known
# again, by our key.
_KNOWABLE = Q(state=RemedyState.DONE) | Q(kind=REFUND, state__in=CONFIRMABLE)
_WAITING = Prepared(lambda order: Remedy.objects.filter(_KNOWABLE, order_id=order).order_by("pk").values_list("pk"), int)
_MADE = Prepared(
    lambda store, made: (
        Remedy.objects.filter(store_id=store, state=RemedyState.DONE, external_id=made).order_by("pk").values_list("pk", "order_id")
    ),
    int,
    str,
)


def look(remedy: Remedy) -> None:
    """Enter that the store confirms it, if the mirror shows that now; ``remedy`` is held."""
    if remedy.state not in CONFIRMABLE:
        return
    found = _refund_id(remedy) if remedy.kind == REFUND else remedy.external_id if _shows(remedy) else None
    if found is not None:
        enter(remedy, EntryKind.CONFIRMED, external_id=found or remedy.external_id, problem="")


def _shows(remedy: Remedy) -> bool:
    """Whether the mirror shows that anything but a refund was done. Only of what the store said it has done: the same
    may have been done by somebody in the store itself."""
    if remedy.state != RemedyState.DONE:
        return False
    if (
        remedy.external_id
        and Order.objects.filter(store_id=remedy.store_id, external_id=remedy.external_id).exclude(pk=remedy.order_id or 0).exists()
    ):
        return True
    if remedy.external_id and GiftCard.objects.filter(store_id=remedy.store_id, external_id=remedy.external_id).exists():
        return True
    order = _order_of(remedy)
    return order is not None and kinds.kind(remedy.kind).is_confirmed(decode_action(remedy.action), remedy.external_id, order)


def _refund_id(remedy: Remedy) -> str | None:
    """The store's id of the refund that this remedy is: it carries our key or the id that the store answered with.

    Where the store keeps neither, one of the same amount that no other remedy is will do, once the store said that it
    has done ours; before that it may be somebody else's.
    """
    order = _order_of(remedy)
    refunds: Iterable[Mapping[str, Any]] = order.document.get("refunds", []) if order else ()
    for refund in refunds:
        if refund.get("idempotency_key") == remedy.key or (remedy.external_id and refund.get("external_id") == remedy.external_id):
            return str(refund["external_id"])
    if remedy.state != RemedyState.DONE or remedy.external_id:
        return None
    taken = set(Remedy.objects.filter(order=remedy.order).exclude(external_id="").values_list("external_id", flat=True))
    for refund in refunds:
        if refund["external_id"] not in taken and not refund.get("idempotency_key") and refund["amount"]["minor"] == remedy.value:
            return str(refund["external_id"])
    return None


def _order_of(remedy: Remedy) -> Order | None:
    """As the mirror has it now: the instance that the remedy carries may be older."""
    return Order.objects.filter(pk=remedy.order_id).first() if remedy.order_id else None
