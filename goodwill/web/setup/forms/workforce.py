"""Forms about what agents can do, how much at once, and why they may be away."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf.global_settings import LANGUAGES
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodwill.accounts.models import Agent
from goodwill.workforce.domain import loads
from goodwill.workforce.domain.skills import Known
from goodwill.workforce.enums import SkillKind
from goodwill.workforce.models import AwayReason, Capacity, Seat, Skill
from goodwill.workforce.models.people import TIERS

LEVELS = (
    ("", pgettext_lazy("level", "–")),
    (1, pgettext_lazy("level", "1 · begins")),
    (2, pgettext_lazy("level", "2 · with help")),
    (3, pgettext_lazy("level", "3 · alone")),
    (4, pgettext_lazy("level", "4 · well")),
    (5, pgettext_lazy("level", "5 · expert")),
)


def languages() -> list[tuple[str, str]]:
    """Languages by the code that is kept with a conversation: without regions."""
    found = {code: _now(name) for code, name in LANGUAGES if "-" not in code}
    return sorted(found.items(), key=lambda language: language[1].casefold())


class SkillForm(forms.Form):
    """A skill, or a language, which is known by its code."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False, help_text=_("For a language it may stay empty."))
    code = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _now("It is not a language")), *languages()],
        help_text=_("Conversations in this language can be given to those who know it."),
    )
    is_active = forms.BooleanField(label=_("Can be chosen"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if not values.get("name") and values.get("code"):
            values["name"] = dict(languages())[values["code"]]
        if not values.get("name"):
            self.add_error("name", _("Give it a name."))
        return values

    @staticmethod
    def values_of(skill: Skill) -> dict[str, Any]:
        return {"name": skill.name, "code": skill.code, "is_active": skill.is_active}

    def put_on(self, skill: Skill) -> Skill:
        values = self.cleaned_data
        skill.name, skill.code, skill.is_active = values["name"], values["code"], values["is_active"]
        skill.kind = SkillKind.LANGUAGE if skill.code else SkillKind.SKILL
        return skill


class AgentSkillsForm(forms.Form):
    """Everything that routing knows of one agent: the tier, and a level for each skill."""

    tier = forms.TypedChoiceField(
        label=_("Tier"),
        choices=TIERS,
        coerce=int,
        help_text=_("What is handed up goes to a higher tier. The lowest that will do is asked first."),
    )

    def __init__(self, *args: Any, agent: Agent, skills: Sequence[Skill], **kwargs: Any) -> None:
        known = {row.skill_id: row for row in agent.skills.all()}
        seat = Seat.objects.filter(agent=agent).first()
        super().__init__(*args, **{"initial": {"tier": seat.tier if seat else 1}, **kwargs})
        self.skills = [skill for skill in skills if skill.is_active or skill.pk in known]
        for skill in self.skills:
            row = known.get(skill.pk)
            self.fields[f"level-{skill.pk}"] = forms.TypedChoiceField(
                label=skill.name, choices=LEVELS, coerce=int, empty_value=None, required=False, initial=row.level if row else ""
            )
            self.fields[f"until-{skill.pk}"] = forms.DateField(
                label=_("Until"),
                required=False,
                initial=row.expires_on if row else None,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )

    def wanted(self) -> dict[int, Known]:
        values = self.cleaned_data
        return {
            skill.pk: Known(values[f"level-{skill.pk}"], values[f"until-{skill.pk}"])
            for skill in self.skills
            if values[f"level-{skill.pk}"] is not None
        }

    def lines(self) -> list[tuple[Skill, forms.BoundField, forms.BoundField]]:
        return [(skill, self[f"level-{skill.pk}"], self[f"until-{skill.pk}"]) for skill in self.skills]


class CapacityForm(forms.Form):
    """How many of each channel fit at once; for one agent an empty number means: as everybody."""

    def __init__(self, *args: Any, agent: Agent | None, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent, self.kinds = agent, kinds
        kept = {row.channel: row for row in Capacity.objects.filter(agent=agent)}
        for kind, label in kinds:
            row = kept.get(kind)
            usual = (row.at_once, row.share) if row else (None, None) if agent else (loads.USUAL.at_once, loads.USUAL.share)
            self.fields[f"{kind}-at_once"] = forms.IntegerField(
                label=_("%(channel)s at once") % {"channel": label}, min_value=0, max_value=500, required=agent is None, initial=usual[0]
            )
            self.fields[f"{kind}-share"] = forms.IntegerField(
                label=_("Attention for each, in percent"), min_value=0, max_value=100, required=False, initial=usual[1]
            )

    def wanted(self) -> list[Capacity]:
        values = self.cleaned_data
        return [
            Capacity(channel=kind, at_once=values[f"{kind}-at_once"], share=values[f"{kind}-share"] or 0)
            for kind, _label in self.kinds
            if values[f"{kind}-at_once"] is not None
        ]

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(label, self[f"{kind}-at_once"], self[f"{kind}-share"]) for kind, label in self.kinds]


class AwayReasonForm(forms.Form):
    """A reason for being away, in the desk's own words."""

    name = forms.CharField(label=_("Reason"), max_length=60)
    is_work = forms.BooleanField(
        label=_("It is work"), required=False, help_text=_("Training and meetings are planned work; a break or lunch is not.")
    )
    position = forms.IntegerField(label=_("Place in the menu"), min_value=0, max_value=1000, required=False)
    is_active = forms.BooleanField(label=_("Offered in the menu"), required=False, initial=True)

    def put_on(self, reason: AwayReason) -> AwayReason:
        values = self.cleaned_data
        reason.name, reason.is_work, reason.is_active = values["name"], values["is_work"], values["is_active"]
        reason.position = values["position"] if values["position"] is not None else reason.position
        return reason
