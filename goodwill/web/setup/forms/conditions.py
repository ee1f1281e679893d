"""The conditions of a row of the policy as forms: each is drawn from the fields that it declares."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from goodwill.core.money import Money, digits
from goodwill.remedies import conditions
from goodwill.remedies.contract import Field, FieldKind

PREFIX = "condition"
MOST = 12


class PatientForm(forms.Form):
    """A form that has no errors for as long as it is still being put together (``is_judged`` is False)."""

    is_judged = True

    @property
    def errors(self) -> ErrorDict:
        return super().errors if self.is_judged else ErrorDict()


class ConditionForm(PatientForm):
    """One condition; ``given`` is what its row keeps: ``{"name": …, …parameters}``."""

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.condition = conditions.condition(name)
        self.fields["name"] = forms.CharField(widget=forms.HiddenInput, initial=name)
        for declared in self.condition.fields:
            self.fields.update(_fields(declared))
        self.fields["not"] = forms.BooleanField(label=_("Only if this does not hold"), required=False)

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {"name": self.condition.name}
        for declared in self.condition.fields:
            found[declared.name] = _value(declared, values)
        return {**found, "not": True} if values["not"] else found

    @staticmethod
    def values_of(given: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(given)
        for declared in conditions.condition(given["name"]).fields:
            values.update(_initial(declared, given.get(declared.name)))
        return values


class Conditions:
    """All conditions of a row, in their order; ``add`` and ``drop`` change the form, not the row."""

    def __init__(self, forms: list[ConditionForm]) -> None:
        self.forms = forms

    @classmethod
    def of(cls, kept: list[dict[str, Any]]) -> "Conditions":
        known = [given for given in kept if given.get("name") in conditions.all_conditions()]
        return cls([_form(place, given["name"], initial=ConditionForm.values_of(given)) for place, given in enumerate(known)])

    @classmethod
    def posted(cls, data: Mapping[str, Any], *, is_judged: bool = True) -> "Conditions":
        """As they stand in the sent form. Not judged: without errors, for a form that is still being put together."""
        found = []
        for place in range(MOST):
            name = data.get(f"{PREFIX}-{place}-name", "")
            if name in conditions.all_conditions() and data.get("drop") != str(place):
                form = _form(place, name, data=data)
                form.is_judged = is_judged
                found.append(form)
        if (name := data.get("add", "") and data.get("condition", "")) in conditions.all_conditions() and len(found) < MOST:
            free = next(
                place for place in range(MOST) if place not in {int(form.prefix.rpartition("-")[2]) for form in found if form.prefix}
            )
            found.append(_form(free, name))
        return cls(found)

    def is_valid(self) -> bool:
        """Each is looked at, so that all errors show at once."""
        return not any(form.errors for form in self.forms)

    def given(self) -> list[dict[str, Any]]:
        return [form.given() for form in self.forms]


def choices() -> list[tuple[str, Any]]:
    """All conditions by their labels."""
    return sorted(
        ((name, found.label) for name, found in conditions.all_conditions().items()), key=lambda choice: str(choice[1]).casefold()
    )


def _form(place: int, name: str, **kwargs: Any) -> ConditionForm:
    return ConditionForm(name, prefix=f"{PREFIX}-{place}", **kwargs)


def _fields(declared: Field) -> dict[str, forms.Field]:
    """The fields of a form for one parameter; an amount has two."""
    common: dict[str, Any] = {"label": declared.label, "required": declared.is_required, "help_text": declared.help}
    match declared.kind:
        case FieldKind.NUMBER:
            field: forms.Field = forms.IntegerField(**common, min_value=0)
        case FieldKind.CHOICES:
            field = forms.MultipleChoiceField(**common, choices=declared.choices, widget=forms.CheckboxSelectMultiple)
        case FieldKind.CHOICE:
            field = forms.ChoiceField(**common, choices=declared.choices)
        case FieldKind.SWITCH:
            field = forms.BooleanField(**{**common, "required": False})
        case FieldKind.PERCENT:
            field = forms.DecimalField(**common, min_value=0, max_digits=5, decimal_places=2)
        case FieldKind.DATE:
            field = forms.DateField(**common, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        case FieldKind.AMOUNT:
            currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3, required=declared.is_required)
            return {declared.name: forms.DecimalField(**common, min_value=0, max_digits=12), f"{declared.name}_currency": currency}
        case FieldKind.WORDS:
            field = forms.CharField(**{**common, "help_text": declared.help or _("Several with commas between them.")})
        case _:
            field = forms.CharField(**common)
    return {declared.name: field}


def _value(declared: Field, values: Mapping[str, Any]) -> Any:
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


def _initial(declared: Field, value: Any) -> dict[str, Any]:
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
