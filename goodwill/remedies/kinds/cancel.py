"""Cancels a whole order that has not left, and gives back what was paid."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, CancelOrder, OrderRef
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject
from goodwill.remedies.wording import money


class Cancel(Kind):
    name = "cancel"
    label = gettext_lazy("Cancel the order")
    icon = "circle-x"
    ability = Ability.CANCEL

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("restock", FieldKind.SWITCH, gettext_lazy("Put back into stock"), initial=True),
            Field("notify", FieldKind.SWITCH, gettext_lazy("The store tells the customer"), initial=True),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        refund = subject.refundable
        action = CancelOrder(
            order=OrderRef(order.external_id, order.number),
            reason=reason,
            refund=refund if refund else None,
            restock=bool(parameters.get("restock", True)),
            notify=bool(parameters.get("notify", True)),
        )
        values = {"number": order.number, "amount": money(refund), "where": read.method("", subject).words}
        sentences = (
            _("Cancels the order %(number)s.") % values,
            _("%(amount)s go back to %(where)s.") % values if refund else _("Nothing was paid, so nothing goes back."),
            _("The articles go back into stock.") if action.restock else _("The articles do not go back into stock."),
            _("The customer is told by the store.") if action.notify else _("The store does not tell the customer."),
        )
        return Plan(refund, action, sentences, tuple(_problems(subject)), {"targets": ["original"], "is_whole": True})

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        return order.status == OrderState.CANCELLED


def _problems(subject: Subject) -> list[str]:
    order = subject.order
    assert order is not None
    if order.status == OrderState.CANCELLED:
        return [_("The order was cancelled already.")]
    if order.status in (OrderState.SHIPPED, OrderState.DELIVERED):
        return [_("The order has left already: it can be returned, not cancelled.")]
    return []
