"""Places orders: replacements and gifts for nothing, and orders that the customer pays by a link."""

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, Performed, PlaceOrder, VariantQuantity
from goodwill.core.amounts import written
from goodwill.core.money import Money
from goodwill.stores.woocommerce import addressing, client, editing, orders, parse, tracking
from goodwill.stores.woocommerce.client import Rejected, Wire

NOTED = "_goodwill_key"
# Far more than one customer orders between an attempt and the question what became of it.
_LOOKED_THROUGH = "100"


def place(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed:
    if found := find(action, key, store):
        return found
    document: Wire = {
        "status": "pending",
        "currency": action.currency,
        "customer_id": int(action.customer_external_id or 0),
        "line_items": [_item(item, action, store) for item in action.items],
        "meta_data": [{"key": NOTED, "value": key}],
        "set_paid": action.is_free,
    }
    where = addressing.given(action.address) if action.address else {}
    document |= {"shipping": where} if where else {}
    # A guest's order has no other sign of whose it is than the e-mail address of its invoice.
    if where or action.email:
        document["billing"] = {**where, **({"email": action.email} if action.email else {})}
    made = client.send(store, "POST", "/orders", document)
    said = [_("Placed at the desk."), _("It makes good order %s.") % action.replaces.number if action.replaces else "", action.reason]
    orders.note(store, made["id"], parse.with_reference(" ".join(filter(None, said)), key))
    return _placed(made, store)


def find(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed | None:
    """No list can be searched for a note, so the customer's newest orders are looked through for ours."""
    sought = {"customer": str(int(action.customer_external_id or 0)), "orderby": "date", "order": "desc", "per_page": _LOOKED_THROUGH}
    if not int(action.customer_external_id or 0) and action.email:
        sought["search"] = action.email
    found, _total = client.page(store, "/orders", sought)
    ours = [order for order in found if tracking.meta(order).get(NOTED) == key]
    return _placed(ours[0], store) if ours else None


def _placed(order: Wire, store: ConnectedStore) -> Performed:
    facts = {"number": str(order["number"])}
    detail = ""
    if Money.parse(order["total"], order["currency"]) and not order["date_paid_gmt"]:
        detail = _("The order waits until the customer pays it.")
        facts |= {"payment_url": str(order["payment_url"])} if order.get("payment_url") else {}
    return orders.done(store, order["id"], detail, str(order["id"]), facts)


def _item(item: VariantQuantity, action: PlaceOrder, store: ConnectedStore) -> Wire:
    product = editing.product(store, item.variant_external_id)
    document = {**editing.named(product), "quantity": item.quantity}
    if action.is_free or (item.price is not None and not item.price):
        return {**document, "subtotal": "0.00", "total": "0.00"}
    price = Money.parse(product["price"] or 0, action.currency)
    if item.price is not None and item.price != price:
        raise Rejected(_("The store sells this article at another price now: %s.") % written(price))
    return document
