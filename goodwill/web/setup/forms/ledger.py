"""The filter of the ledger."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.remedies import kinds, reasons
from goodwill.remedies.domain import tabling
from goodwill.remedies.domain.reporting import Filter
from goodwill.remedies.enums import RemedyState

MONTHS = 24


class LedgerForm(forms.Form):
    """Every field may stay empty; one that makes no sense counts as empty."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    reason = forms.ChoiceField(label=_("Why"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *RemedyState.choices])
    month = forms.ChoiceField(label=_("Month"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything: list[tuple[str, Any]] = [("", _("All"))]
        rules = list(tabling.active().rules.order_by("position"))
        named = [reason for rule in rules for reason in rule.reasons]
        offered: dict[str, list[tuple[str, Any]]] = {
            "who": [(str(pk), name) for pk, name in Agent.objects.order_by("name").values_list("pk", "name")],
            "kind": sorted(((name, kind.label) for name, kind in kinds.all_kinds().items()), key=lambda choice: str(choice[1])),
            "rule": [(name, name) for name in dict.fromkeys([*(rule.name for rule in rules), self._asked("rule")]) if name],
            "reason": [(name, reasons.label(name)) for name in dict.fromkeys([*reasons.REASONS, *named, self._asked("reason")]) if name],
            "month": [(month.isoformat()[:7], date_format(month, "F Y")) for month in _months()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = everything + choices  # type: ignore[attr-defined]

    def which(self) -> Filter:
        self.is_valid()
        values = self.cleaned_data
        since, until = _bounds(values.get("month", ""))
        return Filter(
            since=since,
            until=until,
            agent_id=int(values["who"]) if values.get("who") else None,
            kind=values.get("kind", ""),
            rule=values.get("rule", ""),
            reason=values.get("reason", ""),
            state=values.get("state", ""),
        )

    def _asked(self, name: str) -> str:
        """What a link asks for, though the table names it no more."""
        return str(self.data.get(name, ""))[:200]


def _months() -> list[date]:
    month = timezone.localdate().replace(day=1)
    found = [month]
    while len(found) < MONTHS:
        month = (month.replace(year=month.year - 1, month=12)) if month.month == 1 else month.replace(month=month.month - 1)
        found.append(month)
    return found


def _bounds(month: str) -> tuple[datetime | None, datetime | None]:
    if not month:
        return None, None
    first = date.fromisoformat(f"{month}-01")
    after = first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (first, after))
    return since, until
