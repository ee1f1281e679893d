"""What the desk can ask a store to do. Each is complete: the store decides nothing that is not said here.

Whether it may be done is decided before, by the remedies room; a connector only carries it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from goodwill.commerce.contract.snapshots import Address
from goodwill.core.money import Money


class Ability(StrEnum):
    """What a connector can carry out, and what it can tell; declared, never guessed from its kind."""

    REFUND = "refund"
    REFUND_TO_CREDIT = "refund_to_credit"
    CANCEL = "cancel"
    CHANGE_ADDRESS = "change_address"
    CHANGE_CUSTOMER_ADDRESS = "change_customer_address"
    CHANGE_PAYMENT = "change_payment"
    EDIT_ORDER = "edit_order"
    PLACE_ORDER = "place_order"
    EXCHANGE = "exchange"
    DISCOUNT = "discount"
    GIFT_CARD = "gift_card"
    CREDIT = "credit"
    RETURN = "return"
    RETURN_LABEL = "return_label"
    EXTEND_RETURN = "extend_return"
    POINTS = "points"
    WEBHOOKS = "webhooks"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class OrderRef:
    """The order that is meant: the store's id, and the number that people say."""

    external_id: str
    number: str


@dataclass(frozen=True, slots=True)
class LineQuantity:
    """So many pieces of one line of an order."""

    line_external_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VariantQuantity:
    """So many pieces of a variant; ``price`` for one piece where it is not the list price (0 for a gift)."""

    variant_external_id: str
    quantity: int
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """So many pieces of one line become the same number of another variant, at ``price`` each."""

    line_external_id: str
    variant_external_id: str
    quantity: int
    price: Money


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Give money back: ``amount`` in all, of which ``shipping`` is for shipping.

    ``to_method`` is a payment method's external id, "" for the original payments, ``to_credit`` for store credit.
    """

    order: OrderRef
    amount: Money
    reason: str
    lines: tuple[LineQuantity, ...] = ()
    shipping: Money | None = None
    to_method: str = ""
    to_credit: bool = False
    restock: bool = False
    notify: bool = True


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Cancel the whole order; ``refund`` goes back to the original payments (None: nothing was paid)."""

    order: OrderRef
    reason: str
    refund: Money | None = None
    restock: bool = True
    notify: bool = True


@dataclass(frozen=True, slots=True)
class ChangeAddress:
    """Send the order to another address."""

    order: OrderRef
    address: Address


@dataclass(frozen=True, slots=True)
class ChangeCustomerAddress:
    """Change the default address of a customer account."""

    customer_external_id: str
    address: Address


@dataclass(frozen=True, slots=True)
class ChangePayment:
    """Pay the order with another method: ``amount`` is charged there and given back to the one before."""

    order: OrderRef
    method_external_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class EditOrder:
    """Change what an order that is not packed contains.

    ``difference`` is the new total less the old one: charged to ``method_external_id`` when positive, given back there
    when negative ("" for the original payment).
    """

    order: OrderRef
    difference: Money
    swaps: tuple[Swap, ...] = ()
    add: tuple[VariantQuantity, ...] = ()
    remove: tuple[LineQuantity, ...] = ()
    method_external_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeItems:
    """Take back delivered pieces and send other variants; ``difference`` as in EditOrder, settled on arrival."""

    order: OrderRef
    swaps: tuple[Swap, ...]
    difference: Money
    method_external_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Make an order for a customer: a replacement, a gift, or one taken on the phone.

    With ``is_free`` nothing is charged, whatever the prices; ``replaces`` names the order that this makes good.
    """

    customer_external_id: str
    items: tuple[VariantQuantity, ...]
    address: Address | None
    currency: str
    email: str = ""
    is_free: bool = False
    replaces: OrderRef | None = None
    reason: str = ""
    method_external_id: str = ""


class DiscountKind(StrEnum):
    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_SHIPPING = "free_shipping"


@dataclass(frozen=True, slots=True)
class CreateDiscount:
    """Make a code for one use by one customer. ``code`` is ours, so that asking twice makes one."""

    code: str
    kind: DiscountKind
    customer_external_id: str = ""
    amount: Money | None = None
    percent: Decimal | None = None
    minimum: Money | None = None
    ends_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IssueGiftCard:
    amount: Money
    customer_external_id: str = ""
    email: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GrantCredit:
    """Put an amount on the customer's account in the store."""

    customer_external_id: str
    amount: Money
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CreateReturn:
    """Take back pieces of a delivered order; the money follows on arrival, to ``refund_to`` ("": original payment)."""

    order: OrderRef
    lines: tuple[LineQuantity, ...]
    reason: str
    refund_to: str = ""
    wants_label: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtendReturnWindow:
    order: OrderRef
    until: date


@dataclass(frozen=True, slots=True)
class AdjustPoints:
    """Add loyalty points; fewer than 0 takes some away."""

    customer_external_id: str
    points: int
    reason: str = ""


Action = (
    RefundOrder
    | CancelOrder
    | ChangeAddress
    | ChangeCustomerAddress
    | ChangePayment
    | EditOrder
    | ExchangeItems
    | PlaceOrder
    | CreateDiscount
    | IssueGiftCard
    | GrantCredit
    | CreateReturn
    | ExtendReturnWindow
    | AdjustPoints
)
