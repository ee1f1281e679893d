"""Gives money back: pieces, shipping, or any amount; to the original payment, another method, or store credit."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Action, LineQuantity, OrderRef, RefundOrder
from goodwill.commerce.models import Order
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject
from goodwill.remedies.wording import money

ORIGINAL, METHOD, CREDIT = "original", "method", "credit"
_EMPTY = gettext_lazy("Empty: what is chosen above, or everything that is left where nothing is.")


class Refund(Kind):
    name = "refund"
    label = gettext_lazy("Refund")
    icon = "banknote"
    ability = Ability.REFUND

    def abilities(self, parameters: Parameters) -> frozenset[Ability]:
        return frozenset({Ability.REFUND_TO_CREDIT if parameters.get("to") == CREDIT else Ability.REFUND})

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("lines", FieldKind.QUANTITIES, gettext_lazy("Articles")),
            Field("shipping", FieldKind.AMOUNT, gettext_lazy("Shipping")),
            Field(
                "amount",
                FieldKind.AMOUNT,
                gettext_lazy("Amount"),
                help=gettext_lazy("Empty: what is chosen above, or everything that is left where nothing is."),
            ),
            Field("to", FieldKind.CHOICE, gettext_lazy("Goes to"), choices=_WAYS, initial=ORIGINAL),
            Field(
                "method",
                FieldKind.METHOD,
                gettext_lazy("Payment method"),
                choices=read.method_choices(subject),
                initial="",
                only_if=("to", METHOD),
            ),
            Field("restock", FieldKind.SWITCH, gettext_lazy("Put back into stock"), initial=False),
            Field("notify", FieldKind.SWITCH, gettext_lazy("The store tells the customer"), initial=True),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        lines, shipping = read.quantities(parameters), read.amount(parameters, "shipping")
        value = read.amount(parameters) or self._sum(lines, shipping, subject)
        target = read.method(str(parameters.get("method") or "") if parameters.get("to") == METHOD else "", subject)
        is_credit = parameters.get("to") == CREDIT
        action = RefundOrder(
            order=OrderRef(order.external_id, order.number),
            amount=value,
            reason=reason,
            lines=tuple(LineQuantity(line, count) for line, count in lines.items()),
            shipping=shipping,
            to_method=target.external_id,
            to_credit=is_credit,
            restock=bool(parameters.get("restock")),
            notify=bool(parameters.get("notify", True)),
        )
        where = _("the customer's credit in the store") if is_credit else target.words
        problems = [*self._problems(value, lines, shipping, subject), *([] if is_credit else read.charge_problems(target, -value))]
        kinds = ["credit"] if is_credit else read.targets(target, subject)
        traits = {"targets": kinds, "lines": list(lines), "is_whole": value.minor == order.paid}
        return Plan(value, action, self._sentences(action, where, lines, subject), tuple(problems), traits)

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        return False  # told by the refunds of the order, see domain.confirming

    def _sum(self, lines: dict[str, int], shipping: Money | None, subject: Subject) -> Money:
        """The price of the pieces and the shipping; all that can be given back where neither was chosen."""
        if not lines and shipping is None:
            if not subject.refundable:
                raise Incomplete(_("Nothing of this order is left to give back."), "amount")
            return subject.refundable
        pieces = sum(read.share_of(subject.lines[line], count) for line, count in lines.items() if line in subject.lines)
        sent = shipping.minor if shipping and shipping.currency == subject.currency else 0
        return Money(pieces + sent, subject.currency)

    def _problems(self, value: Money, lines: dict[str, int], shipping: Money | None, subject: Subject) -> list[str]:
        found = read.line_problems(lines, subject)
        for amount in filter(None, (value, shipping)):
            if amount.currency != subject.currency:
                found.append(_("The order is in %(order)s, not in %(given)s.") % {"order": subject.currency, "given": amount.currency})
                return found
        if value > subject.refundable:
            found.append(
                _("%(value)s is more than the %(left)s that are left of what was paid.")
                % {"value": money(value), "left": money(subject.refundable)}
            )
        if shipping and subject.order and subject.order.shipping is not None and shipping.minor > subject.order.shipping:
            paid = Money(subject.order.shipping, subject.currency)
            found.append(_("Shipping was %(paid)s.") % {"paid": money(paid)})
        if shipping and shipping > value:
            found.append(_("The part for shipping is more than the whole amount."))
        return found

    def _sentences(self, action: RefundOrder, where: str, lines: dict[str, int], subject: Subject) -> tuple[str, ...]:
        values = {"amount": money(action.amount), "articles": read.counted(lines, subject), "where": where}
        if lines and action.shipping:
            first = _("Refunds %(amount)s for %(articles)s and shipping to %(where)s.") % values
        elif lines:
            first = _("Refunds %(amount)s for %(articles)s to %(where)s.") % values
        elif action.shipping:
            first = _("Refunds %(amount)s for shipping to %(where)s.") % values
        else:
            first = _("Refunds %(amount)s to %(where)s.") % values
        stock = _("The articles go back into stock.") if action.restock else ""
        told = _("The customer is told by the store.") if action.notify else _("The store does not tell the customer.")
        return tuple(filter(None, (first, stock, told)))


_WAYS = (
    (ORIGINAL, gettext_lazy("the original payment")),
    (METHOD, gettext_lazy("another payment method")),
    (CREDIT, gettext_lazy("store credit")),
)
