"""Forms of calendars: name and zone, whose holidays, a feed, a season."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from goodwill.service_levels.domain.holidays import countries, subdivisions
from goodwill.service_levels.domain.keeping_calendars import zones
from goodwill.service_levels.models import Calendar, Season


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zones()) if "/" in name or name == "UTC"]


class CalendarForm(forms.Form):
    """``calendar`` is the one that is changed, or none for a new one."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Office hours” or “Phone”."))
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Its clock on the wall says when it is open, whenever clocks change.")
    )

    def __init__(self, *args: Any, calendar: Calendar | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        if calendar is not None:
            self.initial = {"name": calendar.name, "zone": calendar.zone}
        else:
            self.fields["zone"].initial = settings.TIME_ZONE

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        others = Calendar.objects.filter(name__iexact=name)
        if (others.exclude(pk=self.calendar.pk) if self.calendar else others).exists():
            raise forms.ValidationError(_("There is already a calendar of this name."))
        return name


class CountryForm(forms.Form):
    """Whose public holidays are proposed as free days."""

    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    subdivision = forms.ChoiceField(label=_("State or region"), required=False)

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"country": calendar.country, "subdivision": calendar.subdivision}
        self.fields["country"].choices = [("", _("no country")), *countries()]  # type: ignore[attr-defined]
        self.parts = subdivisions(calendar.country)
        self.fields["subdivision"].choices = [("", _("the whole country")), *self.parts]  # type: ignore[attr-defined]
        # A part that was shown for the country before means nothing for another.
        chosen = self.data.get("country", calendar.country) if self.is_bound else calendar.country
        if not self.parts or chosen != calendar.country:
            del self.fields["subdivision"]

    def chosen(self) -> tuple[str, str]:
        return self.cleaned_data["country"], self.cleaned_data.get("subdivision", "")


class FeedForm(forms.Form):
    """A calendar from elsewhere: its address, or its file."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Company holidays”."))
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_("An iCalendar address (https:// or webcal://). It is read again every few hours."),
    )
    file = forms.FileField(label=_("Or a file (.ics)"), required=False)
    text = forms.CharField(label=_("Or the calendar's text"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_again:
            del self.fields["name"], self.fields["url"]

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        given = [name for name in ("url", "file", "text") if values.get(name)]
        if len(given) != 1 and not self.errors:
            raise forms.ValidationError(
                _("Give an address, a file, or the text: one of them.") if "url" in self.fields else _("Give a file or the text.")
            )
        return values

    def content(self) -> bytes | None:
        """What was given here and now; None where it is to be fetched."""
        upload, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        return upload.read() if upload else text.encode() if text else None


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SeasonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Christmas hours” or “Sale week”."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is not before the first."))
        elif first and last and (last - first).days >= 366:
            self.add_error("ends_on", _("A season is at most a year long."))
        return values

    @staticmethod
    def values_of(season: Season) -> dict[str, Any]:
        return {"name": season.name, "starts_on": season.starts_on, "ends_on": season.ends_on}
