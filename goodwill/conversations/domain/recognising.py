"""Suggests which customers may be one person, with what speaks for it; only an agent joins them."""

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum

from goodwill.accounts.models import Agent
from goodwill.conversations.access import customers_for, visible_to
from goodwill.core.search import identifiers
from goodwill.core.search.models import SearchIdentifier
from goodwill.customers.domain import joining
from goodwill.customers.models import Customer

MOST = 5
LOOKED_AT = 50
# What more customers than these name (the shop's own phone, an order in a newsletter) tells nothing about who they are.
MOST_WHO_NAME_IT = 3
LEAST_DIGITS = 4


class Evidence(IntEnum):
    """What speaks for two customers being one, strongest first; the first alone is proof."""

    PROVEN = 1
    ADDRESS = 2
    ORDER = 3
    PHONE = 4
    NAME = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same person; ``value`` is the order or phone number that both named."""

    customer: Customer
    evidence: Evidence
    value: str = ""


def candidates(agent: Agent, customer: Customer) -> list[Candidate]:
    """Those that this agent may see and nobody has set apart, strongest evidence first."""
    found: dict[int, tuple[Evidence, str]] = {}
    for pk in joining.suggested(customer).values_list("pk", flat=True)[:MOST]:
        found.setdefault(pk, (Evidence.PROVEN, ""))
    for pk in joining.of_same_address(customer).values_list("pk", flat=True)[:MOST]:
        found.setdefault(pk, (Evidence.ADDRESS, ""))
    for pk, evidence, value in _of_same_numbers(agent, customer):
        found.setdefault(pk, (evidence, value))
    for pk in joining.of_same_name(customer).values_list("pk", flat=True)[:MOST]:
        found.setdefault(pk, (Evidence.NAME, ""))
    wanted = found.keys() - joining.apart_from(customer) if found else set()
    if not wanted:
        return []
    visible = customers_for(agent).filter(pk__in=wanted).prefetch_related("identities")
    return sorted((Candidate(other, *found[other.pk]) for other in visible), key=lambda one: (one.evidence, one.customer.pk))[:MOST]


def _of_same_numbers(agent: Agent, customer: Customer) -> list[tuple[int, Evidence, str]]:
    """Customers whose conversations name an order or phone number that this one's newest conversations name too."""
    visible = visible_to(agent)
    own = list(visible.filter(customer=customer).order_by("-last_message_at").values_list("pk", flat=True)[:LOOKED_AT])
    named = SearchIdentifier.objects.filter(group__in=own, kind__in=_KINDS)
    numbers = {row for row in named.order_by("-group").values_list("kind", "value")[: 4 * LOOKED_AT] if _is_telling(row[1])}
    if not numbers:
        return []
    same = SearchIdentifier.objects.filter(value__in=[value for _kind, value in numbers], kind__in=_KINDS).exclude(group__in=own)
    others = [row for row in same.order_by("-group").values_list("kind", "value", "group")[: 4 * LOOKED_AT] if row[:2] in numbers]
    owners = dict(visible.filter(pk__in=[row[2] for row in others]).values_list("pk", "customer_id"))
    who: dict[tuple[str, str], set[int]] = defaultdict(set)
    for kind, value, group in others:
        if owners.get(group, customer.pk) != customer.pk:
            who[kind, value].add(owners[group])
    telling = {number: those for number, those in who.items() if len(those) <= MOST_WHO_NAME_IT}
    named_by = [(pk, _KINDS[kind], value.upper()) for (kind, value), those in telling.items() for pk in those]
    # A phone is kept in two forms: the one with the country code tells more.
    return sorted(named_by, key=lambda row: (row[0], row[1], -len(row[2]), row[2]))


def _is_telling(value: str) -> bool:
    """A word with few digits is sooner a voucher that many use than somebody's order."""
    return sum(char.isdigit() for char in value) >= LEAST_DIGITS


_KINDS = {str(identifiers.Kind.ORDER): Evidence.ORDER, str(identifiers.Kind.PHONE): Evidence.PHONE}
