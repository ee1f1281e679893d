"""An order as it stands in the store, and the answer that shows it."""

from typing import Any

from goodwill.commerce.contract import ConnectedStore, Outcome, Performed
from goodwill.core.money import Money
from goodwill.stores.shopify import parse, reading
from goodwill.stores.shopify.client import Rejected

Wire = dict[str, Any]


def read(store: ConnectedStore, external_id: str) -> Wire:
    """The whole order; raise Rejected when the store does not know it any more."""
    found = reading.order(store, external_id)
    if found is None:
        raise Rejected("The store does not know this order any more.")
    return found


def done(store: ConnectedStore, order: Wire, detail: str = "", external_id: str = "") -> Performed:
    return Performed(Outcome.DONE, detail, external_id=external_id, snapshots=(parse.order(order, store.settings["shop"]),))


def amount(money: Money) -> str:
    """As Shopify wants it in an input: in major units."""
    return str(money.amount)


def money_input(money: Money) -> Wire:
    return {"amount": str(money.amount), "currencyCode": money.currency}
