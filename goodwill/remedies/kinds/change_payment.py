"""Has an order paid with another method; what was paid before goes back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, ChangePayment, OrderRef
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject
from goodwill.remedies.wording import money


class ChangeOrderPayment(Kind):
    name = "change_payment"
    label = gettext_lazy("Change the payment")
    icon = "credit-card"
    ability = Ability.CHANGE_PAYMENT

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        choices = read.method_choices(subject)[1:]
        return (Field("method", FieldKind.METHOD, gettext_lazy("Payment method"), is_required=True, choices=choices),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        if not parameters.get("method"):
            raise Incomplete(_("Choose a payment method."), "method")
        method, before, amount = read.method(str(parameters["method"]), subject), read.method("", subject), subject.refundable
        values = {"amount": money(amount), "method": method.words, "before": before.words}
        problems = read.charge_problems(method, amount)
        if order.status == OrderState.CANCELLED:
            problems.append(_("The order was cancelled already."))
        return Plan(
            Money.zero(order.currency),
            ChangePayment(OrderRef(order.external_id, order.number), method.external_id, amount),
            (_("Charges %(amount)s to %(method)s.") % values, _("%(amount)s go back to %(before)s.") % values),
            tuple(problems),
            {"targets": read.targets(method, subject)},
        )

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        assert isinstance(action, ChangePayment)
        return any(payment.get("method_external_id") == action.method_external_id for payment in order.document.get("payments", []))
