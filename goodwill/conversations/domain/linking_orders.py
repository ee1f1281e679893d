"""Says which orders a conversation is about: those that a message names, the sender's latest, or what an agent says."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.domain import finding, identifying_buyers
from goodwill.commerce.domain.finding import Found, FoundBy
from goodwill.commerce.models import Order, Shipment
from goodwill.conversations.access import tokens_of
from goodwill.conversations.domain import changing, indexing
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.models import Conversation, ConversationOrder, Message
from goodwill.core import bulk
from goodwill.core.clock import now
from goodwill.core.rows import Prepared, PreparedAmong
from goodwill.core.search import identifiers
from goodwill.core.search.identifiers import Kind
from goodwill.core.search.models import SearchIdentifier

BY_AGENT = "agent"
LINKED, DISMISSED = "conversation.order_linked", "conversation.order_dismissed"
# An order that the sender does not name is what they write about only while it is fresh.
FRESH = timedelta(days=90)
# Messages that came before their order was known.
LATELY = timedelta(days=30)
MOST_CONVERSATIONS = 20
MOST_LATELY = 5_000


def link_named(message: Message) -> list[Order]:
    """Link the orders that a message names; the sender's latest one where it names none and none is linked yet.

    Whoever has proven the address that they write from is recognised as the owner of the accounts under it. Only they
    have a latest order: a claimed address shows nobody's orders.
    """
    if message.identity is not None and message.identity.is_verified:
        identifying_buyers.recognise(message.identity)
    text = f"{message.subject}\n{message.new_text or message.text}"
    found = finding.orders_for_text(text, known_addresses=[message.sender_address])
    if not found and not message.is_third_party and not _LINKED.all([message.conversation_id]):
        found = _latest(message)
    return _link(message.conversation, found)


def link_awaited(order: Order) -> None:
    """An order has come in: link the conversations that named it lately, before the mirror knew of it."""
    numbers = [group for value in identifiers.forms(Kind.ORDER, order.number) for (group,) in _NAMING.all(value)]
    if not numbers:
        return
    lately = Conversation.objects.filter(pk__in=numbers, last_message_at__gte=now() - LATELY)
    for conversation in lately.select_related("merged_into"):
        if _link(conversation, [Found(order, FoundBy.NUMBER)]):
            changing.announce(conversation)


def link_imported(store_id: int) -> int:
    """A store was read for the first time: link the conversations that named its orders lately; return how many."""
    lately = Conversation.objects.filter(merged_into=None, last_message_at__gte=now() - LATELY).order_by("-last_message_at")
    conversations = {conversation.pk: conversation for conversation in lately[:MOST_LATELY]}
    named = bulk.among(SearchIdentifier, ("group", "value"), "group", list(conversations), kind=str(Kind.ORDER))
    known = bulk.among(Order, ("lookup", "id"), "lookup", sorted({value for _group, value in named}), store_id=store_id)
    by_lookup, orders = dict(known), Order.objects.present().in_bulk([pk for _lookup, pk in known])
    linked = 0
    for group, value in named:
        order = orders.get(by_lookup.get(value, 0))
        if order is not None and _link(conversations[group], [Found(order, FoundBy.NUMBER)]):
            changing.announce(conversations[group])
            linked += 1
    return linked


def link(conversation: Conversation, order: Order, *, by: Agent) -> ConversationOrder:
    """An agent says that the conversation is about this order, whatever was said before."""
    with transaction.atomic():
        changing.locked(conversation.pk)
        known = ConversationOrder.objects.filter(conversation=conversation, order=order).first()
        if known is not None and not known.is_dismissed:
            return known
        values = {"found_by": BY_AGENT, "is_dismissed": False}
        made = ConversationOrder.objects.update_or_create(conversation=conversation, order=order, defaults=values)[0]
        record(LINKED, conversation, by=by, data={"order": order.pk, "number": order.number, "found_by": BY_AGENT})
        make_findable([conversation])
        changing.announce(conversation)
    return made


def dismiss(conversation: Conversation, order: Order, *, by: Agent) -> bool:
    """The conversation is not about this order: show it no more, even when it is named again. False when it did not."""
    with transaction.atomic():
        changing.locked(conversation.pk)
        links = ConversationOrder.objects.filter(conversation_id__in=part_ids(conversation), order=order, is_dismissed=False)
        if not links.update(is_dismissed=True):
            return False
        record(DISMISSED, conversation, by=by, data={"order": order.pk, "number": order.number})
        _unfind(conversation, order)
        changing.announce(conversation)
    return True


def links_of(conversation: Conversation) -> list[ConversationOrder]:
    """The orders that the conversation and those merged into it are about, the newest order first, each once."""
    links = _present(part_ids(conversation)).select_related("order__store", "order__buyer").order_by("-order__placed_at", "id")
    return list({found.order_id: found for found in reversed(links)}.values())[::-1]


def make_findable(conversations: Iterable[Conversation]) -> None:
    """Let conversations be found by the numbers of their orders and parcels, though nobody wrote them."""
    by_id = {conversation.pk: conversation for conversation in conversations}
    if not by_id or not (rows := _LINKED.all(list(by_id))):
        return
    pairs: dict[int, list[tuple[str, str]]] = {}
    orders = {number: _identifiers(order) for number, order in Order.objects.in_bulk({order for _conversation, order in rows}).items()}
    for conversation, order in rows:
        pairs.setdefault(conversation, []).extend(orders[order])
    for number, found in pairs.items():
        identifiers.put(number, found, tokens_of(by_id[number]))


def _link(conversation: Conversation, found: Sequence[Found]) -> list[Order]:
    """Link what is not linked or dismissed yet."""
    if not found:
        return []
    moment = now()
    rows = [
        {
            "conversation_id": conversation.pk,
            "order_id": one.order.pk,
            "found_by": str(one.found_by),
            "is_dismissed": False,
            "created_at": moment,
        }
        for one in found
    ]
    before = set(chain.from_iterable(_KNOWN.all([conversation.pk])))
    bulk.insert_missing(ConversationOrder, rows, ("order_id", "conversation_id"))
    new = [one for one in found if one.order.pk not in before]
    for one in new:
        record(LINKED, conversation, data={"order": one.order.pk, "number": one.order.number, "found_by": str(one.found_by)})
    if new:
        make_findable([conversation])
    return [one.order for one in new]


def _latest(message: Message) -> list[Found]:
    """The newest order of a sender who has proven the address, while it is fresh."""
    if message.identity is None or not message.identity.is_verified:
        return []
    order = finding.latest_of(message.identity.address, message.identity.customer_id)
    if order is None or order.placed_at < message.created_at - FRESH:
        return []
    return [Found(order, FoundBy.EMAIL)]


def _identifiers(order: Order) -> list[tuple[str, str]]:
    parcels = Shipment.objects.filter(order=order).exclude(tracking_number="").values_list("tracking_number", flat=True)
    return [(Kind.ORDER, order.number), *((Kind.TRACKING, number) for number in parcels)]


def _unfind(conversation: Conversation, order: Order) -> None:
    """Take the order's numbers out of the search, but for those that a message itself names."""
    parts = part_ids(conversation)
    values = {form for kind, value in _identifiers(order) for form in identifiers.forms(kind, value)}
    SearchIdentifier.objects.filter(group__in=parts, value__in=values, kind__in=[Kind.ORDER, Kind.TRACKING]).delete()
    for message in indexing.findable_messages().filter(conversation_id__in=parts).select_related("conversation__merged_into"):
        indexing.put_identifiers(message)
    make_findable(Conversation.objects.filter(pk__in=parts).select_related("merged_into"))


def _present(conversations: Sequence[int]) -> QuerySet[ConversationOrder]:
    return ConversationOrder.objects.filter(conversation_id__in=conversations, is_dismissed=False, order__removed_at=None)


_NAMING = Prepared(
    lambda value: (
        SearchIdentifier.objects.filter(kind=Kind.ORDER, value=value).order_by("-group").values_list("group")[:MOST_CONVERSATIONS]
    ),
    str,
)
_LINKED = PreparedAmong(
    lambda conversations: (
        ConversationOrder.objects.filter(conversation_id__in=conversations, is_dismissed=False)
        .order_by("id")
        .values_list("conversation_id", "order_id")
    )
)
_KNOWN = PreparedAmong(
    lambda conversations: ConversationOrder.objects.filter(conversation_id__in=conversations).order_by().values_list("order_id")
)
