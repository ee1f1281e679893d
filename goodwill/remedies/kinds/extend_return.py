"""Gives a customer longer to send an order back."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from goodwill.commerce.contract import Ability, Action, ExtendReturnWindow, OrderRef
from goodwill.commerce.models import Order
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject

LONGEST = timedelta(days=730)


class ExtendReturn(Kind):
    name = "extend_return"
    label = gettext_lazy("Extend the return window")
    icon = "calendar-plus"
    ability = Ability.EXTEND_RETURN

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        suggestion = subject.at.date() + timedelta(days=30)
        return (Field("until", FieldKind.DATE, gettext_lazy("Until"), is_required=True, initial=suggestion.isoformat()),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        try:
            until = date.fromisoformat(str(parameters.get("until") or ""))
        except ValueError:
            raise Incomplete(_("Enter a date."), "until") from None
        today = subject.at.date()
        if not today <= until <= today + LONGEST:
            raise Incomplete(_("Choose a day from today on, within two years."), "until")
        problems = []
        if order.return_until and until <= order.return_until:
            problems.append(_("The customer may return it until then already."))
        day = date_format(until, pgettext("a date format", "j F Y"))
        sentence = _("The order %(number)s can be returned until %(day)s.") % {"number": order.number, "day": day}
        action = ExtendReturnWindow(OrderRef(order.external_id, order.number), until)
        return Plan(Money.zero(order.currency), action, (sentence,), tuple(problems), {"days": (until - today).days})

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        assert isinstance(action, ExtendReturnWindow)
        return order.return_until == action.until
