"""Actions → mutations. Each can be asked for again: what was done under the same key before is seen and left alone."""

from collections.abc import Callable

from goodwill.commerce.contract import (
    Action,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    ConnectedStore,
    CreateDiscount,
    CreateReturn,
    EditOrder,
    GrantCredit,
    IssueGiftCard,
    Performed,
    PlaceOrder,
    RefundOrder,
)
from goodwill.stores.shopify.actions import addressing, cancelling, editing, giving, placing, refunding, returning


def perform(action: Action, key: str, store: ConnectedStore) -> Performed:
    """Carry the action out, or what is left of it after an attempt that broke off."""
    return _HOW[type(action)][0](action, key, store)


def find(action: Action, key: str, store: ConnectedStore) -> Performed | None:
    """What became of the action with this key; None when it has not been done, or not to its end."""
    return _HOW[type(action)][1](action, key, store)


def can(action: Action) -> bool:
    return type(action) in _HOW


_HOW: dict[type, tuple[Callable[..., Performed], Callable[..., Performed | None]]] = {
    RefundOrder: (refunding.refund, refunding.find),
    CancelOrder: (cancelling.cancel, cancelling.find),
    ChangeAddress: (addressing.change_order, addressing.find_in_order),
    ChangeCustomerAddress: (addressing.change_customer, addressing.find_in_customer),
    EditOrder: (editing.edit, editing.find),
    PlaceOrder: (placing.place, placing.find),
    CreateDiscount: (giving.discount, giving.find_discount),
    IssueGiftCard: (giving.gift_card, giving.find_gift_card),
    GrantCredit: (giving.credit, giving.find_credit),
    CreateReturn: (returning.take_back, returning.find),
}
