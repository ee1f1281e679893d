"""Forms of the plan: one shift or several days of it at once, and a pasted table."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.workforce.enums import ShiftKind
from goodwill.workforce.models import Shift

MOST_LINES = 500


class ShiftForm(forms.Form):
    """A shift on one day, or on several days of a week. One that ends before it begins ends on the next day."""

    agent = forms.ModelChoiceField(label=_("Agent"), queryset=Agent.objects.none())
    kind = forms.ChoiceField(label=_("What"), choices=ShiftKind.choices, initial=ShiftKind.WORK)
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), initial=time(9))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), initial=time(17))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, agents: Iterable[Agent], week: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = Agent.objects.filter(pk__in=[agent.pk for agent in agents])  # type: ignore[attr-defined]
        self.week = week
        if week is None:
            self.fields["day"] = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        else:
            self.fields["days"] = forms.TypedMultipleChoiceField(
                label=_("Days"), coerce=int, choices=list(WEEKDAYS_ABBR.items()), widget=forms.CheckboxSelectMultiple
            )

    def days(self) -> list[date]:
        if self.week is None:
            return [self.cleaned_data["day"]]
        return [self.week + timedelta(days=day) for day in self.cleaned_data["days"]]

    def shifts(self) -> list[Shift]:
        """The shifts as they would be, not kept yet."""
        values = self.cleaned_data
        return [self.put_on(Shift(), values["agent"], day) for day in self.days()]

    def put_on(self, shift: Shift, agent: Agent, day: date) -> Shift:
        values = self.cleaned_data
        shift.agent, shift.kind, shift.note = agent, values["kind"], values["note"]
        shift.starts_at, shift.ends_at = stretch(day, values["starts"], values["ends"])
        return shift


def stretch(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """From and until as moments, in the time zone of whoever plans; into the next day where it ends earlier than it begins."""
    zone = timezone.get_current_timezone()
    last = day + timedelta(days=1) if ends <= starts else day
    return datetime.combine(day, starts, zone), datetime.combine(last, ends, zone)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted table says; each problem names its line."""

    shifts: list[Shift]
    problems: list[str]


def read(text: str) -> Pasted:
    """Lines of agent (e-mail address or name), day, from, until and kind, with commas, semicolons or tabs between them."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return Pasted([], [_now("That is more than %(count)s lines.") % {"count": MOST_LINES}])
    agents = {key.casefold(): agent for agent in Agent.objects.active() for key in (agent.name, agent.email)}
    kinds = {key.casefold(): value for value, label in ShiftKind.choices for key in (value, str(label))}
    shifts, problems = [], []
    separator = next((sign for sign in "\t;" if lines and sign in lines[0]), ",")
    for number, cells in enumerate(csv.reader(lines, delimiter=separator), start=1):
        try:
            shifts.append(_shift([cell.strip() for cell in cells], agents, kinds))
        except ValueError as error:
            problems.append(_now("Line %(number)s: %(problem)s") % {"number": number, "problem": error})
    return Pasted(shifts, problems)


def _shift(cells: list[str], agents: dict[str, Agent], kinds: dict[str, str]) -> Shift:
    if len(cells) < 4:
        raise ValueError(_now("agent, day, from and until are needed."))
    agent = agents.get(cells[0].casefold())
    if agent is None:
        raise ValueError(_now("there is no agent “%(name)s”.") % {"name": cells[0]})
    try:
        day, starts, ends = date.fromisoformat(cells[1]), time.fromisoformat(cells[2].zfill(5)), time.fromisoformat(cells[3].zfill(5))
    except ValueError:
        raise ValueError(_now("write days as 2026-11-30 and times as 09:00.")) from None
    kind = kinds.get((cells[4] if len(cells) > 4 and cells[4] else ShiftKind.WORK).casefold())
    if kind is None:
        raise ValueError(_now("there is no kind of shift “%(name)s”.") % {"name": cells[4]})
    starts_at, ends_at = stretch(day, starts, ends)
    return Shift(agent=agent, kind=kind, starts_at=starts_at, ends_at=ends_at)
