"""The forms of a script: what it is for, and each kind of its steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.coaching.domain.steps import FIELD, KIND_LABELS, MOST_ROUNDS, TYPE_LABELS, AnswerType, Kind, Step, Tree
from goodwill.coaching.enums import Setting
from goodwill.conversations.models import Topic
from goodwill.remedies.kinds import all_kinds
from goodwill.web.setup.forms.declared import PatientForm

CASES = 6
_PLAIN = ("text", "next", "field", "type", "is_required", "action", "value", "then", "to", "most")


class ScriptForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    setting = forms.ChoiceField(label=_("Used in"), choices=Setting.choices)
    team = forms.ModelChoiceField(label=_("For"), queryset=Team.objects.none(), required=False, empty_label=_("Everyone"))
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=_("Any"),
        help_text=_("Conversations about it are offered this script first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        self.fields["topic"].queryset = Topic.objects.filter(is_active=True)  # type: ignore[attr-defined]


class StepForm(PatientForm):
    """One step of a kind; where it leads is chosen among the others. ``step`` makes what was sent a step."""

    def __init__(self, *args: Any, kind: Kind, tree: Tree, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.tree, self.step_name = kind, tree, name
        self.ways = [
            ("", _now("Choose a step")),
            *((step.name, f"{step.name} · {step.title[:70]}") for step in tree.steps if step.name != name),
        ]
        getattr(self, f"_for_{kind.value}")()

    def step(self) -> Step:
        values = dict(self.cleaned_data)
        cases = tuple((values.pop(f"case_{at}"), values.pop(f"way_{at}")) for at in range(CASES) if values.get(f"case_{at}"))
        plain = {key: value for key, value in values.items() if not key.startswith(("case_", "way_", "value_"))}
        for key in ("choices", "items"):
            if key in plain:
                plain[key] = tuple(line.strip() for line in plain[key].splitlines() if line.strip())
        if self.kind is Kind.DO:
            plain["value"] = values.get(f"value_{plain['action']}", "")
        return Step(name=self.step_name, kind=self.kind, cases=cases, **plain)

    @staticmethod
    def values_of(step: Step) -> dict[str, Any]:
        kept = {
            key: getattr(step, key) for key in ("text", "next", "field", "type", "is_required", "action", "value", "then", "to", "most")
        }
        kept |= {"choices": "\n".join(step.choices), "items": "\n".join(step.items), f"value_{step.action}": step.value}
        for at, (value, way) in enumerate(step.cases):
            kept |= {f"case_{at}": value, f"way_{at}": way}
        return kept

    def clean_field(self) -> str:
        given: str = self.cleaned_data["field"].strip().lower()
        if self.kind is Kind.ASK and not FIELD.fullmatch(given):
            raise forms.ValidationError(_now("Use small letters and _, such as order_size."))
        return given

    def clean_choices(self) -> str:
        given: str = self.cleaned_data["choices"]
        if self.cleaned_data.get("type") == AnswerType.CHOICE and len({line.strip() for line in given.splitlines() if line.strip()}) < 2:
            raise forms.ValidationError(_now("Write two choices at least, each on a line."))
        return given

    def clean_type(self) -> AnswerType:
        return AnswerType(self.cleaned_data["type"])

    def _for_say(self) -> None:
        self._words(_("What to say"))
        self._way()

    def _for_ask(self) -> None:
        self._words(_("What to ask"))
        self.fields["field"] = forms.CharField(
            label=_("Field"), max_length=40, help_text=_("The answer's name, such as order_size. Replies name it {{ script.order_size }}.")
        )
        self.fields["type"] = forms.ChoiceField(
            label=_("The answer is"), choices=[(one.value, label) for one, label in TYPE_LABELS.items()]
        )
        self.fields["choices"] = forms.CharField(
            label=_("Choices"), widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text=_("Each on a line.")
        )
        self.fields["is_required"] = forms.BooleanField(label=_("It must be answered"), required=False, initial=True)
        self._way()

    def _for_do(self) -> None:
        self._words(_("What to do"), is_required=False)
        self.fields["items"] = forms.CharField(
            label=_("To tick off"), widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text=_("Each on a line.")
        )
        actions = [("", _("Nothing")), ("remedy", _("Open a remedy")), ("tag", _("Tag the conversation")), ("topic", _("Give it a topic"))]
        self.fields["action"] = forms.ChoiceField(label=_("Suggested action"), choices=actions, required=False)
        remedies = [(name, kind.label) for name, kind in sorted(all_kinds().items())]
        self.fields["value_remedy"] = forms.ChoiceField(label=_("Which remedy"), choices=remedies, required=False)
        self.fields["value_tag"] = forms.CharField(label=_("Which tag"), max_length=60, required=False)
        self.fields["value_topic"] = forms.ChoiceField(label=_("Which topic"), choices=_topics(), required=False)
        self._way()

    def _for_branch(self) -> None:
        asked = [("", _now("Choose a question")), *((name, f"{name} · {step.title[:60]}") for name, step in self.tree.fields.items())]
        self.fields["field"] = forms.ChoiceField(label=_("The answer to"), choices=asked)
        for at in range(CASES):
            label = _now("Answer %(number)s") % {"number": at + 1}
            self.fields[f"case_{at}"] = forms.CharField(label=label, max_length=200, required=False, help_text=_CASE if at == 0 else "")
            self.fields[f"way_{at}"] = forms.ChoiceField(label=_("leads to"), choices=self.ways, required=False)
        self._way(_("Anything else leads to"))

    def _for_check(self) -> None:
        self._words(_("What is looked at"), is_required=False)
        self.fields["then"] = forms.ChoiceField(label=_("If it holds, go to"), choices=self.ways, required=False)
        self._way(_("Otherwise, go to"))

    def _for_again(self) -> None:
        self.fields["to"] = forms.ChoiceField(label=_("Back to"), choices=self.ways)
        self.fields["most"] = forms.IntegerField(label=_("At most how many times"), min_value=1, max_value=MOST_ROUNDS, initial=1)
        self._way(_("After that, go to"))

    def _for_end(self) -> None:
        self._words(_("Last words"), is_required=False)
        self.fields["value"] = forms.ChoiceField(
            label=_("The conversation was about"),
            choices=[("", _("No topic")), *_topics()],
            required=False,
            help_text=_("It gets this topic."),
        )

    def _words(self, label: Any, *, is_required: bool = True) -> None:
        self.fields["text"] = forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 4}), required=is_required)

    def _way(self, label: Any = "") -> None:
        self.fields["next"] = forms.ChoiceField(label=label or _("Then go to"), choices=self.ways, required=False)


_CASE = _("For yes or no: yes, or no.")


def _topics() -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in Topic.objects.filter(is_active=True).values_list("pk", "name")]


def kinds() -> list[tuple[str, Any]]:
    return [(kind.value, label) for kind, label in KIND_LABELS.items()]
