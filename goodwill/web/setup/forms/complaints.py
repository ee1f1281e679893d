"""The form of the complaint procedure: by which words, what is written, who is responsible, how soon."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.automation.models import ComplaintProcedure
from goodwill.conversations.models import Topic


class ProcedureForm(forms.Form):
    """Texts and words have a field for each language of the desk."""

    answer_within = forms.IntegerField(label=_("First answer within, in minutes"), min_value=1, max_value=10_080)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("Leave it where it is"))
    owner = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Who has the conversation, else a lead"),
        help_text=_("Where nobody has the conversation yet."),
    )
    default_cause = forms.ModelChoiceField(
        label=_("Cause while nobody has looked"), queryset=Topic.objects.none(), required=False, empty_label=_("None")
    )
    survey_after = forms.IntegerField(label=_("Ask for a rating, hours after it is settled"), min_value=0, max_value=720)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = {
            "team": Team.objects.all(),
            "owner": Agent.objects.active().exclude(role=Role.READ_ONLY).order_by("name"),
            "default_cause": Topic.objects.filter(is_complaint=True, is_active=True),
        }
        for name, rows in chosen.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for code, spoken in settings.LANGUAGES:
            words = {"language": spoken}
            self.fields[f"words_{code}"] = forms.CharField(
                label=_("Words in %(language)s") % words,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("With commas between them."),
            )
            self.fields[f"acknowledgement_{code}"] = forms.CharField(
                label=_("Acknowledgement in %(language)s") % words,
                required=False,
                widget=forms.Textarea(attrs={"rows": 7}),
                help_text=_("Sent at once. Empty: in the desk's language."),
            )
            self.fields[f"survey_{code}"] = forms.CharField(
                label=_("Question for a rating in %(language)s") % words,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_("With {{ complaint.rating_link }}. Empty in all languages: nobody is asked."),
            )

    def group(self, kind: str) -> list[forms.BoundField]:
        return [self[f"{kind}_{code}"] for code, _name in settings.LANGUAGES]

    def columns(self) -> dict[str, Any]:
        values, codes = self.cleaned_data, [code for code, _name in settings.LANGUAGES]
        words = {code: [word.strip() for word in values[f"words_{code}"].replace("\n", ",").split(",") if word.strip()] for code in codes}
        return {
            **{name: values[name] for name in self.base_fields},
            "words": words,
            "acknowledgement": {code: values[f"acknowledgement_{code}"].strip() for code in codes},
            "survey": {code: values[f"survey_{code}"].strip() for code in codes},
        }

    @staticmethod
    def values_of(held: ComplaintProcedure) -> dict[str, Any]:
        found = {name: getattr(held, name) for name in ProcedureForm.base_fields}
        for code, _name in settings.LANGUAGES:
            found[f"words_{code}"] = ", ".join(held.words.get(code, []))
            found[f"acknowledgement_{code}"] = held.acknowledgement.get(code, "")
            found[f"survey_{code}"] = held.survey.get(code, "")
        return found
