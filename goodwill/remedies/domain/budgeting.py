"""Makes and changes budgets, and says how much of each is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_set_policy
from goodwill.activity.recording import record
from goodwill.core.money import Money
from goodwill.remedies.domain.describing import GRANTED
from goodwill.remedies.models import Budget, Remedy


class NameTaken(ValueError):
    """Another budget has this name; the message says so."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget with what was drawn from it; ``is_running`` tells whether rules can draw from it now."""

    budget: Budget
    spent: Money
    is_running: bool
    has_ended: bool

    @property
    def amount(self) -> Money:
        return Money(self.budget.amount, self.budget.currency)

    @property
    def left(self) -> Money:
        return Money(max(0, self.budget.amount - self.spent.minor), self.budget.currency)

    @property
    def percent(self) -> int:
        """How much of it is spent."""
        return min(100, 100 * self.spent.minor // self.budget.amount) if self.budget.amount else 100


def standings(at: datetime) -> list[Standing]:
    """All budgets, those that can be drawn from first."""
    granted = Remedy.objects.filter(budget__isnull=False, state__in=GRANTED)
    spent = {row["budget"]: row["spent"] for row in granted.order_by().values("budget").annotate(spent=Sum("value"))}
    found = [_standing(budget, spent.get(budget.pk, 0), at) for budget in Budget.objects.order_by("name")]
    return sorted(found, key=lambda standing: (standing.has_ended, standing.budget.name))


def save(budget: Budget, columns: Mapping[str, Any], *, by: Agent) -> None:
    """Make a budget, or change it; raise NameTaken. Less than what is spent stops what draws from it."""
    if not may_set_policy(by):
        raise NotAllowed(_("Only owners change budgets."))
    for name, value in columns.items():
        setattr(budget, name, value)
    try:
        with transaction.atomic():
            budget.save()
            record(
                "budget.saved", budget, by=by, data={"name": budget.name, "amount": {"minor": budget.amount, "currency": budget.currency}}
            )
    except IntegrityError:
        raise NameTaken(_("There is a budget “%(name)s” already.") % {"name": budget.name}) from None


def _standing(budget: Budget, spent: int, at: datetime) -> Standing:
    has_ended = budget.ends_at is not None and budget.ends_at <= at
    return Standing(budget, Money(spent, budget.currency), budget.starts_at <= at and not has_ended, has_ended)
