"""Accounts in a store, the totals of their orders, and which of the desk's customers has proven to be behind one."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from goodwill.activity.recording import append, publish
from goodwill.commerce.contract import CustomerSnapshot, Resource
from goodwill.commerce.domain import identifying_buyers
from goodwill.commerce.mirror import values
from goodwill.commerce.mirror.taking import SAME, Mirror, Run, Taken, empty_buyer
from goodwill.commerce.models import StoreCustomer
from goodwill.core import bulk
from goodwill.customers import cards

TOTALS = ("order_count", "order_total", "first_order_at", "last_order_at")
# What an activity tells of: the words of the change are in the row.
TOLD = ("email", "phone", "name", "language", "accepts_marketing", "loyalty_points", "store_credit", "document")


class Customers(Mirror[CustomerSnapshot]):
    resource = Resource.CUSTOMERS
    model = StoreCustomer
    kept = (*TOTALS, "currency")
    also_known = ("customer_id",)

    def row(self, run: Run, snapshot: CustomerSnapshot) -> dict[str, Any]:
        return empty_buyer(run.store, snapshot.external_id) | {
            "updated_at": snapshot.updated_at,
            "email": values.email(snapshot.email),
            "phone": values.text(snapshot.phone, 40),
            "name": values.text(snapshot.name, 200),
            "language": values.text(snapshot.language, 10),
            "accepts_marketing": snapshot.accepts_marketing,
            "loyalty_points": snapshot.loyalty_points,
            "store_credit": values.optional_minor(snapshot.store_credit, run.store.currency),
            "document": values.document(
                {"address": snapshot.address, "payment_methods": snapshot.payment_methods, "tags": snapshot.tags},
            ),
            "created_at": values.optional_moment(snapshot.created_at, "created_at"),
        }

    def complete(self, run: Run, taken: Sequence[Taken[CustomerSnapshot]]) -> None:
        owners = identifying_buyers.owners(run.store.pk, [(one.row["external_id"], one.row["email"]) for one in taken])
        for one in taken:
            one.row["customer_id"] = owners.get(one.row["external_id"])
        cards.touch(one.known[3] for one in taken if one.known and one.known[3] not in (None, one.row["customer_id"]))

    def before(self, run: Run, taken: Sequence[Taken[CustomerSnapshot]]) -> dict[str, StoreCustomer]:
        if not run.is_told:
            return {}
        known = [one.known[0] for one in taken if one.known]
        return {buyer.external_id: buyer for buyer in StoreCustomer.objects.filter(pk__in=known)} if known else {}

    def after(self, run: Run, taken: Sequence[Taken[CustomerSnapshot]], ids: dict[str, int], before: dict[str, StoreCustomer]) -> None:
        run.buyers.update(ids[one.row["external_id"]] for one in taken)
        if not run.is_told:
            return
        for one in taken:
            buyer = before.get(one.row["external_id"])
            names = [name for name in TOLD if buyer is None or getattr(buyer, name) != one.row[name]]
            if names:
                now = StoreCustomer(pk=ids[one.row["external_id"]], **one.row)
                data = {"changed": [] if buyer is None or not buyer.digest else names}
                publish(append("store_customer.changed", now, data=data))


def empty(run: Run, external_ids: Sequence[str]) -> None:
    """Forget what accounts that the store deleted said of a person; their orders still belong together."""
    rows = [empty_buyer(run.store, external_id) for external_id in external_ids]
    run.buyers.update(pk for pk, *_same in bulk.upsert(StoreCustomer, rows, SAME, keep=(*TOTALS, "currency")))


def recompute_totals(buyers: Collection[int]) -> None:
    """Count the accounts' orders and add them up anew: those that were neither cancelled nor deleted, less what went back.

    Orders in another currency than the account's are counted and not added.
    """
    numbers = sorted(buyers)
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(_RECOMPUTE.format(places=", ".join(["%s"] * len(part))), part)


_AT_ONCE = 1_000
_RECOMPUTE = """
    UPDATE commerce_storecustomer
    SET (order_count, order_total, first_order_at, last_order_at) = (
        SELECT COUNT(*), COALESCE(SUM(CASE WHEN o.currency = commerce_storecustomer.currency THEN o.total - o.refunded ELSE 0 END), 0),
            MIN(o.placed_at), MAX(o.placed_at)
        FROM commerce_order o
        WHERE o.buyer_id = commerce_storecustomer.id AND o.status <> 'cancelled' AND o.removed_at IS NULL
    )
    WHERE id IN ({places})
"""
