"""Forms of routing: the switch, what holds for a team, and a rule with what a conversation needs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.web.setup.forms.declared import PatientForm
from goodwill.web.setup.forms.workforce import LEVELS
from goodwill.workforce.enums import Authority
from goodwill.workforce.models import Routing, RoutingRule, Skill, TeamRouting
from goodwill.workforce.models.people import TIERS

OF_RULE = (
    "name", "is_active", "team", "needs_language", "tier", "authority", "boost", "is_vip", "prefers_same_agent", "same_agent_days",
    "prefer_for", "overflow_team", "overflow_after",
)  # fmt: skip
OF_TEAM = ("requeues", "requeue_after", "overflow_team", "overflow_after", "overflows_unstaffed")


def minutes(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(**{"label": label, "min_value": 0, "max_value": 100_000, **options})


def _team(label: Any, empty: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=Team.objects.all(), required=False, empty_label=empty)


class RoutingForm(forms.Form):
    """The desk's settings."""

    raised_after = minutes(
        _("Raise by one priority after so many minutes of waiting"), min_value=1, help_text=_("So that nothing waits for ever.")
    )
    silent_after = minutes(
        _("Offline after so many minutes without a word from the browser"), min_value=1, max_value=120, help_text=_("1 to 120.")
    )

    @staticmethod
    def values_of(row: Routing) -> dict[str, int]:
        return {"raised_after": row.raised_after, "silent_after": row.silent_after}


class TeamRoutingForm(forms.Form):
    """What happens with a team's conversations when nobody of it can take them."""

    requeues = forms.BooleanField(label=_("Give back what an agent leaves behind who goes offline"), required=False)
    requeue_after = minutes(_("Give it back after minutes"))
    overflow_team = _team(_("Overflow into"), _("No other team"))
    overflow_after = minutes(_("Overflow after minutes"), required=False, help_text=_("Empty: never by time alone."))
    overflows_unstaffed = forms.BooleanField(label=_("Overflow at once when nobody of the team is at work"), required=False)

    @staticmethod
    def values_of(row: TeamRouting) -> dict[str, Any]:
        return {name: getattr(row, name) for name in OF_TEAM}

    def row(self) -> TeamRouting:
        return TeamRouting(**self.cleaned_data)


class RoutingRuleForm(PatientForm):
    """A rule as people fill it in, but for its conditions. A level for a skill means that it is needed."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("It stands in the explanation of each assignment."))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    team = _team(_("Goes to the team"), _("Stays where it is"))
    needs_language = forms.BooleanField(
        label=_("Needs the customer's language"), required=False, help_text=_("As far as the language is one of the desk's.")
    )
    tier = forms.TypedChoiceField(label=_("Tier"), choices=TIERS, coerce=int, initial=1)
    authority = forms.ChoiceField(label=_("Must be allowed to give"), choices=Authority.choices, required=False)
    boost = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, initial=0, choices=[(0, _("As it is")), (1, _("One higher")), (2, _("Two higher"))]
    )
    is_vip = forms.BooleanField(label=_("VIP line: goes first within its priority"), required=False)
    agents = forms.ModelMultipleChoiceField(
        label=_("These agents first"), queryset=Agent.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    prefers_same_agent = forms.BooleanField(label=_("Whoever wrote to the customer last, first"), required=False, initial=True)
    same_agent_days = forms.IntegerField(label=_("if that was within days"), min_value=1, max_value=3650, initial=30)
    prefer_for = minutes(_("Wait for them for minutes"), initial=15)
    overflow_team = _team(_("Overflow into"), _("As the team does"))
    overflow_after = minutes(_("Overflow after minutes"), required=False)

    def __init__(self, *args: Any, skills: Sequence[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agents"].queryset = Agent.objects.active().exclude(role="read_only")  # type: ignore[attr-defined]
        self.skills = skills
        for skill in skills:
            field = forms.TypedChoiceField(label=skill.name, choices=LEVELS, coerce=int, empty_value=None, required=False)
            self.fields[f"skill-{skill.pk}"] = field

    @staticmethod
    def values_of(rule: RoutingRule) -> dict[str, Any]:
        levels = {f"skill-{need['skill']}": need["level"] for need in rule.skills}
        return {**{name: getattr(rule, name) for name in OF_RULE}, "agents": rule.agents, **levels}

    def put_on(self, rule: RoutingRule) -> RoutingRule:
        values = self.cleaned_data
        for name in OF_RULE:
            setattr(rule, name, values[name])
        rule.agents = [agent.pk for agent in values["agents"]]
        levels = {skill.pk: values[f"skill-{skill.pk}"] for skill in self.skills}
        rule.skills = [{"skill": number, "level": level} for number, level in levels.items() if level is not None]
        return rule

    def needed(self) -> list[forms.BoundField]:
        return [self[f"skill-{skill.pk}"] for skill in self.skills]
