"""The public retail store as a home-made store whose state keeps its own form, so that what has changed can be compared.

    with RetailStore() as store:
        connector.perform(action, "key", store.connected())
        assert store.changed() == comparable(task["changed"])

It applies commands blindly: what may be done is the policy's matter. The data are outside the repository.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from goodwill.commerce.contract import (
    Address,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    ChangePayment,
    CreateReturn,
    CustomerSnapshot,
    EditOrder,
    ExchangeItems,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    PaymentMethodSnapshot,
    PaymentSnapshot,
    Performed,
    ProductSnapshot,
    RefundSnapshot,
    ReturnSnapshot,
    ReturnStatus,
    ShipmentSnapshot,
    ShipmentStatus,
    Snapshot,
    Swap,
    VariantSnapshot,
)
from goodwill.core.money import Money
from tests.stores.faulty_store import FaultyStore

FOLDER = Path(__file__).resolve().parents[2].parent / "shared/corpora/store/retail"
CURRENCY = "USD"
# The data have no dates; each change is a second later than the one before.
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_STATUSES = {
    "pending": OrderStatus.PENDING,
    "pending (item modified)": OrderStatus.PENDING,
    "processed": OrderStatus.PROCESSING,
    "delivered": OrderStatus.DELIVERED,
    "return requested": OrderStatus.DELIVERED,
    "exchange requested": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
}
_ADDRESS = {"address1": "line1", "address2": "line2", "city": "city", "state": "region", "country": "country", "zip": "postcode"}
Document = dict[str, Any]


@cache
def corpus(name: str) -> Any:
    """One of the store's files; a test that needs it is skipped where it is missing."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"The public retail store is not here: {path}")
    return json.loads(path.read_text())


def tasks() -> list[Document]:
    """The tasks: commands in order, those that must be refused, and what has changed in the end."""
    found: list[Document] = corpus("tasks")
    return found


def comparable(document: Any) -> Any:
    """A document with its amounts in whole cents: the data hold what binary fractions made of them."""
    match document:
        case float():
            return round(document, 2)
        case list():
            return [comparable(inner) for inner in document]
        case dict():
            return {name: comparable(inner) for name, inner in document.items()}
    return document


