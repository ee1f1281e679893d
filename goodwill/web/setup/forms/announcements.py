"""The form of an announcement; the conditions by which it explains conversations stand beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Team
from goodwill.coaching.domain.announcing import Content
from goodwill.coaching.enums import Kind
from goodwill.coaching.models import Announcement
from goodwill.conversations.domain.saving_replies import unknown_variables
from goodwill.web.setup.forms.declared import PatientForm

WHEN = "%Y-%m-%dT%H:%M"


class AnnouncementForm(PatientForm):
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("What agents see above every page until they have read it."))
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Lines that begin with - make a list, **two stars** bold words, # a heading."),
    )
    terms = forms.CharField(
        label=_("Terms"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Of a promotion: until when, for whom, with what it can't be combined."),
    )
    is_urgent = forms.BooleanField(label=_("Urgent: it stays open above every page until it is confirmed"), required=False)
    teams = forms.ModelMultipleChoiceField(
        label=_("For these teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("For these roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a team and without a role it is for everybody."),
    )
    starts_at = forms.DateTimeField(
        label=_("From"),
        required=False,
        widget=forms.DateTimeInput(format=WHEN, attrs={"type": "datetime-local"}),
        help_text=_("Empty: as soon as it is published."),
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(format=WHEN, attrs={"type": "datetime-local"}),
        help_text=_("Empty: until somebody ends it."),
    )
    suggested_reply = forms.CharField(
        label=_("What to answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("Agents insert it into a conversation that this explains. Variables of saved replies can stand in it."),
    )
    change = forms.CharField(
        label=_("What changed"),
        max_length=300,
        required=False,
        help_text=_("When the words change, everybody is asked again and reads this."),
    )

    def __init__(self, *args: Any, announcement: Announcement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        if announcement is None or not announcement.is_live:
            del self.fields["change"]

    @classmethod
    def unjudged(cls, data: Any, announcement: Announcement | None) -> "AnnouncementForm":
        form = cls(data, announcement=announcement)
        form.is_judged = False
        return form

    @staticmethod
    def values_of(announcement: Announcement) -> dict[str, Any]:
        names = ("kind", "title", "text", "terms", "is_urgent", "roles", "starts_at", "ends_at", "suggested_reply")
        return {**{name: getattr(announcement, name) for name in names}, "teams": announcement.team_ids}

    def clean_suggested_reply(self) -> str:
        text: str = self.cleaned_data["suggested_reply"]
        unknown = sorted(unknown_variables(text))
        if unknown:
            raise forms.ValidationError(_now("There is no variable %(names)s.") % {"names": ", ".join(unknown)})
        return text

    def content(self, matchers: list[dict[str, Any]]) -> Content:
        values = self.cleaned_data
        plain = {name: values[name] for name in ("kind", "title", "text", "terms", "suggested_reply", "is_urgent", "roles")}
        teams = [team.pk for team in values["teams"]]
        return Content(**plain, team_ids=teams, matchers=matchers, starts_at=values["starts_at"], ends_at=values["ends_at"])
