"""The forms of saved replies, tags and blocked senders."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.conversations.domain.saving_replies import unknown_variables
from goodwill.conversations.models import Tag


class SavedReplyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("What agents find it by."))
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 10}))
    team = forms.ModelChoiceField(label=_("For"), queryset=Team.objects.none(), required=False, empty_label=_("Everyone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Refuse variables that do not exist: a customer must never read a name in braces."""
        text: str = self.cleaned_data["text"]
        unknown = sorted(unknown_variables(text))
        if unknown:
            raise forms.ValidationError(_now("There is no variable %(names)s.") % {"names": ", ".join(unknown)})
        return text


class TagForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("The name of another tag joins the two."))


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Join with"), queryset=Tag.objects.none(), empty_label=_("Choose a tag"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Tag.objects.exclude(pk=tag.pk)  # type: ignore[attr-defined]


class BlockedSenderForm(forms.Form):
    pattern = forms.CharField(
        label=_("Address or domain"), max_length=320, help_text=_("spam@example.com, or @example.com for everyone there.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip().lower()
        if not re.fullmatch(r"[^@\s]*@[^@\s]+\.[^@\s.]+", pattern):
            raise forms.ValidationError(_("Enter an address, or @ and a domain."))
        return pattern