class RetailStore(FaultyStore):
    """The store over HTTP, with all the faults that one can have."""

    def __init__(self) -> None:
        super().__init__((), CURRENCY, act=self._act_blindly)
        self._originals: Mapping[str, Mapping[str, Document]] = {"orders": corpus("orders"), "users": corpus("users")}
        self._touched: dict[str, dict[str, Document]] = {"orders": {}, "users": {}}
        self._changes = 0
        self.shelf.put(product_snapshot(product) for product in corpus("products").values())
        self.shelf.put(customer_snapshot(id, user, BEGIN) for id, user in self._originals["users"].items())
        self.shelf.put(order_snapshot(order, BEGIN) for order in self._originals["orders"].values())

    def order_document(self, number: str) -> Document:
        """How an order stands, in the form of the data."""
        return self._see("orders", number)

    def user_document(self, id: str) -> Document:
        return self._see("users", id)

    def changed(self) -> dict[str, dict[str, Document]]:
        """What differs from how the store began, in the form of the data's ``changed``."""
        found = {
            kind: {id: comparable(document) for id, document in documents.items() if document != self._originals[kind][id]}
            for kind, documents in self._touched.items()
        }
        return {kind: documents for kind, documents in found.items() if documents}

    def reset(self) -> tuple[Snapshot, ...]:
        """Let everything be as it began, only later; the things that differ from before."""
        orders, users = list(self._touched["orders"]), list(self._touched["users"])
        self._touched = {"orders": {}, "users": {}}
        self.shelf.done.clear()
        self.events.clear()
        self.faults.clear()
        self._changes += 1
        return self._tell(orders, users)

    def _see(self, kind: str, id: str) -> Document:
        return self._touched[kind].get(id) or self._originals[kind][id]

    def _touch(self, kind: str, id: str) -> Document:
        return self._touched[kind].setdefault(id, deepcopy(self._originals[kind][id]))

    def _act_blindly(self, action: Any, key: str, at: datetime) -> Performed:
        known = self.shelf.recall(key)
        if known:
            return known
        self._changes += 1
        orders, users = [], []
        if isinstance(action, ChangeCustomerAddress):
            users.append(action.customer_external_id)
            self._touch("users", action.customer_external_id)["address"] = _written(action.address)
        else:
            order = self._touch("orders", action.order.external_id)
            orders.append(order["order_id"])
            users.append(order["user_id"])
            self._apply(action, order)
        return Performed(Outcome.DONE, external_id=f"{key}-done", snapshots=self._tell(orders, users))

    def _apply(self, action: Any, order: Document) -> None:
        match action:
            case CancelOrder():
                order["payment_history"] += [entry | {"transaction_type": "refund"} for entry in order["payment_history"]]
                for entry in order["payment_history"][len(order["payment_history"]) // 2 :]:
                    self._move_balance(order, entry["payment_method_id"], entry["amount"])
                order |= {"status": "cancelled", "cancel_reason": action.reason}
            case ChangeAddress():
                order["address"] = _written(action.address)
            case ChangePayment():
                first = order["payment_history"][0]
                self._pay(order, action.amount, action.method_external_id)
                self._pay(order, -action.amount, first["payment_method_id"])
            case EditOrder():
                for swap in action.swaps:
                    self._swap(order, swap)
                order["status"] = "pending (item modified)"
                self._pay(order, action.difference, action.method_external_id)
            case CreateReturn():
                order["status"] = "return requested"
                order["return_items"] = sorted(_items(action.lines))
                order["return_payment_method_id"] = action.refund_to
            case ExchangeItems():
                order["status"] = "exchange requested"
                order["exchange_items"] = sorted(_items(action.swaps))
                order["exchange_new_items"] = sorted(swap.variant_external_id for swap in action.swaps for _ in range(swap.quantity))
                order["exchange_payment_method_id"] = action.method_external_id
                order["exchange_price_difference"] = float(action.difference.amount)
            case _:
                raise AssertionError(f"the retail store has no command for {action}")

    def _pay(self, order: Document, amount: Money, method: str) -> None:
        kind = "payment" if amount.minor > 0 else "refund"
        order["payment_history"].append({"transaction_type": kind, "amount": abs(float(amount.amount)), "payment_method_id": method})
        self._move_balance(order, method, -float(amount.amount))

    def _move_balance(self, order: Document, method: str, amount: float) -> None:
        if "balance" in self._see("users", order["user_id"])["payment_methods"].get(method, {}):
            card = self._touch("users", order["user_id"])["payment_methods"][method]
            card["balance"] = round(card["balance"] + amount, 2)

    def _swap(self, order: Document, swap: Swap) -> None:
        item = order["items"][[line for line, _ in _lines(order)].index(swap.line_external_id)]
        variant = corpus("products")[item["product_id"]]["variants"][swap.variant_external_id]
        item |= {"item_id": swap.variant_external_id, "price": float(swap.price.amount), "options": variant["options"]}

    def _tell(self, orders: list[str], users: list[str]) -> tuple[Snapshot, ...]:
        at = BEGIN + timedelta(seconds=self._changes)
        changed: list[Snapshot] = [customer_snapshot(id, self._see("users", id), at) for id in users]
        changed += [order_snapshot(self._see("orders", number), at) for number in orders]
        self.shelf.put(changed)
        return tuple(changed)


def product_snapshot(product: Document) -> ProductSnapshot:
    variants = tuple(
        VariantSnapshot(id, _money(one["price"]), title=product["name"], options=one["options"], is_available=one["available"])
        for id, one in product["variants"].items()
    )
    return ProductSnapshot(product["product_id"], BEGIN, product["name"], variants=variants)


def customer_snapshot(id: str, user: Document, at: datetime) -> CustomerSnapshot:
    name = f"{user['name']['first_name']} {user['name']['last_name']}"
    methods = tuple(
        PaymentMethodSnapshot(
            external_id=method["id"],
            kind=method["source"],
            label=method.get("brand", ""),
            last_four=method.get("last_four", ""),
            balance=_money(method["balance"]) if "balance" in method else None,
        )
        for method in user["payment_methods"].values()
    )
    return CustomerSnapshot(id, at, email=user["email"], name=name, address=address_of(user["address"]), payment_methods=methods)


def order_snapshot(order: Document, at: datetime) -> OrderSnapshot:
    history = list(enumerate(order["payment_history"], start=1))
    lines = tuple(
        LineSnapshot(line, item["name"], 1, _money(item["price"]), item["item_id"], item["product_id"], item["item_id"], item["options"])
        for line, item in _lines(order)
    )
    return OrderSnapshot(
        external_id=order["order_id"],
        updated_at=at,
        number=order["order_id"],
        placed_at=BEGIN,
        status=_STATUSES[order["status"]],
        total=sum((line.price for line in lines), start=Money.zero(CURRENCY)),
        platform_status=order["status"],
        customer_external_id=order["user_id"],
        lines=lines,
        payments=tuple(
            PaymentSnapshot(
                f"pay-{n}",
                _money(entry["amount"]),
                kind=entry["payment_method_id"].rpartition("_")[0],
                method_external_id=entry["payment_method_id"],
            )
            for n, entry in history
            if entry["transaction_type"] == "payment"
        ),
        refunds=tuple(
            RefundSnapshot(f"re-{n}", _money(entry["amount"]), method_external_id=entry["payment_method_id"])
            for n, entry in history
            if entry["transaction_type"] == "refund"
        ),
        returns=tuple(_returns(order)),
        shipments=tuple(_shipments(order)),
        shipping_address=address_of(order["address"]),
        return_until=date(2100, 1, 1) if order["status"] == "delivered" else None,
        cancel_reason=order.get("cancel_reason", ""),
    )


def _lines(order: Document) -> Iterator[tuple[str, Document]]:
    """Each item with the id of its line: the item's, and a number behind it where it comes again."""
    seen: dict[str, int] = {}
    for item in order["items"]:
        count = seen[item["item_id"]] = seen.get(item["item_id"], 0) + 1
        yield item["item_id"] if count == 1 else f"{item['item_id']}~{count}", item


def _items(lines: Any) -> list[str]:
    return [line.line_external_id.partition("~")[0] for line in lines for _ in range(line.quantity)]


def _returns(order: Document) -> Iterator[ReturnSnapshot]:
    for kind in ("return", "exchange"):
        items = order.get(f"{kind}_items", [])
        if items:
            yield ReturnSnapshot(kind, ReturnStatus.REQUESTED, {item: items.count(item) for item in items})


def _shipments(order: Document) -> Iterator[ShipmentSnapshot]:
    is_delivered = _STATUSES[order["status"]] is OrderStatus.DELIVERED
    for shipped in order["fulfillments"]:
        for number in shipped["tracking_id"]:
            yield ShipmentSnapshot(number, ShipmentStatus.DELIVERED if is_delivered else ShipmentStatus.LABEL, tracking_number=number)


def _money(amount: float) -> Money:
    return Money.parse(round(amount, 2), CURRENCY)


def address_of(document: Document) -> Address:
    return Address(**{ours: document[theirs] for theirs, ours in _ADDRESS.items()})


def _written(address: Address) -> Document:
    return {theirs: getattr(address, ours) for theirs, ours in _ADDRESS.items()}
