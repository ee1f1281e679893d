"""Changes where an order goes, and the default address of a customer account."""

from django.utils.translation import gettext as _

from goodwill.commerce.contract import Address, ChangeAddress, ChangeCustomerAddress, ConnectedStore, Outcome, Performed
from goodwill.core.amounts import written
from goodwill.core.money import Money
from goodwill.stores.woocommerce import client, orders, parse
from goodwill.stores.woocommerce.client import Rejected, Wire


def change_order(action: ChangeAddress, key: str, store: ConnectedStore) -> Performed:
    """WooCommerce taxes anew by the new address; another country would also cost other shipping, so that is refused."""
    order = orders.load(store, action.order)
    if order["status"] in orders.GONE | orders.ENDED:
        raise Rejected(_("The order has left already, or was cancelled."))
    country = order["shipping"]["country"] or order["billing"]["country"]
    if country and action.address.country != country:
        raise Rejected(_("Taxes and shipping to another country differ: cancel the order, and place it anew."))
    changed = client.send(store, "PUT", f"/orders/{order['id']}", {"shipping": given(action.address)})
    orders.note(store, order["id"], parse.with_reference(_("The address was changed at the desk."), key))
    if changed["total"] == order["total"]:
        return orders.done(store, order["id"])
    words = _("With the taxes of the new address the order costs %(new)s instead of %(old)s.")
    new, old = (written(Money.parse(one["total"], one["currency"])) for one in (changed, order))
    return orders.done(store, order["id"], words % {"new": new, "old": old})


def find_order(action: ChangeAddress, key: str, store: ConnectedStore) -> Performed | None:
    """An address bears no key; that the order goes there is what was asked for."""
    order = orders.load(store, action.order)
    return orders.done(store, order["id"]) if _is_there(order["shipping"], action.address) else None


def change_customer(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed:
    if not action.customer_external_id.strip("0"):
        raise Rejected(_("The customer ordered as a guest: there is no account to change."))
    changed = client.send(store, "PUT", f"/customers/{action.customer_external_id}", {"shipping": given(action.address)})
    return Performed(Outcome.DONE, snapshots=(parse.customer(changed),))


def find_customer(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed | None:
    found = client.get(store, f"/customers/{action.customer_external_id}")
    if found is None or not _is_there(found["shipping"], action.address):
        return None
    return Performed(Outcome.DONE, snapshots=(parse.customer(found),))


def given(address: Address) -> Wire:
    """WooCommerce splits names; who has only one has a last name."""
    first, _blank, last = address.name.strip().rpartition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "company": address.company,
        "address_1": address.line1,
        "address_2": address.line2,
        "city": address.city,
        "state": address.region,
        "postcode": address.postcode,
        "country": address.country,
        **({"phone": address.phone} if address.phone else {}),
    }


def _is_there(wire: Wire, address: Address) -> bool:
    """Versions before 5.6 keep no phone with it."""
    wanted = {name: value for name, value in given(address).items() if name in wire}
    return all(wire[name] == value for name, value in wanted.items())
