"""Another address: of an order that has not been sent, or of a customer. Writing the same one twice does no harm."""

from typing import Any

from goodwill.commerce.contract import (
    Address,
    ChangeAddress,
    ChangeCustomerAddress,
    ConnectedStore,
    OrderStatus,
    Outcome,
    Performed,
)
from goodwill.stores.shopify import ids, mutations, parse, queries
from goodwill.stores.shopify.actions import orders
from goodwill.stores.shopify.client import Rejected, ask, change

Wire = dict[str, Any]


def change_order(action: ChangeAddress, key: str, store: ConnectedStore) -> Performed:
    order = orders.read(store, action.order.external_id)
    if parse.order(order).status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED):
        raise Rejected("The order has been sent or cancelled: its address can't be changed any more.")
    change(store, mutations.UPDATE_ORDER, {"input": {"id": order["id"], "shippingAddress": wire(action.address)}})
    return orders.done(store, orders.read(store, action.order.external_id))


def find_in_order(action: ChangeAddress, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.read(store, action.order.external_id)
    return orders.done(store, order) if _is_same(order["shippingAddress"], action.address) else None


def change_customer(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed:
    buyer = _customer(store, action.customer_external_id)
    default = buyer["defaultAddress"]
    if default:
        change(store, mutations.UPDATE_ADDRESS, {"customer": buyer["id"], "id": default["id"], "address": wire(action.address)})
    else:
        change(store, mutations.CREATE_ADDRESS, {"customer": buyer["id"], "address": wire(action.address)})
    return _done(_customer(store, action.customer_external_id))


def find_in_customer(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed | None:
    buyer = _customer(store, action.customer_external_id)
    return _done(buyer) if _is_same(buyer["defaultAddress"], action.address) else None


def wire(address: Address) -> Wire:
    """As Shopify wants it: names apart, and codes of country and province where they are ones."""
    first, _, last = address.name.strip().rpartition(" ")
    region = {"provinceCode" if _is_code(address.region, 3) else "province": address.region} if address.region else {}
    country = {"countryCode" if _is_code(address.country, 2) else "country": address.country} if address.country else {}
    return {
        "firstName": first,
        "lastName": last,
        "company": address.company,
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "zip": address.postcode,
        "phone": address.phone,
        **region,
        **country,
    }


def _is_code(text: str, longest: int) -> bool:
    return 2 <= len(text) <= longest and text.isalpha() and text.isupper()


def _is_same(there: Wire | None, wanted: Address) -> bool:
    """Compared by what decides where a parcel goes; Shopify rewrites names and phone numbers."""
    found = parse.address(there)
    parts = ("line1", "line2", "city", "postcode", "country")
    return found is not None and all(_plain(getattr(found, part)) == _plain(getattr(wanted, part)) for part in parts)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _customer(store: ConnectedStore, external_id: str) -> Wire:
    found = ask(store, queries.ONE_CUSTOMER, {"id": ids.gid("Customer", external_id)})["one"]
    if found is None:
        raise Rejected("The store does not know this customer any more.")
    return found


def _done(buyer: Wire) -> Performed:
    return Performed(Outcome.DONE, snapshots=(parse.customer(buyer),))
