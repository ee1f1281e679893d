"""What customers hold in a store: carts, subscriptions, gift cards."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from goodwill.commerce.contract import CartSnapshot, GiftCardSnapshot, Resource, SubscriptionSnapshot
from goodwill.commerce.mirror import values
from goodwill.commerce.mirror.taking import Mirror, Run, Taken
from goodwill.commerce.models import Cart, GiftCard, Subscription

H = TypeVar("H", bound=CartSnapshot | SubscriptionSnapshot | GiftCardSnapshot)


class Holdings(Mirror[H], Generic[H]):
    """Something that belongs to an account; nobody is told of it but the account's card."""

    also_known = ("buyer_id",)

    def parts(self, snapshot: H, row: dict[str, Any]) -> str:
        return values.text(snapshot.customer_external_id, 120)

    def complete(self, run: Run, taken: Sequence[Taken[H]]) -> None:
        buyers = run.buyer_ids(one.snapshot.customer_external_id for one in taken)
        for one in taken:
            one.row["buyer_id"] = buyers.get(one.snapshot.customer_external_id)
            run.buyers.update(pk for pk in (one.row["buyer_id"], one.known[3] if one.known else None) if pk)


class Carts(Holdings[CartSnapshot]):
    resource = Resource.CARTS
    model = Cart

    def row(self, run: Run, snapshot: CartSnapshot) -> dict[str, Any]:
        return {
            "email": values.email(snapshot.email),
            "lines": values.document(snapshot.lines),
            "total": values.minor(snapshot.total, snapshot.total.currency),
            "currency": values.required(snapshot.total.currency, 3, "The currency"),
            "url": values.text(snapshot.url, 1000),
            "is_completed": bool(snapshot.is_completed),
        }


class Subscriptions(Holdings[SubscriptionSnapshot]):
    resource = Resource.SUBSCRIPTIONS
    model = Subscription

    def row(self, run: Run, snapshot: SubscriptionSnapshot) -> dict[str, Any]:
        values.required(snapshot.customer_external_id, 120, "The id of the customer")
        currency = snapshot.price.currency if snapshot.price else run.store.currency
        return {
            "title": values.text(snapshot.title, 300),
            "status": values.text(snapshot.status, 40),
            "price": values.optional_minor(snapshot.price, currency),
            "currency": values.required(currency, 3, "The currency"),
            "every": values.text(snapshot.every, 60),
            "next_on": snapshot.next_on,
        }


class GiftCards(Holdings[GiftCardSnapshot]):
    resource = Resource.GIFT_CARDS
    model = GiftCard

    def row(self, run: Run, snapshot: GiftCardSnapshot) -> dict[str, Any]:
        return {
            "last_four": values.text(snapshot.last_four, 4),
            "balance": values.minor(snapshot.balance, snapshot.balance.currency),
            "currency": values.required(snapshot.balance.currency, 3, "The currency"),
            "expires_on": snapshot.expires_on,
            "is_enabled": bool(snapshot.is_enabled),
        }
