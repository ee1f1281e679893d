"""The money of an order: what came in, what went back, and on whose account."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import CustomerSnapshot, OrderSnapshot, PaymentMethodSnapshot, PaymentSnapshot, RefundSnapshot
from goodwill.core.money import Money
from goodwill.stores.practice.shop import Declined, Scene

STORE_CREDIT = "store_credit"


def paid(order: OrderSnapshot) -> Money:
    """What came in; what is only promised does not count."""
    return _sum((payment.amount for payment in order.payments if payment.is_settled), order)


def refunded(order: OrderSnapshot) -> Money:
    """What went back, with what is on its way back."""
    return _sum((refund.amount for refund in order.refunds), order)


def left(order: OrderSnapshot) -> Money:
    """What can still go back."""
    return paid(order) - refunded(order)


def charge(scene: Scene, order: OrderSnapshot, amount: Money, method_id: str, *, is_settled: bool = True) -> OrderSnapshot:
    """Take money for the order; from a gift card no more than is on it."""
    if amount <= Money.zero(order.total.currency):
        raise Declined(_("The amount must be more than nothing."))
    method = _method(scene, order, method_id)
    if method and method.balance is not None and is_settled:
        if method.balance < amount:
            raise Declined(_("There is not enough on %s.") % (method.label or method.kind))
        _move_balance(scene, order, method, -amount)
    payment = PaymentSnapshot(
        external_id=f"pay-{scene.key}",
        amount=amount,
        at=scene.at,
        kind=method.kind if method else "",
        method_external_id=method_id,
        last_four=method.last_four if method else "",
        is_settled=is_settled,
    )
    return replace(order, payments=(*order.payments, payment))


def give_back(scene: Scene, order: OrderSnapshot, refund: RefundSnapshot) -> OrderSnapshot:
    """Let money go back to the method that the refund names; without one to those it came from, the last one first.

    The refund is a pattern: where the money came from several methods, it becomes several refunds.
    """
    if refund.amount <= Money.zero(order.total.currency):
        raise Declined(_("The amount must be more than nothing."))
    if refund.amount > left(order):
        raise Declined(_("Only %s can still be given back.") % left(order))
    parts = [(refund.method_external_id, refund.amount)] if refund.method_external_id else list(_sources(order, refund.amount))
    made = []
    for place, (method_id, amount) in enumerate(parts):
        _return_to(scene, order, method_id, amount)
        id = refund.external_id if not place else f"{refund.external_id}-{place + 1}"
        lines = refund.lines if not place else {}
        made.append(replace(refund, external_id=id, amount=amount, method_external_id=method_id, at=scene.at, lines=lines))
    return replace(order, refunds=(*order.refunds, *made))


def settle(scene: Scene, order: OrderSnapshot, difference: Money, method_id: str, reason: str) -> OrderSnapshot:
    """Charge a difference, or give it back when it is less than nothing."""
    if difference > Money.zero(order.total.currency):
        return charge(scene, order, difference, method_id or _last_method(order))
    if difference:
        refund = RefundSnapshot(f"re-{scene.key}", -difference, reason=reason, method_external_id=method_id, idempotency_key=scene.key)
        return give_back(scene, order, refund)
    return order


def _sum(amounts: Iterable[Money], order: OrderSnapshot) -> Money:
    return sum(amounts, start=Money.zero(order.total.currency))


def _sources(order: OrderSnapshot, amount: Money) -> Iterator[tuple[str, Money]]:
    """Methods with what each of them takes of the amount: never more than came from it, what is over to the last."""
    balance: dict[str, int] = {}
    for payment in order.payments:
        if payment.is_settled:
            balance[payment.method_external_id] = balance.get(payment.method_external_id, 0) + payment.amount.minor
    for refund in order.refunds:
        balance[refund.method_external_id] = balance.get(refund.method_external_id, 0) - refund.amount.minor
    rest = amount.minor
    for method_id, available in reversed(balance.items()):
        part = min(rest, max(available, 0))
        if part:
            rest -= part
            yield method_id, Money(part, amount.currency)


def _last_method(order: OrderSnapshot) -> str:
    return order.payments[-1].method_external_id if order.payments else ""


def _method(scene: Scene, order: OrderSnapshot, method_id: str) -> PaymentMethodSnapshot | None:
    """The customer's method with this id; None for one that the order was paid with and the account does not keep."""
    customer = scene.customer(order.customer_external_id)
    for method in customer.payment_methods if customer else ():
        if method.external_id == method_id:
            return method
    if method_id and method_id not in [payment.method_external_id for payment in order.payments]:
        raise Declined(_("The customer has no such means of payment: %s.") % method_id)
    return None


def _return_to(scene: Scene, order: OrderSnapshot, method_id: str, amount: Money) -> None:
    if method_id == STORE_CREDIT:
        add_credit(scene, scene.required_customer(order.customer_external_id), amount)
        return
    method = _method(scene, order, method_id)
    if method and method.balance is not None:
        _move_balance(scene, order, method, amount)


def add_credit(scene: Scene, customer: CustomerSnapshot, amount: Money) -> CustomerSnapshot:
    return scene.put(replace(customer, store_credit=(customer.store_credit or Money.zero(amount.currency)) + amount))


def _move_balance(scene: Scene, order: OrderSnapshot, method: PaymentMethodSnapshot, amount: Money) -> None:
    customer = scene.required_customer(order.customer_external_id)
    moved = replace(method, balance=(method.balance or Money.zero(amount.currency)) + amount)
    methods = tuple(moved if one.external_id == method.external_id else one for one in customer.payment_methods)
    scene.put(replace(customer, payment_methods=methods))
