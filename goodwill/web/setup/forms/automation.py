"""The forms of a rule and of a macro: what they are called, when they run, and their parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.automation.actions import ACTIONS
from goodwill.automation.conditions import KIT
from goodwill.automation.contract import Action, TimeTrigger
from goodwill.automation.models import Macro, Rule
from goodwill.automation.triggers import TRIGGERS
from goodwill.conversations.domain.saving_replies import unknown_variables
from goodwill.conversations.enums import Status
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.forms.declared import PatientForm, fields_of, initial_of, value_of

TRIGGER_PREFIX = "trigger"


@dataclass(frozen=True, slots=True)
class Offered:
    """The catalogue of actions as a kit of parts, offering those for rules or those for macros."""

    for_macros: bool

    @property
    def all(self) -> Mapping[str, Action]:
        return {name: action for name, action in ACTIONS.all.items() if action.for_macros or not self.for_macros}

    def choices(self) -> list[tuple[str, Any]]:
        return [(name, label) for name, label in ACTIONS.choices() if self._is_offered(ACTIONS.get(name))]

    def _is_offered(self, action: Action) -> bool:
        return action.for_macros if self.for_macros else action.for_rules


FOR_RULES, FOR_MACROS = Offered(for_macros=False), Offered(for_macros=True)


class RuleForm(PatientForm):
    """All but the parts."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("It stands in the conversations that the rule touches."),
        error_messages={"required": _("Give the rule a name.")},
    )
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    trigger = forms.ChoiceField(label=_("What happens"))
    stops = forms.BooleanField(
        label=_("Stop here: no further rules after this one"), required=False, help_text=_("For what started it, where it fits.")
    )
    follows_rules = forms.BooleanField(
        label=_("Also after what other rules did"), required=False, help_text=_("Else it looks only at what people and programs do.")
    )
    catches_up = forms.BooleanField(
        label=_("Also where the time has passed already"),
        required=False,
        help_text=_("Only for rules on time: else it begins with what is waited for from now on."),
    )
    most_per_hour = forms.IntegerField(label=_("At most, in an hour and a conversation"), min_value=1, max_value=100, initial=3)
    most_in_all = forms.IntegerField(label=_("At most, in one conversation"), min_value=1, max_value=10_000, initial=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_time = [(name, label) for name, label in TRIGGERS.choices() if isinstance(TRIGGERS.get(name), TimeTrigger)]
        on_events = [choice for choice in TRIGGERS.choices() if choice not in on_time]
        self.fields["trigger"].choices = [(_("When something happens"), on_events), (_("When time passes"), on_time)]  # type: ignore[attr-defined]
        self.fields["trigger"].initial = "message_received"

    def columns(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @staticmethod
    def values_of(rule: Rule) -> dict[str, Any]:
        return {name: getattr(rule, name) for name in RuleForm.base_fields}


class TriggerForm(PatientForm):
    """The parameters of the chosen trigger."""

    prefix = TRIGGER_PREFIX

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trigger = TRIGGERS.all.get(name)
        for declared in self.trigger.fields if self.trigger else ():
            self.fields.update(fields_of(declared))

    def parameters(self) -> dict[str, Any]:
        return {declared.name: value_of(declared, self.cleaned_data) for declared in self.trigger.fields} if self.trigger else {}

    @classmethod
    def of(cls, rule: Rule) -> "TriggerForm":
        values = dict(rule.trigger_parameters)
        for declared in TRIGGERS.all[rule.trigger].fields if rule.trigger in TRIGGERS.all else ():
            values.update(initial_of(declared, rule.trigger_parameters.get(declared.name)))
        return cls(rule.trigger, initial=values)


@dataclass
class RuleParts:
    """A whole rule as it stands in the form."""

    form: RuleForm
    trigger: TriggerForm
    conditions: Conditions
    any_conditions: Conditions
    actions: Conditions

    @classmethod
    def new(cls) -> "RuleParts":
        return cls.of(Rule(trigger="message_received"))

    @classmethod
    def of(cls, rule: Rule) -> "RuleParts":
        return cls(
            RuleForm(initial=RuleForm.values_of(rule)),
            TriggerForm.of(rule),
            Conditions.of(KIT, rule.conditions, prefix="all"),
            Conditions.of(KIT, rule.any_conditions, prefix="any"),
            Conditions.of(FOR_RULES, rule.actions, prefix="action", can_negate=False),
        )

    @classmethod
    def posted(cls, data: QueryDict, *, is_judged: bool = True) -> "RuleParts":
        form = RuleForm(data)
        # Parameters of another trigger than was shown are not asked for yet.
        has_parameters = any(key.startswith(f"{TRIGGER_PREFIX}-") for key in data)
        trigger = TriggerForm(data.get("trigger", ""), data if has_parameters or is_judged else None)
        form.is_judged = trigger.is_judged = is_judged
        return cls(
            form,
            trigger,
            Conditions.posted(KIT, data, is_judged=is_judged, prefix="all"),
            Conditions.posted(KIT, data, is_judged=is_judged, prefix="any"),
            Conditions.posted(FOR_RULES, data, is_judged=is_judged, prefix="action", can_negate=False),
        )

    @property
    def sorts(self) -> tuple[Conditions, ...]:
        return (self.conditions, self.any_conditions, self.actions)

    def is_valid(self) -> bool:
        """Each is looked at, so that all errors show at once."""
        are_parts_well = all([self.trigger.is_valid(), *(sort.is_valid() for sort in self.sorts)])
        if self.form.is_valid() and not are_parts_well:
            self.form.add_error(None, _("Fill in what is marked below."))
        return are_parts_well and self.form.is_valid()

    def columns(self) -> dict[str, Any]:
        return {
            **self.form.columns(),
            "trigger_parameters": self.trigger.parameters(),
            "conditions": self.conditions.given(),
            "any_conditions": self.any_conditions.given(),
            "actions": self.actions.given(),
        }


class MacroForm(PatientForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What agents find it by."), error_messages={"required": _("Give the macro a name.")}
    )
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    team = forms.ModelChoiceField(label=_("For"), queryset=Team.objects.none(), required=False, empty_label=_("Everyone"))
    text = forms.CharField(
        label=_("Reply"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("With variables such as {{ customer.first_name }}. Empty: nothing is sent."),
    )
    status = forms.ChoiceField(
        label=_("After the reply"),
        choices=[
            (Status.PENDING, _("Leave it with the customer")),
            (Status.RESOLVED, _("Resolve it")),
            (Status.OPEN, _("Keep it open")),
        ],
        initial=Status.PENDING,
    )
    is_active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := sorted(unknown_variables(text)):
            raise forms.ValidationError(_("There is no variable %(names)s."), params={"names": ", ".join(unknown)})
        return text

    def columns(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @staticmethod
    def values_of(macro: Macro) -> dict[str, Any]:
        return {name: getattr(macro, name) for name in MacroForm.base_fields}
