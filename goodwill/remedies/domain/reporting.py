"""The ledger as a report: its entries page by page, and what was given away, by agent, kind, rule, reason, or month."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from goodwill.core.money import Money
from goodwill.remedies.domain.describing import GRANTED
from goodwill.remedies.models import LedgerEntry, Remedy

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Which remedies a report is about; what is left empty does not matter. ``since`` is included, ``until`` is not."""

    since: datetime | None = None
    until: datetime | None = None
    agent_id: int | None = None
    kind: str = ""
    rule: str = ""
    reason: str = ""
    store_id: int | None = None
    state: str = ""

    def remedies(self, prefix: str = "") -> Q:
        """The filter for remedies, or for what refers to one by ``prefix``."""
        wanted: dict[str, Any] = {
            "asked_at__gte": self.since,
            "asked_at__lt": self.until,
            "agent_id": self.agent_id,
            "kind": self.kind,
            "rule_name": self.rule,
            "reason": self.reason,
            "store_id": self.store_id,
            "state": self.state,
        }
        return Q(**{prefix + name: value for name, value in wanted.items() if value not in (None, "")})


class By(StrEnum):
    """What a sum is made for."""

    AGENT = "agent"
    KIND = "kind"
    RULE = "rule"
    REASON = "reason"
    MONTH = "month"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Total:
    """What was given away for one agent, kind, rule … (``key``; ``name`` where people call it otherwise)."""

    key: Any
    name: str
    count: int
    value: Money


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first; ``older`` is to be given for the next ones, 0 when there are none."""

    entries: list[LedgerEntry]
    older: int


def page(which: Filter, *, before: int = 0, limit: int = PAGE) -> Page:
    """One page of the ledger, from the entry before this id on."""
    found = LedgerEntry.objects.filter(which.remedies("remedy__"))
    if before:
        found = found.filter(pk__lt=before)
    related = found.select_related("agent", "remedy__agent", "remedy__order", "remedy__buyer", "remedy__store", "remedy__conversation")
    entries = list(related.order_by("-pk")[: limit + 1])
    return Page(entries[:limit], entries[limit - 1].pk if len(entries) > limit else 0)


def remedies(which: Filter, *, before: int = 0, limit: int = PAGE) -> tuple[list[Remedy], int]:
    """One page of remedies, newest first, with the id to ask before for more (0: there are none)."""
    found = Remedy.objects.filter(which.remedies())
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("agent", "granted_by", "order", "buyer", "store", "conversation").order_by("-pk")[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else 0


def totals(which: Filter, by: By) -> list[Total]:
    """Sums of what was granted and not given up, per currency, the largest first; months in their order."""
    key, name = _columns(by)
    granted = Remedy.objects.filter(which.remedies(), state__in=GRANTED).annotate(group=key, called=name).order_by()
    rows = granted.values("group", "called", "currency").annotate(count=Count("pk"), total=Sum("value"))
    found = [Total(row["group"], str(row["called"] or ""), row["count"], Money(row["total"], row["currency"])) for row in rows]
    if by == By.MONTH:
        return sorted(found, key=lambda total: (total.key, total.value.currency))
    return sorted(found, key=lambda total: (-total.value.minor, total.name))


def _columns(by: By) -> tuple[Any, Any]:
    match by:
        case By.AGENT:
            return F("agent"), F("agent__name")
        case By.KIND:
            return F("kind"), F("kind")
        case By.RULE:
            return F("rule_name"), F("rule_name")
        case By.REASON:
            return F("reason"), F("reason")
        case By.BUDGET:
            return F("budget"), F("budget__name")
        case By.MONTH:
            return TruncMonth("asked_at"), TruncMonth("asked_at")
