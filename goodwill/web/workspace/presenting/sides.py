"""Two customers beside each other: why they may be one person, and what each would bring."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodwill.conversations.domain.recognising import Candidate, Evidence
from goodwill.conversations.models import Conversation
from goodwill.customers.models import Customer, CustomerNote, Identity

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be the same person, and why."""

    number: int
    name: str
    addresses: str
    reason: str
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two customers; ``has_more`` when there are more conversations than are shown."""

    customer: Customer
    name: str
    identities: list[Identity]
    notes: list[CustomerNote]
    conversations: list[Conversation]
    has_more: bool


def name_of(customer: Customer) -> str:
    """The name; for somebody without one, the first address."""
    return customer.name or next((identity.address for identity in customer.identities.all()), _("Unknown"))


def suggestions(candidates: Iterable[Candidate]) -> list[Suggestion]:
    return [
        Suggestion(
            one.customer.pk,
            name_of(one.customer),
            ", ".join(identity.address for identity in one.customer.identities.all()[:3]),
            _REASONS[one.evidence]() % {"value": one.value},
            one.evidence == Evidence.PROVEN,
        )
        for one in candidates
    ]


def side(customer: Customer, conversations: QuerySet[Conversation]) -> Side:
    newest = list(conversations.order_by("-last_message_at")[: NEWEST + 1])
    identities, notes = list(customer.identities.order_by("id")), list(customer.notes.select_related("author"))
    return Side(customer, name_of(customer), identities, notes, newest[:NEWEST], len(newest) > NEWEST)


_REASONS = {
    Evidence.PROVEN: lambda: _("Has proven the same address on another channel"),
    Evidence.ADDRESS: lambda: _("Gives the same address on another channel, without proof"),
    Evidence.ORDER: lambda: _("Wrote about the same order, %(value)s"),
    Evidence.PHONE: lambda: _("Named the same phone number, %(value)s"),
    Evidence.NAME: lambda: _("Has the same name"),
}
