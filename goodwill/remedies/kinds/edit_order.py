"""Changes what an order contains that is not packed yet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, EditOrder, OrderRef
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.remedies import parameters as read
from goodwill.remedies import swapping
from goodwill.remedies.contract import Kind, Plan, Subject


class Edit(Kind):
    name = "edit_order"
    label = gettext_lazy("Edit the order")
    icon = "pencil"
    ability = Ability.EDIT_ORDER

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("swaps", FieldKind.SWAPS, gettext_lazy("Change for another")),
            Field("add", FieldKind.VARIANTS, gettext_lazy("Add")),
            Field("remove", FieldKind.QUANTITIES, gettext_lazy("Take out")),
            Field("method", FieldKind.METHOD, gettext_lazy("The difference with"), choices=read.method_choices(subject), initial=""),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        change = swapping.change(parameters, subject)
        problems = list(change.problems)
        if order.status not in (OrderState.PENDING, OrderState.PROCESSING):
            problems.append(_("The order has left already, or was cancelled."))
        action = EditOrder(
            order=OrderRef(order.external_id, order.number),
            difference=change.difference,
            swaps=change.swaps,
            add=change.add,
            remove=change.remove,
            method_external_id=change.method.external_id,
            reason=reason,
        )
        sentences = (*change.sentences, swapping.settlement(change.difference, change.method))
        traits = {"targets": read.targets(change.method, subject), "is_same_product": change.is_same_product}
        return Plan(change.given_back, action, sentences, tuple(problems), traits)

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        assert isinstance(action, EditOrder)
        present = set(order.lines.values_list("variant_external_id", flat=True))
        return all(swap.variant_external_id in present for swap in action.swaps) and all(
            item.variant_external_id in present for item in action.add
        )
