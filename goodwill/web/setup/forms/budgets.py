"""The form of a budget."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.core.money import Money, digits
from goodwill.remedies.models import Budget


class BudgetForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What it is for, such as “Late parcels in December”."))
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal(0), max_digits=12)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: until it is spent."),
    )

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].strip().upper()
        if not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_now("A currency has three letters, such as EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
            self.add_error("ends_on", _("The last day is not before the first."))
        return values

    def columns(self) -> dict[str, Any]:
        values = self.cleaned_data
        ends = values["ends_on"]
        return {
            "name": values["name"],
            "amount": int((values["amount"] * 10 ** digits(values["currency"])).to_integral_value()),
            "currency": values["currency"],
            "starts_at": _midnight(values["starts_on"]),
            "ends_at": _midnight(ends + timedelta(days=1)) if ends else None,
        }

    @staticmethod
    def values_of(budget: Budget) -> dict[str, Any]:
        return {
            "name": budget.name,
            "amount": Money(budget.amount, budget.currency).amount,
            "currency": budget.currency,
            "starts_on": timezone.localtime(budget.starts_at).date(),
            "ends_on": timezone.localtime(budget.ends_at - timedelta(seconds=1)).date() if budget.ends_at else None,
        }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
