"""Sends an order that has not left to another address."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, ChangeAddress, OrderRef
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject


class ChangeOrderAddress(Kind):
    name = "change_address"
    label = gettext_lazy("Change the address")
    icon = "map-pin"
    ability = Ability.CHANGE_ADDRESS

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        present = (subject.order.document.get("shipping_address") if subject.order else None) or {}
        return (Field("address", FieldKind.ADDRESS, gettext_lazy("Address"), is_required=True, initial=present),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        where = read.address(parameters)
        present = (order.document.get("shipping_address") or {}).get("country", "")
        sentence = _("Sends the order %(number)s to %(address)s.") % {"number": order.number, "address": read.in_one_line(where)}
        problems = []
        if order.status not in (OrderState.PENDING, OrderState.PROCESSING):
            problems.append(_("The order has left already, or was cancelled."))
        return Plan(
            Money.zero(order.currency),
            ChangeAddress(OrderRef(order.external_id, order.number), where),
            (sentence,),
            tuple(problems),
            {"is_same_country": not present or present == where.country},
        )

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        present = order.document.get("shipping_address") or {}
        assert isinstance(action, ChangeAddress)
        return (present.get("line1"), present.get("postcode")) == (action.address.line1, action.address.postcode)
