"""Says which conversations belong together: suggested because they name the same order, or linked by an agent."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.domain import changing
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Link, Message
from goodwill.core.rows import Prepared
from goodwill.core.search import identifiers
from goodwill.core.search.models import SearchIdentifier

SAME_ORDER = "same_order"
RELATED = "related"
RECORDED = {SAME_ORDER: "conversation.link_suggested", RELATED: "conversation.linked"}
WITHIN = timedelta(days=30)
LOOKED_AT = 50
MOST = 5


def suggest_same_order(message: Message) -> list[Link]:
    """Link a new conversation to those of the same customer that named the same order in the last 30 days."""
    numbers = order_numbers(f"{message.subject}\n{message.new_text or message.text}")
    if not numbers:
        return []
    conversation = message.conversation
    if len(_OF_CUSTOMER.all(conversation.customer_id)) < 2:
        return []
    lately = Conversation.objects.filter(
        customer_id=conversation.customer_id, merged_into=None, last_message_at__gte=message.created_at - WITHIN
    )
    candidates = list(lately.exclude(pk=conversation.pk).order_by("-last_message_at").values_list("id", flat=True)[:LOOKED_AT])
    if not candidates:
        return []
    shared = SearchIdentifier.objects.filter(kind=identifiers.Kind.ORDER, value__in=numbers, group__in=candidates)
    others = sorted(set(shared.values_list("group", flat=True)), reverse=True)[:MOST]
    links = [Link(conversation=conversation, other_id=other, reason=SAME_ORDER) for other in others]
    return Link.objects.bulk_create(links, ignore_conflicts=True)


# Most who begin a conversation have no other: asked first, and cheaply.
_OF_CUSTOMER = Prepared(lambda customer: Conversation.objects.filter(customer_id=customer).order_by().values_list("id")[:2], int)


def order_numbers(text: str) -> list[str]:
    """The order numbers in a text, in the form that is compared."""
    found = [form for kind, value in identifiers.extract(text) if kind == identifiers.Kind.ORDER for form in identifiers.forms(kind, value)]
    return sorted(set(found))


def between(conversation: Conversation, other: Conversation) -> QuerySet[Link]:
    """The links of these two, whichever of them they begin at."""
    return Link.objects.filter(Q(conversation=conversation, other=other) | Q(conversation=other, other=conversation))


def relate(conversation: Conversation, other: Conversation, *, by: Agent, reason: str = RELATED) -> Link:
    """Link the two, which settles a suggestion; with ``SAME_ORDER`` it is a suggestion again. Raise Refused for one alone."""
    if conversation.pk == other.pk:
        raise Refused(_("A conversation can't be linked to itself."))
    with transaction.atomic():
        changing.locked_in_order(conversation.pk, other.pk)
        link = between(conversation, other).first() or Link(conversation=conversation, other=other)
        if link.reason != reason:
            link.reason = reason
            link.save()
            record(RECORDED[reason], conversation, by=by, data={"other": other.pk})
            _announce(link)
    return link


def dismiss(link: Link, *, by: Agent) -> None:
    """The two have nothing to do with each other: suggest and show it no more."""
    with transaction.atomic():
        if Link.objects.filter(pk=link.pk).delete()[0]:
            record("conversation.link_dismissed", link.conversation, by=by, data={"other": link.other_id, "reason": link.reason})
            _announce(link)


def _announce(link: Link) -> None:
    for conversation in (link.conversation, link.other):
        changing.announce(conversation)
