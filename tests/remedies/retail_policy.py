"""The policy of the public retail store as rows of ours, and its commands as requests."""

from collections import Counter
from typing import Any

from goodwill.commerce.models import Order, Store
from goodwill.remedies.contract import Request
from goodwill.remedies.models import Policy
from tests.remedies.making import make_policy

NOT_TOUCHED = {"name": "platform_status", "statuses": ["pending"]}
DELIVERED = {"name": "platform_status", "statuses": ["delivered"]}
SAME_PRODUCT = {"name": "same_product"}
ROWS = (
    {"name": "Cancel", "kinds": ["cancel"], "reasons": ["no longer needed", "ordered by mistake"], "conditions": [NOT_TOUCHED]},
    {"name": "Address", "kinds": ["change_address"], "conditions": [NOT_TOUCHED]},
    {"name": "Payment", "kinds": ["change_payment"], "conditions": [NOT_TOUCHED, {"name": "other_method"}]},
    {"name": "Items", "kinds": ["edit_order"], "conditions": [NOT_TOUCHED, SAME_PRODUCT]},
    {
        "name": "Return",
        "kinds": ["return"],
        "conditions": [DELIVERED, {"name": "payment_target", "targets": ["original", "gift_card"]}],
    },
    {"name": "Exchange", "kinds": ["exchange"], "conditions": [DELIVERED, SAME_PRODUCT]},
    {"name": "Own address", "kinds": ["change_customer_address"]},
)
_ADDRESS = {"address1": "line1", "address2": "line2", "city": "city", "state": "region", "country": "country", "zip": "postcode"}


def retail_policy() -> Policy:
    return make_policy(*ROWS)


def request_of(command: dict[str, Any], store: Store) -> Request:
    """The command as an agent or the bot would ask for it."""
    given = command["arguments"]
    order = Order.objects.select_related("buyer").get(store=store, external_id=given["order_id"])

    def ask(kind: str, parameters: dict[str, Any], reason: str = "") -> Request:
        return Request(kind, store, order, order.buyer, parameters, reason)

    match command["name"]:
        case "cancel_pending_order":
            return ask("cancel", {}, given["reason"])
        case "modify_pending_order_address":
            return ask("change_address", {"address": {ours: given[theirs] for theirs, ours in _ADDRESS.items()}})
        case "modify_pending_order_payment":
            return ask("change_payment", {"method": given["payment_method_id"]})
        case "return_delivered_order_items":
            lines = Counter(_lines(given["item_ids"]))
            return ask("return", {"lines": dict(lines), "method": given["payment_method_id"], "label": False})
        case name:
            pairs = zip(_lines(given["item_ids"]), given["new_item_ids"], strict=True)
            swaps = [{"line": line, "variant": variant, "quantity": 1} for line, variant in pairs]
            kind = "edit_order" if name == "modify_pending_order_items" else "exchange"
            return ask(kind, {"swaps": swaps, "method": given["payment_method_id"]})


def _lines(items: list[str]) -> list[str]:
    """The lines of these items: an item that comes again stands in a line of its own."""
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        seen[item] += 1
        found.append(item if seen[item] == 1 else f"{item}~{seen[item]}")
    return found
