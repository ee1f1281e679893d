"""The form of a team: its name and its members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team


class TeamForm(forms.ModelForm):
    """``instance`` is the team, or none for a new one."""

    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=Agent.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Team
        fields = ("name",)
        error_messages = {"name": {"unique": _("There is already a team of this name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = Agent.objects.active()
        if self.instance.pk:
            self.initial["members"] = list(self.instance.agents.all())
            agents = (agents | Agent.objects.filter(teams=self.instance)).distinct()
        self.fields["members"].queryset = agents  # type: ignore[attr-defined]
