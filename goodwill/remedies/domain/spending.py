"""Adds up what was given away before, as far as a row of the policy counts it together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet, Sum

from goodwill.core.money import Money
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain.describing import A_YEAR, GRANTED, zone_of
from goodwill.remedies.domain.judging import Row
from goodwill.remedies.enums import GranteeKind, Per
from goodwill.remedies.models import Budget, Remedy, Rule


@dataclass(frozen=True, slots=True)
class Spending:
    """Answers ``judging.Spent`` from the ledger: what is granted or under way counts, and what failed does not.

    What the law gives is no generosity: it is counted only for rows about it. ``apart_from`` is a remedy that does not
    count, since it is being judged again.
    """

    request: Request
    grantee: Grantee
    currency: str
    at: datetime
    apart_from: int = 0

    def __call__(self, row: Row) -> int:
        return _total(self._matching(row)) if row.per != Per.ACTION else 0

    def _matching(self, row: Row) -> QuerySet[Remedy]:
        found = Remedy.objects.filter(self._scope(row.per), state__in=GRANTED, currency=self.currency, is_statutory=row.is_statutory)
        if row.kinds:
            found = found.filter(kind__in=row.kinds)
        return found.exclude(pk=self.apart_from)

    def _scope(self, per: Per) -> Q:
        request = self.request
        if per == Per.ORDER:
            return Q(order=request.order) if request.order else Q(pk=None)
        if per == Per.CUSTOMER:
            return self._whose() & Q(granted_at__gte=self.at - A_YEAR)
        return self._by_grantee() & Q(granted_at__gte=beginning(per, self.at, request))

    def _whose(self) -> Q:
        """The customer's remedies: of the account in the store, else of whoever wrote."""
        buyer = self.request.buyer or (self.request.order.buyer if self.request.order else None)
        if buyer:
            return Q(buyer=buyer)
        conversation = self.request.conversation
        return Q(customer_id=conversation.customer_id) if conversation else Q(pk=None)

    def _by_grantee(self) -> Q:
        match self.grantee.kind:
            case GranteeKind.AGENT:
                return Q(granted_by=self.grantee.agent)
            case GranteeKind.BOT:
                return Q(grantee=GranteeKind.BOT, granted_by=None)
            case _:
                return Q(grantee=GranteeKind.CUSTOMER, granted_by=None) & self._whose()


def beginning(per: Per, at: datetime, request: Request) -> datetime:
    """When the day or the month of ``at`` began in the store's time zone."""
    zone = zone_of(request.store)
    day = at.astimezone(zone).date()
    return datetime.combine(day.replace(day=1) if per == Per.MONTH else day, time(), zone)


def budgets_left(rules: Sequence[Rule], at: datetime, apart_from: int = 0) -> dict[int, Money]:
    """What is left of each budget that these rules draw from; nothing before it starts and after it ends."""
    wanted = {rule.budget_id for rule in rules if rule.budget_id}
    if not wanted:
        return {}
    found = Remedy.objects.filter(budget_id__in=wanted, state__in=GRANTED).exclude(pk=apart_from)
    used = {row["budget_id"]: row["used"] for row in found.values("budget_id").annotate(used=Sum("value"))}
    return {budget.pk: left_of(budget, used.get(budget.pk, 0), at) for budget in Budget.objects.filter(pk__in=wanted)}


def left_of(budget: Budget, used: int, at: datetime) -> Money:
    is_running = budget.starts_at <= at and (budget.ends_at is None or at < budget.ends_at)
    return Money(max(0, budget.amount - used) if is_running else 0, budget.currency)


def _total(found: QuerySet[Remedy]) -> int:
    return found.aggregate(total=Sum("value"))["total"] or 0
