"""The forms of the catalogue of topics."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.conversations.domain.cataloguing import Described
from goodwill.conversations.enums import AsksTopic, SaleStage
from goodwill.conversations.models import Topic


class TopicForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What customers write about, such as “Parcel is late”."))
    stage = forms.ChoiceField(
        label=_("Belongs"), choices=[("", _("To either")), *SaleStage.choices], required=False, widget=forms.RadioSelect, initial=""
    )
    is_complaint = forms.BooleanField(
        label=_("A cause for complaint"),
        required=False,
        help_text=_("Choosing it makes the conversation a complaint, and starts the complaint procedure where that is switched on."),
    )
    is_active = forms.BooleanField(
        label=_("Offered"), required=False, initial=True, help_text=_("Off: it stays where it is, but can't be chosen any more.")
    )

    @property
    def described(self) -> Described:
        values = self.cleaned_data
        return Described(values["name"], values["stage"], values["is_complaint"], values["is_active"])

    @staticmethod
    def values_of(topic: Topic) -> dict[str, Any]:
        return {"name": topic.name, "stage": topic.stage, "is_complaint": topic.is_complaint, "is_active": topic.is_active}


class JoinTopicForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Join with"), queryset=Topic.objects.none(), empty_label=_("Choose a topic"))

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Topic.objects.exclude(pk=topic.pk)  # type: ignore[attr-defined]


class WrapUpForm(forms.Form):
    asks = forms.ChoiceField(
        label=_("When an agent resolves a conversation without a topic"),
        choices=[
            (AsksTopic.OFF, _("Nothing: it is resolved")),
            (AsksTopic.ASK, _("It is resolved, and a topic is asked for")),
            (AsksTopic.REQUIRED, _("A topic must be chosen first")),
        ],
        widget=forms.RadioSelect,
    )
