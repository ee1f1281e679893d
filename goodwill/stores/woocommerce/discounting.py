"""Makes codes for one use by one customer: coupons."""

from datetime import timedelta

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, CreateDiscount, DiscountKind, Outcome, Performed
from goodwill.stores.woocommerce import client
from goodwill.stores.woocommerce.client import Rejected, Wire


def create(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed:
    if found := find(action, key, store):
        return found
    document: Wire = {"code": action.code, "description": action.reason, "usage_limit": 1, "usage_limit_per_user": 1, **_worth(action)}
    if action.minimum:
        document["minimum_amount"] = str(action.minimum.amount)
    if action.ends_on:
        # A coupon ends at the beginning of its day, in the shop's time.
        document["date_expires"] = f"{action.ends_on + timedelta(days=1)}T00:00:00"
    if email := _email(action, store):
        document["email_restrictions"] = [email]
    return _made(client.send(store, "POST", "/coupons", document), action)


def find(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed | None:
    found, _total = client.page(store, "/coupons", {"code": action.code})
    return _made(found[0], action) if found else None


def _made(coupon: Wire, action: CreateDiscount) -> Performed:
    return Performed(Outcome.DONE, external_id=str(coupon["id"]), facts={"code": action.code})


def _worth(action: CreateDiscount) -> Wire:
    match action.kind:
        case DiscountKind.PERCENT if action.percent is not None:
            return {"discount_type": "percent", "amount": f"{action.percent.normalize():f}"}
        case DiscountKind.AMOUNT if action.amount is not None:
            return {"discount_type": "fixed_cart", "amount": str(action.amount.amount)}
        case DiscountKind.FREE_SHIPPING:
            return {"discount_type": "fixed_cart", "amount": "0", "free_shipping": True}
    raise Rejected(_("The discount says neither an amount nor a share."))


def _email(action: CreateDiscount, store: ConnectedStore) -> str:
    """Whose code it is; of a guest's only the code itself is known."""
    if not action.customer_external_id.strip("0"):
        return ""
    customer = client.get(store, f"/customers/{action.customer_external_id}")
    return str(customer["email"]) if customer else ""
