"""The form of what holds in a country: returns, warranty, rights, and how long shipping takes there and what it costs."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.commerce.models import CountryPolicy, Store
from goodwill.core.money import Money, digits


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CountryPolicyForm(forms.Form):
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as DE. Empty: all countries without a policy of their own."),
    )
    valid_from = DayField(label=_("Holds from"))
    valid_until = DayField(label=_("until before"), required=False, help_text=_("Empty: until another takes its place."))
    return_days = forms.IntegerField(label=_("Days to return"), min_value=0, max_value=3650)
    withdrawal_days = forms.IntegerField(label=_("Days of the legal right of withdrawal"), min_value=0, max_value=3650)
    warranty_months = forms.IntegerField(label=_("Months of warranty"), min_value=0, max_value=600)
    is_return_free = forms.BooleanField(label=_("Returns are free of charge"), required=False)
    payment_methods = forms.CharField(
        label=_("Payment methods"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, as customers see them."),
    )
    rights = forms.CharField(label=_("Rights by law"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text = forms.CharField(label=_("In words, for agents and customers"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].strip().upper()
        if code and not re.fullmatch(r"[A-Z]{2}", code):
            raise forms.ValidationError(_now("A country has two letters, such as DE."))
        return code

    def clean_payment_methods(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["payment_methods"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        start, end = values.get("valid_from"), values.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", _("The end comes after the beginning."))
        return values

    @staticmethod
    def values_of(policy: CountryPolicy) -> dict[str, Any]:
        values = {name: getattr(policy, name) for name in CountryPolicyForm.base_fields}
        return {**values, "payment_methods": "\n".join(policy.payment_methods)}


class ShippingForm(forms.Form):
    """One way of shipping; a row that is left empty is none."""

    method = forms.CharField(label=_("Way of shipping"), max_length=80, required=False)
    days_min = forms.IntegerField(label=_("from day"), min_value=0, max_value=365, required=False)
    days_max = forms.IntegerField(label=_("to day"), min_value=0, max_value=365, required=False)
    fee = forms.DecimalField(label=_("Fee"), min_value=Decimal(0), max_digits=9, required=False)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if not values.get("method") and any(values.get(name) is not None for name in ("days_min", "days_max", "fee")):
            self.add_error("method", _("Name this way of shipping."))
        start, end = values.get("days_min"), values.get("days_max")
        if start is not None and end is not None and end < start:
            self.add_error("days_max", _("The last day is not before the first."))
        return values


ShippingRows = forms.formset_factory(ShippingForm, extra=2)


def shipping_values(policy: CountryPolicy | None) -> list[dict[str, Any]]:
    """The rows of the form; a fee is written in whole units of the store's currency there."""
    if policy is None:
        return []
    currency = policy.store.currency
    return [{**way, "fee": Money(way["fee"], currency).amount if way.get("fee") is not None else None} for way in policy.shipping]


def shipping_of(rows: Any, store: Store) -> list[dict[str, Any]]:
    """The rows that say something, as the policy keeps them."""
    ways = [row.cleaned_data for row in rows if row.cleaned_data.get("method")]
    return [{**way, "fee": _minor(way["fee"], store.currency)} for way in ways]


def _minor(fee: Decimal | None, currency: str) -> int | None:
    return None if fee is None else int((fee * 10 ** digits(currency)).to_integral_value())
