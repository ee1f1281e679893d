"""Takes back delivered pieces and sends other variants in their place."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, ExchangeItems, OrderRef
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.remedies import parameters as read
from goodwill.remedies import swapping
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject


class Exchange(Kind):
    name = "exchange"
    label = gettext_lazy("Exchange")
    icon = "arrow-left-right"
    ability = Ability.EXCHANGE

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        methods = read.method_choices(subject)
        return (
            Field("swaps", FieldKind.SWAPS, gettext_lazy("Change for another"), is_required=True),
            Field("method", FieldKind.METHOD, gettext_lazy("The difference with"), choices=methods, initial=""),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        if not parameters.get("swaps"):
            raise Incomplete(_("Choose the articles."), "swaps")
        change = swapping.change({**parameters, "add": [], "remove": {}}, subject)
        problems = list(change.problems)
        if order.status not in (OrderState.SHIPPED, OrderState.DELIVERED):
            problems.append(_("The order has not left yet, or was cancelled: there is nothing to send back."))
        action = ExchangeItems(
            order=OrderRef(order.external_id, order.number),
            swaps=change.swaps,
            difference=change.difference,
            method_external_id=change.method.external_id,
            reason=reason,
        )
        sentences = (
            *change.sentences,
            swapping.settlement(change.difference, change.method),
            _("The difference is settled when the articles have come back."),
        )
        traits = {"targets": read.targets(change.method, subject), "is_same_product": change.is_same_product}
        return Plan(change.given_back, action, sentences, tuple(problems), traits)

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        return any(entry.get("external_id") == external_id for entry in order.document.get("returns", []) if external_id)
