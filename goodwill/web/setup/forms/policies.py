"""The forms of the policy: a row, the note at switching it on, and what is tried out on it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.commerce.models import Store
from goodwill.core.money import Money, digits
from goodwill.remedies import kinds, reasons
from goodwill.remedies.enums import Effect, GranteeKind, Per
from goodwill.remedies.models import Budget, Rule
from goodwill.web.setup.forms.declared import PatientForm

ROLES = [(role.value, role.label) for role in Role if role != Role.READ_ONLY]
AS_THEY_ARE = (
    "name", "effect", "grantee", "roles", "kinds", "store", "percent", "per", "is_reason_required", "is_statutory", "budget",
    "approver_roles", "explanation",
)  # fmt: skip


def _kinds() -> list[tuple[str, Any]]:
    return sorted(((name, kind.label) for name, kind in kinds.all_kinds().items()), key=lambda choice: str(choice[1]).casefold())


def _currencies() -> list[tuple[str, str]]:
    """Those of the stores and of the rows that there are."""
    found = {*Store.objects.values_list("currency", flat=True), *Rule.objects.values_list("currency", flat=True).distinct()} - {""}
    return [("", "–"), *((code, code) for code in sorted(found))]


class Several(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class RuleForm(PatientForm):
    """A row as people fill it in; what is left empty fits everything."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("It is told to whoever is allowed or denied something by this row.")
    )
    grantee = forms.ChoiceField(label=_("Who asks"), choices=[("", _("Anyone")), *GranteeKind.choices], required=False)
    roles = Several(label=_("Only these roles"), choices=ROLES)
    teams = Several(label=_("Only these teams"))
    agents = Several(label=_("Only these agents"))
    kinds = Several(label=_("Which remedies"), choices=_kinds, help_text=_("None marked: all."))
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none(), required=False, empty_label=_("All stores"))
    countries = forms.CharField(label=_("Countries"), required=False, help_text=_("Two letters each, such as DE, AT. Empty: all."))
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal(0), max_digits=12, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=_currencies, required=False)
    percent = forms.DecimalField(
        label=_("Percent of the order"), min_value=Decimal(0), max_value=Decimal(1000), max_digits=6, required=False
    )
    per = forms.ChoiceField(label=_("Counted"), choices=Per.choices, initial=Per.ACTION)
    budget = forms.ModelChoiceField(label=_("From the budget"), queryset=Budget.objects.none(), required=False, empty_label=_("No budget"))
    reasons = Several(label=_("Only these reasons"), choices=[(name, label) for name, label in reasons.REASONS.items()])
    other_reasons = forms.CharField(label=_("Other reasons"), required=False, help_text=_("Your own words, with commas between them."))
    is_reason_required = forms.BooleanField(label=_("A reason is required"), required=False)
    is_statutory = forms.BooleanField(
        label=_("A right by law, not generosity"), required=False, help_text=_("It is not counted against limits of others.")
    )
    effect = forms.ChoiceField(label=_("What happens"), choices=Effect.choices, widget=forms.RadioSelect, initial=Effect.ALLOW)
    approver_roles = Several(label=_("Approved by"), choices=ROLES)
    approver_teams = Several(label=_("Approved by these teams"))
    escalates_after = forms.IntegerField(label=_("Remind all of them after hours"), min_value=1, max_value=10_000, required=False)
    expires_after = forms.IntegerField(
        label=_("Void after hours"), min_value=1, max_value=10_000, required=False, help_text=_("Empty: three days.")
    )
    step_up_over = forms.DecimalField(label=_("Second factor again over"), min_value=Decimal(0), max_digits=12, required=False)
    explanation = forms.CharField(
        label=_("In words"), max_length=300, required=False, help_text=_("Shown instead of the desk's own sentence.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
        agents = [(str(pk), name) for pk, name in Agent.objects.active().values_list("pk", "name")]
        for name, choices in (("teams", teams), ("approver_teams", teams), ("agents", agents)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["store"].queryset = Store.objects.all()  # type: ignore[attr-defined]
        self.fields["budget"].queryset = Budget.objects.all()  # type: ignore[attr-defined]

    @classmethod
    def unjudged(cls, data: QueryDict) -> "RuleForm":
        """The form as it was sent, without errors: it is still being put together."""
        form = cls(data)
        form.is_judged = False
        return form

    def clean_countries(self) -> list[str]:
        codes = [code.upper() for code in re.split(r"[\s,;]+", self.cleaned_data["countries"]) if code]
        if wrong := [code for code in codes if not re.fullmatch(r"[A-Z]{2}", code)]:
            raise forms.ValidationError(_now("%(code)s is not a country's code.") % {"code": wrong[0]})
        return codes

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if (values.get("amount") is not None or values.get("step_up_over") is not None) and not values.get("currency"):
            self.add_error("currency", _("An amount needs a currency."))
        return values

    def columns(self) -> dict[str, Any]:
        """The columns of ``remedies.models.Rule``, but for its conditions."""
        values = self.cleaned_data
        currency = values["currency"] if values["amount"] is not None or values["step_up_over"] is not None else ""
        others = [word.strip() for word in values["other_reasons"].split(",") if word.strip()]
        return {
            **{name: values[name] for name in AS_THEY_ARE},
            "teams": [int(number) for number in values["teams"]],
            "agents": [int(number) for number in values["agents"]],
            "approver_teams": [int(number) for number in values["approver_teams"]],
            "countries": values["countries"],
            "currency": currency,
            "amount": _minor(values["amount"], currency),
            "step_up_over": _minor(values["step_up_over"], currency),
            "reasons": [*values["reasons"], *others],
            "escalates_after": _hours(values["escalates_after"]),
            "expires_after": _hours(values["expires_after"]),
        }

    @staticmethod
    def values_of(rule: Rule) -> dict[str, Any]:
        return {
            **{name: getattr(rule, name) for name in (*AS_THEY_ARE, "teams", "agents", "approver_teams", "currency")},
            "countries": ", ".join(rule.countries),
            "amount": _major(rule.amount, rule.currency),
            "step_up_over": _major(rule.step_up_over, rule.currency),
            "reasons": [reason for reason in rule.reasons if reason in reasons.REASONS],
            "other_reasons": ", ".join(reason for reason in rule.reasons if reason not in reasons.REASONS),
            "escalates_after": _in_hours(rule.escalates_after),
            "expires_after": _in_hours(rule.expires_after),
        }


class ActivationForm(forms.Form):
    note = forms.CharField(label=_("What changed, and why"), max_length=300, help_text=_("It stands in the history of versions."))


class TrialForm(forms.Form):
    """Who asks for what; nothing of it happens."""

    who = forms.ChoiceField(label=_("Who asks"))
    kind = forms.ChoiceField(label=_("For what"), choices=_kinds, initial="refund")
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal(0), max_digits=12)
    order = forms.CharField(label=_("On the order"), max_length=60, required=False, help_text=_("Its number; empty: no order."))
    reason = forms.ChoiceField(label=_("With the reason"), required=False)
    policy = forms.ChoiceField(label=_("Under"), required=False, choices=[("", _("what holds now")), ("draft", _("the draft"))])

    def __init__(self, *args: Any, named: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = Agent.objects.active().exclude(role=Role.READ_ONLY).order_by("name")
        people = [(str(agent.pk), f"{agent.name} ({agent.get_role_display()})") for agent in agents]
        self.fields["who"].choices = [*people, ("bot", _("the bot")), ("customer", _("the customer, by self-service"))]  # type: ignore[attr-defined]
        known = [*reasons.REASONS, *(reason for reason in named if reason not in reasons.REASONS)]
        self.fields["reason"].choices = [("", _("none")), *((reason, reasons.label(reason)) for reason in known)]  # type: ignore[attr-defined]


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else int((amount * 10 ** digits(currency)).to_integral_value())


def _major(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Money(minor, currency).amount


def _hours(number: int | None) -> timedelta | None:
    return timedelta(hours=number) if number else None


def _in_hours(time: timedelta | None) -> int | None:
    return round(time.total_seconds() / 3600) if time else None
