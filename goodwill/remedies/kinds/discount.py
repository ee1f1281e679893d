"""Makes a code for one use by the customer: an amount, a share, or free shipping."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, CreateDiscount, DiscountKind
from goodwill.core import signing
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject
from goodwill.remedies.wording import money

VALID = 90


class Discount(Kind):
    name = "discount"
    label = gettext_lazy("Discount code")
    icon = "ticket-percent"
    ability = Ability.DISCOUNT
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("form", FieldKind.CHOICE, gettext_lazy("Discount"), is_required=True, choices=_FORMS, initial=DiscountKind.PERCENT.value),
            Field("percent", FieldKind.PERCENT, gettext_lazy("Percent"), initial="10", only_if=("form", DiscountKind.PERCENT.value)),
            Field("amount", FieldKind.AMOUNT, gettext_lazy("Amount"), only_if=("form", DiscountKind.AMOUNT.value)),
            Field("minimum", FieldKind.AMOUNT, gettext_lazy("From an order value of")),
            Field("days", FieldKind.NUMBER, gettext_lazy("Good for days"), initial=VALID),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        try:
            form = DiscountKind(str(parameters.get("form") or ""))
        except ValueError:
            raise Incomplete(_("Choose a kind of discount."), "form") from None
        amount = read.some_amount(parameters) if form == DiscountKind.AMOUNT else None
        share = read.percent(parameters) if form == DiscountKind.PERCENT else None
        days = read.pieces(parameters.get("days") or VALID, "days")
        minimum = read.amount(parameters, "minimum")
        value = amount or _worth(form, share, subject)
        action = CreateDiscount(
            code=code(subject),
            kind=form,
            customer_external_id=subject.buyer.external_id if subject.buyer else "",
            amount=amount,
            percent=share,
            minimum=minimum,
            ends_on=subject.at.date() + timedelta(days=min(days, 730)),
            reason=reason,
        )
        wrong = [given for given in (amount, minimum) if given and given.currency != subject.currency]
        problems = [_("The store sells in %(store)s.") % {"store": subject.currency}] if wrong else []
        return Plan(value, action, _sentences(action, days), tuple(problems), {"form": form.value})


def code(subject: Subject) -> str:
    """The code, which follows from the remedy's key: asking the store twice makes one. Unguessable, and easy to read out."""
    letters = signing.seal("discount", subject.key)[:10].upper()
    return f"THANKS-{letters[:5]}-{letters[5:]}"


def _worth(form: DiscountKind, share: Decimal | None, subject: Subject) -> Money:
    """What it may cost: the share of this order, or of the customer's usual one; the shipping of this order."""
    order, buyer = subject.order, subject.buyer
    if form == DiscountKind.FREE_SHIPPING:
        return Money(order.shipping or 0 if order else 0, subject.currency)
    usual = buyer.order_total // buyer.order_count if buyer and buyer.order_count else 0
    return Money(order.total if order else usual, subject.currency).percent(share or 0)


def _sentences(action: CreateDiscount, days: int) -> tuple[str, ...]:
    if action.amount:
        first = _("Makes a code for %(amount)s off one order.") % {"amount": money(action.amount)}
    elif action.percent:
        first = _("Makes a code for %(percent)s %% off one order.") % {"percent": f"{action.percent.normalize():f}"}
    else:
        first = _("Makes a code for free shipping of one order.")
    minimum = _("It is good for orders from %(minimum)s.") % {"minimum": money(action.minimum)} if action.minimum else ""
    return tuple(filter(None, (first, minimum, _("It can be used once, within %(days)s days.") % {"days": days})))


_FORMS = (
    (DiscountKind.PERCENT.value, gettext_lazy("a share of the price")),
    (DiscountKind.AMOUNT.value, gettext_lazy("an amount")),
    (DiscountKind.FREE_SHIPPING.value, gettext_lazy("free shipping")),
)
