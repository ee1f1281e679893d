"""Make an order for a customer: a draft, which is then completed. The draft's tag carries our key."""

from typing import Any

from goodwill.commerce.contract import ConnectedStore, Performed, PlaceOrder, VariantQuantity
from goodwill.stores.shopify import ids, mutations, parse
from goodwill.stores.shopify.actions import addressing, orders
from goodwill.stores.shopify.client import Rejected, ask, change

Wire = dict[str, Any]
_INVOICED = "Nothing was paid yet: the store has sent the customer an invoice."


def place(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed:
    draft = _known(store, key) or change(store, mutations.CREATE_DRAFT, {"input": _draft(action, key)})["draftOrder"]
    if not draft["order"]:
        total = parse.money(draft["totalPriceSet"])
        if action.is_free and total:
            change(store, mutations.DELETE_DRAFT, {"input": {"id": draft["id"]}})
            raise Rejected(f"The store would still charge {total} for the order.")
        draft = change(store, mutations.COMPLETE_DRAFT, {"id": draft["id"], "pending": not action.is_free})["draftOrder"]
        if not action.is_free and draft["order"]:
            change(store, mutations.SEND_INVOICE, {"id": draft["order"]["id"]})
    return _done(store, draft, "" if action.is_free else _INVOICED)


def find(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed | None:
    draft = _known(store, key)
    return _done(store, draft) if draft and draft["order"] else None


def _known(store: ConnectedStore, key: str) -> Wire | None:
    drafts = parse.nodes(ask(store, mutations.NEWEST_DRAFTS)["drafts"])
    return next((draft for draft in drafts if ids.state_of_mark(draft["tags"], key) is not None), None)


def _done(store: ConnectedStore, draft: Wire, detail: str = "") -> Performed:
    order = orders.read(store, ids.number(draft["order"]["id"]))
    return orders.done(store, order, detail, external_id=ids.number(order["id"]))


def _draft(action: PlaceOrder, key: str) -> Wire:
    words = f"{action.reason} (replaces {action.replaces.number})" if action.replaces else action.reason
    draft: Wire = {
        "note": ids.with_reference(words.strip(), key),
        "tags": [ids.mark(key)],
        "presentmentCurrencyCode": action.currency,
        "lineItems": [_item(item) for item in action.items],
    }
    if action.customer_external_id:
        draft["purchasingEntity"] = {"customerId": ids.gid("Customer", action.customer_external_id)}
    if action.email:
        draft["email"] = action.email
    if action.address:
        draft["shippingAddress"] = addressing.wire(action.address)
    if action.is_free:
        draft["appliedDiscount"] = {"title": "Goodwill", "value": 100.0, "valueType": "PERCENTAGE"}
        draft["shippingLine"] = {"title": "Goodwill", "priceWithCurrency": {"amount": "0", "currencyCode": action.currency}}
    return draft


def _item(item: VariantQuantity) -> Wire:
    given: Wire = {"variantId": ids.gid("ProductVariant", item.variant_external_id), "quantity": item.quantity}
    if item.price is not None:
        given["priceOverride"] = orders.money_input(item.price)
    return given
