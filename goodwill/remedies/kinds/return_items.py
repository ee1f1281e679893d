"""Takes back pieces of a delivered order; the money follows when they arrive."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, CreateReturn, LineQuantity, OrderRef, ReturnStatus
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject
from goodwill.remedies.wording import money


class Return(Kind):
    name = "return"
    label = gettext_lazy("Return")
    icon = "undo-2"
    ability = Ability.RETURN

    def abilities(self, parameters: Parameters) -> frozenset[Ability]:
        return frozenset({Ability.RETURN, *([Ability.RETURN_LABEL] if parameters.get("label") else [])})

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        methods = read.method_choices(subject)
        return (
            Field("lines", FieldKind.QUANTITIES, gettext_lazy("Articles"), is_required=True),
            Field("method", FieldKind.METHOD, gettext_lazy("The money goes to"), choices=methods, initial=""),
            Field("label", FieldKind.SWITCH, gettext_lazy("With a return label"), initial=True),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        lines = read.quantities(parameters)
        if not lines:
            raise Incomplete(_("Choose the articles."), "lines")
        method = read.method(str(parameters.get("method") or ""), subject)
        value = Money(
            sum(read.share_of(subject.lines[line], count) for line, count in lines.items() if line in subject.lines), order.currency
        )
        problems = [*read.line_problems(lines, subject, _returned(order)), *read.charge_problems(method, -value)]
        if order.status not in (OrderState.SHIPPED, OrderState.DELIVERED):
            problems.append(_("The order has not left yet, or was cancelled: there is nothing to send back."))
        action = CreateReturn(
            order=OrderRef(order.external_id, order.number),
            lines=tuple(LineQuantity(line, count) for line, count in lines.items()),
            reason=reason,
            refund_to=method.external_id,
            wants_label=bool(parameters.get("label")),
        )
        values = {"articles": read.counted(lines, subject), "amount": money(value), "method": method.words}
        sentences = [
            _("Takes back %(articles)s.") % values,
            _("When they arrive, %(amount)s go back to %(method)s.") % values,
            _("The store makes a return label.") if action.wants_label else "",
        ]
        traits = {"targets": read.targets(method, subject), "lines": list(lines)}
        return Plan(value, action, tuple(filter(None, sentences)), tuple(problems), traits)

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        return any(entry.get("external_id") == external_id for entry in order.document.get("returns", []) if external_id)


def _returned(order: Order) -> Counter[str]:
    """Pieces by line that are on their way back already."""
    found: Counter[str] = Counter()
    for entry in order.document.get("returns", []):
        if entry.get("status") in (ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT):
            found.update(entry.get("lines") or {})
    return found
