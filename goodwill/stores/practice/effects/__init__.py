"""What each action does in the shop, one subject per file."""

from collections.abc import Callable, Mapping
from typing import Any

from goodwill.commerce import contract
from goodwill.commerce.contract import Performed
from goodwill.stores.practice.effects import cancelling, changing, editing, giving, placing, refunding, returning
from goodwill.stores.practice.shop import Scene

EFFECTS: Mapping[type, Callable[[Scene, Any], Performed]] = {
    contract.RefundOrder: refunding.refund,
    contract.CancelOrder: cancelling.cancel,
    contract.ChangeAddress: changing.address,
    contract.ChangeCustomerAddress: changing.customer_address,
    contract.ChangePayment: changing.payment,
    contract.ExtendReturnWindow: changing.return_window,
    contract.EditOrder: editing.edit,
    contract.ExchangeItems: returning.exchange,
    contract.CreateReturn: returning.take_back,
    contract.PlaceOrder: placing.place,
    contract.CreateDiscount: giving.discount,
    contract.IssueGiftCard: giving.gift_card,
    contract.GrantCredit: giving.credit,
    contract.AdjustPoints: giving.points,
}
