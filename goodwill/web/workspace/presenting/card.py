"""The card beside a conversation: who writes, how we know them, what they bought, what else there was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from goodwill.conversations.access import Scope
from goodwill.conversations.domain import relating
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Link
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared
from goodwill.customers.models import Customer, CustomerNote, Identity
from goodwill.web.workspace.presenting.buying import Buying, buying

OTHERS = 6


@dataclass(frozen=True, slots=True)
class Other:
    number: int
    subject: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """A conversation that belongs to this one, or may (``is_suggested``); ``may_unlink`` where an agent said so."""

    number: int
    subject: str
    at: datetime
    reason: str

    @property
    def is_suggested(self) -> bool:
        return self.reason == relating.SAME_ORDER

    @property
    def may_unlink(self) -> bool:
        return self.reason == relating.RELATED


@dataclass(frozen=True, slots=True)
class Card:
    customer: Customer
    name: str
    identities: list[Identity]
    notes: list[CustomerNote]
    others: list[Other]
    buying: Buying
    related: list[Related] = field(default_factory=list)
    merged: list[tuple[int, str]] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line: since when, and how much there was."""
        return _("Customer since %(year)s") % {"year": self.customer.created_at.year}


def card(conversation: Conversation, scope: Scope, *, part_ids: Sequence[int] = ()) -> Card:
    """``part_ids`` are the conversation and those that were merged into it."""
    customer = conversation.customer
    others = _others(scope).all(customer.pk, conversation.pk)
    identities = _IDENTITIES.all(customer.pk)
    return Card(
        customer=customer,
        name=customer.name or (identities[0].address if identities else conversation.customer_name) or _("Unknown"),
        identities=identities,
        notes=_NOTES.all(customer.pk),
        others=[Other(number, subject or _("(no subject)"), str(Status(status).label), at) for number, subject, status, at in others],
        buying=buying(conversation, identities, part_ids),
        related=_related(conversation, scope),
        merged=list(conversation.merged.values_list("id", "subject")) if len(part_ids) > 1 else [],
    )


@lru_cache(maxsize=256)
def _others(scope: Scope) -> Prepared:
    return Prepared(
        lambda customer, this: (
            Conversation.objects.filter(scope.filter(), customer_id=customer, merged_into=None)
            .exclude(pk=this)
            .order_by("-last_message_at")
            .values_list("id", "subject", "status", "last_message_at")[:OTHERS]
        ),
        int,
        int,
    )


_IDENTITIES = PreparedObjects(lambda customer: Identity.objects.filter(customer_id=customer).order_by("id")[:12])
_NOTES = PreparedObjects(lambda customer: CustomerNote.objects.filter(customer_id=customer).select_related("author")[:5])


def _related(conversation: Conversation, scope: Scope) -> list[Related]:
    """What this one follows, was taken from, was linked to, or may belong to, where the agent may see it."""
    here = conversation.pk
    reasons = {other if one == here else one: reason for one, other, reason in _LINKS.all(here, here)}
    if not reasons:
        return []
    found = Conversation.objects.filter(scope.filter(), pk__in=reasons, merged_into=None).order_by("-last_message_at")
    rows = found.values_list("id", "subject", "last_message_at")
    return [Related(number, subject or _("(no subject)"), at, reasons[number]) for number, subject, at in rows]


_LINKS = Prepared(
    lambda one, other: Link.objects.filter(Q(conversation_id=one) | Q(other_id=other)).values_list("conversation_id", "other_id", "reason"),
    int,
    int,
)
