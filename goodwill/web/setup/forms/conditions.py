"""The conditions of a rule as forms: each is drawn from the fields that it declares."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.core.conditions import Kit
from goodwill.web.setup.forms.declared import PatientForm, fields_of, initial_of, value_of

PREFIX = "condition"
MOST = 12


class ConditionForm(PatientForm):
    """One condition of a kit; ``given`` is what its rule keeps: ``{"name": …, …parameters}``."""

    def __init__(self, kit: Kit, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.condition = kit.condition(name)
        self.fields["name"] = forms.CharField(widget=forms.HiddenInput, initial=name)
        for declared in self.condition.fields:
            self.fields.update(fields_of(declared))
        self.fields["not"] = forms.BooleanField(label=_("Only if this does not hold"), required=False)

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {"name": self.condition.name}
        for declared in self.condition.fields:
            found[declared.name] = value_of(declared, values)
        return {**found, "not": True} if values["not"] else found

    @staticmethod
    def values_of(kit: Kit, given: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(given)
        for declared in kit.condition(given["name"]).fields:
            values.update(initial_of(declared, given.get(declared.name)))
        return values


class Conditions:
    """All conditions of a rule, in their order; adding and dropping change the form, not the rule."""

    def __init__(self, forms: list[ConditionForm]) -> None:
        self.forms = forms

    @classmethod
    def of(cls, kit: Kit, kept: list[dict[str, Any]]) -> "Conditions":
        known = [given for given in kept if given.get("name") in kit.all]
        return cls([_form(kit, place, given["name"], initial=ConditionForm.values_of(kit, given)) for place, given in enumerate(known)])

    @classmethod
    def posted(cls, kit: Kit, data: Mapping[str, Any], *, is_judged: bool = True) -> "Conditions":
        """As they stand in the sent form. Not judged: without errors, for a form that is still being put together."""
        found = []
        for place in range(MOST):
            name = data.get(f"{PREFIX}-{place}-name", "")
            if name in kit.all and data.get("drop") != str(place):
                form = _form(kit, place, name, data=data)
                form.is_judged = is_judged
                found.append(form)
        if (name := data.get("add", "") and data.get("condition", "")) in kit.all and len(found) < MOST:
            free = next(
                place for place in range(MOST) if place not in {int(form.prefix.rpartition("-")[2]) for form in found if form.prefix}
            )
            found.append(_form(kit, free, name))
        return cls(found)

    def is_valid(self) -> bool:
        """Each is looked at, so that all errors show at once."""
        return not any(form.errors for form in self.forms)

    def given(self) -> list[dict[str, Any]]:
        return [form.given() for form in self.forms]


def _form(kit: Kit, place: int, name: str, **kwargs: Any) -> ConditionForm:
    return ConditionForm(kit, name, prefix=f"{PREFIX}-{place}", **kwargs)
