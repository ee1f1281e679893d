"""Looks for what may be abuse: agents always at their limit, customers with claim after claim, many refunds to one house.

A signal is a reason to look, never a verdict: it carries its numbers and what it counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.models import Agent
from goodwill.commerce.models import StoreCustomer
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.remedies.domain.describing import GRANTED
from goodwill.remedies.models import Remedy
from goodwill.remedies.wording import money

AGENT_PERIOD = timedelta(days=30)
NEAR = 90  # percent of what the rule would have let pass
FEWEST_NEAR = 5
NEAR_SHARE = 50  # percent of the agent's remedies under a limit
CLAIM_PERIOD = timedelta(days=180)
FEWEST_CLAIMS = 3
CLAIM_SHARE = 50  # percent of the customer's orders
FEWEST_AT_ADDRESS = 3
MOST = 50


class Sign(StrEnum):
    NEAR_LIMIT = "near_limit"
    SERIAL_CLAIMS = "serial_claims"
    SHARED_ADDRESS = "shared_address"


@dataclass(frozen=True, slots=True)
class Signal:
    """Something to look at: in words, with its numbers, whom it is about, and the remedies that were counted.

    Exactly one of ``agent`` and ``buyers`` says whom. ``since`` and ``address_key`` find the remedies again.
    """

    sign: Sign
    sentence: str
    count: int
    of: int
    value: Money
    since: datetime
    last_at: datetime
    agent: Agent | None = None
    buyers: tuple[StoreCustomer, ...] = ()
    address_key: str = ""

    def remedies(self, limit: int = 50) -> list[Remedy]:
        """What was counted, newest first."""
        given = Remedy.objects.filter(state__in=GRANTED, asked_at__gte=self.since).select_related("order", "buyer", "store", "agent")
        if self.agent is not None:
            given = given.filter(granted_by=self.agent, limit__gt=0, value__gte=_near())
        elif self.address_key:
            given = given.filter(address_key=self.address_key, value__gt=0)
        else:
            given = given.filter(buyer__in=self.buyers, value__gt=0, is_statutory=False)
        return list(given.order_by("-asked_at", "-pk")[:limit])


def signals(at: datetime | None = None) -> list[Signal]:
    """All there is to look at now, the largest amounts first."""
    moment = at or now()
    found = [*near_limit(moment), *serial_claims(moment), *shared_addresses(moment)]
    return sorted(found, key=lambda signal: (-signal.value.minor, -signal.count))


def near_limit(at: datetime) -> Iterator[Signal]:
    """Agents who give nearly all that their rule lets pass, again and again: five times in 30 days, and half of the time."""
    since = at - AGENT_PERIOD
    limited = Remedy.objects.filter(state__in=GRANTED, granted_by__isnull=False, limit__gt=0, value__gt=0, asked_at__gte=since)
    near = Q(value__gte=_near())
    rows = limited.values("granted_by", "currency").annotate(
        seen=Count("pk"), near=Count("pk", filter=near), total=Sum("value", filter=near), last=Max("asked_at", filter=near)
    )
    wanted = [row for row in rows.filter(near__gte=FEWEST_NEAR)[:MOST] if row["near"] * 100 >= row["seen"] * NEAR_SHARE]
    agents = Agent.objects.in_bulk([row["granted_by"] for row in wanted])
    for row in wanted:
        agent, value = agents[row["granted_by"]], Money(row["total"], row["currency"])
        words = {"who": agent.name, "near": row["near"], "seen": row["seen"], "share": NEAR, "value": money(value)}
        sentence = _("%(who)s gave at least %(share)s %% of the limit in %(near)s of %(seen)s remedies, %(value)s in all.") % words
        yield Signal(Sign.NEAR_LIMIT, sentence, row["near"], row["seen"], value, since, row["last"], agent=agent)


def serial_claims(at: datetime) -> Iterator[Signal]:
    """Customers who were given something on three orders or more in 180 days, and on half of all they ever ordered."""
    since = at - CLAIM_PERIOD
    given = Remedy.objects.filter(state__in=GRANTED, buyer__isnull=False, value__gt=0, is_statutory=False, asked_at__gte=since)
    rows = given.values("buyer", "currency").annotate(
        orders=Count("order", distinct=True), total=Sum("value"), last=Max("asked_at"), ever=Max("buyer__order_count")
    )
    wanted = rows.filter(orders__gte=FEWEST_CLAIMS).filter(orders__gte=F("ever") * CLAIM_SHARE / 100)[:MOST]
    buyers = StoreCustomer.objects.in_bulk([row["buyer"] for row in wanted])
    for row in wanted:
        buyer, value = buyers[row["buyer"]], Money(row["total"], row["currency"])
        words = {"who": str(buyer), "orders": row["orders"], "ever": row["ever"], "value": money(value)}
        sentence = _("%(who)s was given something on %(orders)s of %(ever)s orders, %(value)s in all.") % words
        yield Signal(Sign.SERIAL_CLAIMS, sentence, row["orders"], row["ever"], value, since, row["last"], buyers=(buyer,))


def shared_addresses(at: datetime) -> Iterator[Signal]:
    """One house to which three accounts or more had money back, or goods for nothing, in 180 days."""
    since = at - CLAIM_PERIOD
    given = Remedy.objects.filter(state__in=GRANTED, value__gt=0, asked_at__gte=since, buyer__isnull=False).exclude(address_key="")
    rows = given.values("address_key", "currency").annotate(
        accounts=Count("buyer", distinct=True), seen=Count("pk"), total=Sum("value"), last=Max("asked_at")
    )
    for row in rows.filter(accounts__gte=FEWEST_AT_ADDRESS)[:MOST]:
        value = Money(row["total"], row["currency"])
        same_house = given.filter(address_key=row["address_key"]).values("buyer")
        buyers = tuple(StoreCustomer.objects.filter(pk__in=same_house).order_by("pk")[:10])
        words = {"count": row["seen"], "accounts": row["accounts"], "value": money(value)}
        sentence = ngettext(
            "%(count)s remedy went to one address under %(accounts)s accounts, %(value)s in all.",
            "%(count)s remedies went to one address under %(accounts)s accounts, %(value)s in all.",
            row["seen"],
        )
        yield Signal(
            Sign.SHARED_ADDRESS,
            sentence % words,
            row["seen"],
            row["accounts"],
            value,
            since,
            row["last"],
            buyers=buyers,
            address_key=row["address_key"],
        )


def _near() -> CombinedExpression:
    """From which value on a remedy is near its limit."""
    return F("limit") * NEAR / 100
