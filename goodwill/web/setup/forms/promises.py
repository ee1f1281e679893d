"""The forms of a policy of promises: its name and calendar, one form for each promise, one for each step on the way."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.conversations.enums import Priority, Status
from goodwill.service_levels.domain.keeping_policies import MOST_STEPS, Promise
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models import Calendar, Goal, Policy
from goodwill.service_levels.models.policies import usual_pauses
from goodwill.web.setup.forms.declared import PatientForm

UNITS = (("s", _("seconds"), 1), ("min", _("minutes"), 60), ("h", _("hours"), 3600), ("d", _("days of 24 hours"), 86400))
SECONDS = {unit: seconds for unit, _label, seconds in UNITS}
WHEN = (
    ("used", _("before it is due, when so much percent of the time is used")),
    ("due", _("when it is due")),
    ("after", _("after it was due, so many minutes later")),
)
WHOM = (
    ("assignee", _("whoever has it, else the team")),
    ("team", _("the whole team")),
    ("leads", _("the leads")),
    ("administrators", _("administrators and owners")),
)
PRIORITIES = [("", "–"), (Priority.HIGH, Priority.HIGH.label), (Priority.URGENT, Priority.URGENT.label)]
PAUSES = ((Status.PENDING, _("it is the customer's turn")), (Status.SNOOZED, _("it is snoozed")))
USUAL_STEPS: list[dict[str, Any]] = [
    {"when": "used", "percent": 75, "notify": ["assignee"]},
    {"when": "due", "notify": ["assignee", "leads"]},
]


class PolicyForm(PatientForm):
    """What holds for all promises of the policy."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("An explanation of a deadline calls the policy by it."))
    calendar = forms.ModelChoiceField(
        label=_("Which hours count"),
        queryset=Calendar.objects.none(),
        required=False,
        empty_label=_("The default calendar, else round the clock"),
    )
    pauses = forms.MultipleChoiceField(
        label=_("The time for a resolution and for updates stands still while"),
        choices=PAUSES,
        initial=usual_pauses,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True, help_text=_("Otherwise it is passed over."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = Calendar.objects.order_by("-is_default", "name")  # type: ignore[attr-defined]

    @staticmethod
    def values_of(policy: Policy) -> dict[str, Any]:
        return {"name": policy.name, "calendar": policy.calendar_id, "pauses": policy.pauses, "is_active": policy.is_active}


class PromiseForm(PatientForm):
    """How much time one promise gives."""

    metric = forms.ChoiceField(choices=Metric.choices, widget=forms.HiddenInput)
    amount = forms.IntegerField(label=_("Within"), min_value=1, max_value=31_622_400)
    unit = forms.ChoiceField(label=_("Unit"), choices=[(unit, label) for unit, label, _seconds in UNITS], initial="h")

    def within(self) -> timedelta:
        return timedelta(seconds=self.cleaned_data["amount"] * SECONDS[self.cleaned_data["unit"]])

    @staticmethod
    def values_of(goal: Goal) -> dict[str, Any]:
        seconds = int(goal.within.total_seconds())
        unit = next(unit for unit, _label, size in reversed(UNITS) if seconds % size == 0 and (unit != "d" or seconds > size))
        return {"metric": goal.metric, "amount": seconds // SECONDS[unit], "unit": unit}


class StepForm(PatientForm):
    """What happens at one moment on the way."""

    when = forms.ChoiceField(label=_("When"), choices=WHEN)
    number = forms.IntegerField(
        label=_("Percent, or minutes"),
        min_value=1,
        max_value=525_600,
        required=False,
        help_text=_("Not needed for the moment when it is due."),
    )
    notify = forms.MultipleChoiceField(label=_("Tell"), widget=forms.CheckboxSelectMultiple, required=False)
    people = forms.MultipleChoiceField(label=_("Teams and single agents"), widget=forms.CheckboxSelectMultiple, required=False)
    mail = forms.BooleanField(label=_("By e-mail too"), required=False)
    any_hour = forms.BooleanField(
        label=_("At any hour"), required=False, help_text=_("Otherwise only those on duty are told, the others when their shift begins.")
    )
    priority = forms.TypedChoiceField(
        label=_("Raise the priority to"), choices=PRIORITIES,
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    team = forms.TypedChoiceField(label=_("Give it to the team"), coerce=int, empty_value=None, required=False)
    webhook = forms.URLField(
        label=_("Call this address"),
        required=False,
        assume_scheme="https",
        help_text=_("A signed request, as the page on webhooks describes it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = list(Team.objects.order_by("name").values_list("pk", "name"))
        agents = Agent.objects.active().order_by("name").values_list("pk", "name")
        self.fields["notify"].choices = WHOM  # type: ignore[attr-defined]
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            *((f"team:{number}", name) for number, name in teams),
            *((f"agent:{number}", name) for number, name in agents),
        ]
        self.fields["team"].choices = [("", "–"), *teams]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if values.get("when") in ("used", "after") and not values.get("number"):
            self.add_error("number", _("Say how many percent, or how many minutes."))
        if values.get("when") == "used" and (values.get("number") or 0) > 99:
            self.add_error("number", _("A warning comes when 1 to 99 percent of the time are used."))
        return values

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        step: dict[str, Any] = {"when": values["when"], "notify": [*values["notify"], *values["people"]]}
        if values["when"] != "due":
            step["percent" if values["when"] == "used" else "minutes"] = values["number"]
        return step | {name: values[name] for name in ("mail", "any_hour", "priority", "team", "webhook") if values[name]}

    @staticmethod
    def values_of(step: Mapping[str, Any]) -> dict[str, Any]:
        named = set(step.get("notify", ()))
        whom = {word for word, _label in WHOM}
        return {
            **step,
            "number": step.get("percent") or step.get("minutes"),
            "notify": sorted(named & whom),
            "people": sorted(named - whom),
        }


class PromiseFields:
    """One promise of the policy with its steps; its fields are called ``goal-0-…``, those of a step ``goal-0-step-1-…``."""

    def __init__(self, place: int, form: PromiseForm, steps: list[StepForm]) -> None:
        self.place, self.form, self.steps = place, form, steps

    @property
    def metric(self) -> Metric:
        return Metric(self.form["metric"].value())

    @property
    def is_wrong(self) -> bool:
        return bool(self.form.errors) or any(step.errors for step in self.steps)

    def given(self) -> Promise:
        return Promise(self.form.cleaned_data["metric"], self.form.within(), [step.given() for step in self.steps])


class Promises:
    """All promises of a policy; adding and dropping change the form, not the policy."""

    def __init__(self, those: list[PromiseFields]) -> None:
        self.those = those

    @classmethod
    def of(cls, goals: list[Goal]) -> "Promises":
        return cls([
            PromiseFields(place, PromiseForm(prefix=f"goal-{place}", initial=PromiseForm.values_of(goal)), _steps_of(place, goal.steps))
            for place, goal in enumerate(goals)
        ])  # fmt: skip

    @classmethod
    def posted(cls, data: Mapping[str, Any], *, is_judged: bool = True) -> "Promises":
        """As they stand in the sent form; ``act`` makes one more or less:

        ``add-goal``, ``drop-goal:0``, ``add-step:0``, ``drop-step:0:1``.
        """
        what, _colon, where = str(data.get("act", "")).partition(":")
        found = []
        for place in range(len(Metric)):
            if data.get(f"goal-{place}-metric", "") in Metric and (what, where) != ("drop-goal", str(place)):
                form = PromiseForm(data, prefix=f"goal-{place}")
                form.is_judged = is_judged
                found.append(PromiseFields(place, form, _steps_posted(data, place, what, where, is_judged=is_judged)))
        wanted = data.get("metric", "")
        if what == "add-goal" and wanted in Metric and wanted not in {one.metric for one in found}:
            free = next(place for place in range(len(Metric)) if place not in {one.place for one in found})
            found.append(PromiseFields(free, PromiseForm(prefix=f"goal-{free}", initial={"metric": wanted}), _steps_of(free, USUAL_STEPS)))
        return cls(found)

    def is_valid(self) -> bool:
        """Each is looked at, so that all errors show at once."""
        return not any(one.is_wrong for one in self.those)

    def given(self) -> list[Promise]:
        return [one.given() for one in self.those]

    def choices(self) -> list[tuple[str, Any]]:
        """What can still be promised."""
        taken = {one.metric for one in self.those}
        return [(metric.value, metric.label) for metric in Metric if metric not in taken]


def _steps_of(place: int, steps: list[dict[str, Any]]) -> list[StepForm]:
    return [_step(place, number, initial=StepForm.values_of(step)) for number, step in enumerate(steps)]


def _steps_posted(data: Mapping[str, Any], place: int, what: str, where: str, *, is_judged: bool) -> list[StepForm]:
    found = []
    for number in range(MOST_STEPS):
        if data.get(f"goal-{place}-step-{number}-when") and (what, where) != ("drop-step", f"{place}:{number}"):
            form = _step(place, number, data=data)
            form.is_judged = is_judged
            found.append(form)
    if (what, where) == ("add-step", str(place)) and len(found) < MOST_STEPS:
        taken = {int(str(form.prefix).rpartition("-")[2]) for form in found}
        free = next(number for number in range(MOST_STEPS) if number not in taken)
        found.append(_step(place, free, initial={"when": "after", "number": 60, "notify": ["leads"]}))
    return found


def _step(place: int, number: int, **kwargs: Any) -> StepForm:
    return StepForm(prefix=f"goal-{place}-step-{number}", **kwargs)
