"""Parameters that a condition or an action declares, as fields of a form and back."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from goodwill.core.conditions import Field, FieldKind
from goodwill.core.money import Money, digits

# A text of this name may have several lines.
LONG = "text"


class PatientForm(forms.Form):
    """A form that has no errors for as long as it is still being put together (``is_judged`` is False)."""

    is_judged = True

    @property
    def errors(self) -> ErrorDict:
        return super().errors if self.is_judged else ErrorDict()


def fields_of(declared: Field) -> dict[str, forms.Field]:
    """The fields of a form for one parameter; an amount has two."""
    common: dict[str, Any] = {"label": capfirst(declared.label), "required": declared.is_required, "help_text": declared.help}
    if declared.initial is not None and declared.kind not in (FieldKind.AMOUNT, FieldKind.WORDS):
        common["initial"] = declared.initial
    match declared.kind:
        case FieldKind.NUMBER:
            field: forms.Field = forms.IntegerField(**common, min_value=0)
        case FieldKind.CHOICES:
            field = forms.MultipleChoiceField(**common, choices=declared.given_choices(), widget=forms.CheckboxSelectMultiple)
        case FieldKind.CHOICE:
            field = forms.ChoiceField(**common, choices=declared.given_choices())
        case FieldKind.SWITCH:
            field = forms.BooleanField(**{**common, "required": False})
        case FieldKind.PERCENT:
            field = forms.DecimalField(**common, min_value=0, max_digits=5, decimal_places=2)
        case FieldKind.DATE:
            field = forms.DateField(**common, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        case FieldKind.AMOUNT:
            currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3, required=declared.is_required)
            return {declared.name: forms.DecimalField(**common, min_value=0, max_digits=12), f"{declared.name}_currency": currency}
        case FieldKind.TEXT if declared.name == LONG:
            field = forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 4}))
        case FieldKind.WORDS:
            field = forms.CharField(**{**common, "help_text": declared.help or _("Several with commas between them.")})
        case _:
            field = forms.CharField(**common)
    return {declared.name: field}


def value_of(declared: Field, values: Mapping[str, Any]) -> Any:
    """A cleaned value in the form in which the row keeps it."""
    value = values.get(declared.name)
    match declared.kind:
        case FieldKind.AMOUNT:
            if value is None:
                return None
            currency = values[f"{declared.name}_currency"].upper()
            return {"minor": int((value * 10 ** digits(currency)).to_integral_value()), "currency": currency}
        case FieldKind.WORDS:
            return [word.strip() for word in re.split(r"[,\n]", value or "") if word.strip()]
        case FieldKind.PERCENT:
            return None if value is None else str(value)
        case FieldKind.DATE:
            return value.isoformat() if value else None
        case _:
            return value


def initial_of(declared: Field, value: Any) -> dict[str, Any]:
    """What the form's fields show for a value that was kept."""
    match declared.kind:
        case FieldKind.AMOUNT if isinstance(value, Mapping):
            amount = Money(value["minor"], value["currency"])
            return {declared.name: amount.amount, f"{declared.name}_currency": amount.currency}
        case FieldKind.WORDS if isinstance(value, list):
            return {declared.name: ", ".join(value)}
        case FieldKind.PERCENT if value:
            try:
                return {declared.name: Decimal(value)}
            except InvalidOperation:
                return {}
        case _:
            return {}
