"""The parts of a rule as forms, conditions and actions alike: each is drawn from the fields that it declares."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from goodwill.web.setup.forms.declared import PatientForm, fields_of, initial_of, value_of

PREFIX = "condition"
MOST = 12


class Kit(Protocol):
    """Parts by name, such as ``core.conditions.Kit``."""

    @property
    def all(self) -> Mapping[str, Any]: ...

    def choices(self) -> list[tuple[str, Any]]: ...


class ConditionForm(PatientForm):
    """One part of a kit; ``given`` is what its rule keeps: ``{"name": …, …parameters}``."""

    def __init__(self, kit: Kit, name: str, *args: Any, can_negate: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.condition, self.can_negate = kit.all[name], can_negate
        self.fields["name"] = forms.CharField(widget=forms.HiddenInput, initial=name)
        for declared in self.condition.fields:
            self.fields.update(fields_of(declared))
        if can_negate:
            self.fields["not"] = forms.BooleanField(label=_("Only if this does not hold"), required=False)

    @property
    def place(self) -> int:
        return int(str(self.prefix).rpartition("-")[2])

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {"name": self.condition.name}
        for declared in self.condition.fields:
            found[declared.name] = value_of(declared, values)
        return {**found, "not": True} if values.get("not") else found

    @staticmethod
    def values_of(kit: Kit, given: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(given)
        for declared in kit.all[given["name"]].fields:
            values.update(initial_of(declared, given.get(declared.name)))
        return values


class Conditions:
    """All parts of one sort that a rule has, in their order; adding, dropping and raising change the form, not the rule.

    A page with several sorts gives each a ``prefix``: it is the name of the choice of another one, and the buttons "add",
    "drop" and "raise" say it. ``choices`` are those that the kit offers; all of it are understood.
    """

    def __init__(self, kit: Kit, forms: list[ConditionForm], prefix: str = PREFIX) -> None:
        self.forms, self.prefix, self._kit = forms, prefix, kit

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return self._kit.choices()

    @classmethod
    def of(cls, kit: Kit, kept: list[dict[str, Any]], *, prefix: str = PREFIX, can_negate: bool = True) -> "Conditions":
        known = [given for given in kept if given.get("name") in kit.all]
        found = [
            _form(kit, place, given["name"], prefix, can_negate=can_negate, initial=ConditionForm.values_of(kit, given))
            for place, given in enumerate(known)
        ]
        return cls(kit, found, prefix)

    @classmethod
    def posted(
        cls, kit: Kit, data: Mapping[str, Any], *, is_judged: bool = True, prefix: str = PREFIX, can_negate: bool = True
    ) -> "Conditions":
        """As they stand in the sent form. Not judged: without errors, for a form that is still being put together."""
        data, found = _raised(data, prefix), []
        dropped = {str(data.get("drop", "")).removeprefix(f"{prefix}-")}
        for place in range(MOST):
            name = data.get(f"{prefix}-{place}-name", "")
            if name in kit.all and str(place) not in dropped:
                form = _form(kit, place, name, prefix, can_negate=can_negate, data=data)
                form.is_judged = is_judged
                found.append(form)
        wanted = data.get(prefix, "") if data.get("add", "") in (prefix, "1") else ""
        if wanted in kit.all and len(found) < MOST:
            free = max((form.place for form in found), default=-1) + 1
            # Behind the others; where their numbers are used up, in a gap that dropping left.
            gap = next(place for place in range(MOST) if place not in {form.place for form in found})
            found.append(_form(kit, free if free < MOST else gap, wanted, prefix, can_negate=can_negate))
        return cls(kit, found, prefix)

    @staticmethod
    def are_put_together(data: Mapping[str, Any], prefix: str = PREFIX) -> bool:
        """Whether the form was sent to change these parts, not to be saved."""
        return data.get("add") == prefix or any(str(data.get(verb, "")).startswith(f"{prefix}-") for verb in ("drop", "raise"))

    def is_valid(self) -> bool:
        """Each is looked at, so that all errors show at once."""
        return not any(form.errors for form in self.forms)

    def given(self) -> list[dict[str, Any]]:
        return [form.given() for form in self.forms]


def _form(kit: Kit, place: int, name: str, prefix: str, **kwargs: Any) -> ConditionForm:
    return ConditionForm(kit, name, prefix=f"{prefix}-{place}", **kwargs)


def _raised(data: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """The same form with the part that ``raise`` names standing one place further up."""
    sort, _dash, wish = str(data.get("raise", "")).rpartition("-")
    if sort != prefix or not wish.isdecimal() or not isinstance(data, QueryDict):
        return data
    places = [place for place in range(MOST) if f"{prefix}-{place}-name" in data]
    if int(wish) not in places[1:]:
        return data
    low = int(wish)
    high = places[places.index(low) - 1]
    swapped = data.copy()
    for key in data:
        if key.startswith((f"{prefix}-{low}-", f"{prefix}-{high}-")):
            swapped.pop(key)
    for key, values in data.lists():
        for here, there in ((low, high), (high, low)):
            if key.startswith(f"{prefix}-{here}-"):
                swapped.setlist(f"{prefix}-{there}-{key.removeprefix(f'{prefix}-{here}-')}", values)
    return swapped
