"""The frame of every change: lock the row, change it, keep counters and search in step, tell who is looking."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.conversations.access import shown_in, tokens_of
from goodwill.conversations.domain import indexing, refreshing, tallying
from goodwill.conversations.errors import MergedAway
from goodwill.conversations.models import Conversation, Message
from goodwill.core import live, rows

# The conversations that this thread is changing, by number, the innermost frame of each.
_frames: ContextVar[Mapping[int, Conversation]] = ContextVar("frames", default=MappingProxyType({}))


def in_hand(number: int) -> Conversation | None:
    """The conversation that an open ``changing`` of this thread will save, for who is called in the midst of it."""
    return _frames.get().get(number)


@contextmanager
def changing(
    conversation: Conversation, *, even_merged: bool = False, silently: bool = False, calls: bool = False
) -> Iterator[Conversation]:
    """Yield the conversation as it is now, locked; what the body changes is saved when it ends.

    The instance that was passed in gets the new values too. An exception in the body changes nothing. Raise MergedAway
    for one that was merged, unless ``even_merged``. ``silently`` tells no open page, for what is done by the thousand;
    ``calls`` says too who is to answer, for what the customer has just written.
    """
    with transaction.atomic():
        fresh = locked(conversation.pk)
        if fresh.merged_into_id and not even_merged:
            raise MergedAway(_("This conversation was merged into #%(number)s. Go on there.") % {"number": fresh.merged_into_id})
        cell, tokens, before = tallying.cell_of(fresh), tokens_of(fresh), _columns(fresh)
        token = _frames.set({**_frames.get(), fresh.pk: fresh})
        try:
            yield fresh
        finally:
            _frames.reset(token)
        fresh.version += 1
        after = _columns(fresh)
        # Only what changed: the database touches each index whose columns are written.
        rows.update(fresh, [name for name in after if after[name] != before[name]])
        tallying.move(cell, tallying.cell_of(fresh))
        if tokens_of(fresh) != tokens:
            _rescope(fresh)
        if not silently:
            announce(fresh, *tokens, calls=calls)
    _carry_over(fresh, conversation)


@contextmanager
def changing_around(message: Message) -> Iterator[Conversation]:
    """``changing`` of the conversation that shows this message, which may be merged.

    The message is read again under the lock, so that what another worker wrote on it meanwhile is not overwritten.
    """
    with transaction.atomic(), changing(_locked_around(message)) as shown:
        message.refresh_from_db()
        yield shown


def refresh_around(part: Conversation, shown: Conversation) -> None:
    """Derive anew the row that shows a part, and the merged ones between: right for the day they are taken out."""
    refreshing.refresh(shown)
    while part.pk != shown.pk and part.merged_into is not None:
        fresh = locked(part.pk)
        refreshing.refresh(fresh)
        fresh.save()
        part = part.merged_into


def locked(number: int) -> Conversation:
    """The conversation's row as it is now, held until the transaction ends."""
    conversation = rows.fetch(Conversation, hold=True, id=number)
    if conversation is None:
        raise Conversation.DoesNotExist(f"There is no conversation {number}.")
    return conversation


def locked_in_order(*numbers: int) -> list[Conversation]:
    """Several rows, held; always taken in the order of their numbers, so that two transactions never wait in a ring."""
    held = {number: locked(number) for number in sorted(set(numbers))}
    return [held[number] for number in numbers]


def announce(conversation: Conversation, *former_tokens: str, calls: bool = False) -> None:
    """Tell whoever may see the conversation, or could until now, that it has another version.

    With ``calls`` it says who is to answer, so that their browser can call them.
    """
    topics = {"all", f"conversation:{conversation.pk}", *tokens_of(conversation), *former_tokens}
    calling = {"for": conversation.assignee_id} if calls and conversation.assignee_id else {}
    live.publish(sorted(topics), "conversation", {"id": conversation.pk, "version": conversation.version, **calling})


def _locked_around(message: Message) -> Conversation:
    """The conversation that shows the message, held; looked up again until no merging got in between."""
    while True:
        number = Message.objects.values_list("conversation_id", flat=True).get(pk=message.pk)
        shown = shown_in(Conversation.objects.get(pk=number))
        locked(shown.pk)
        if shown_in(Conversation.objects.get(pk=number)).pk == shown.pk:
            return shown


def _rescope(conversation: Conversation) -> None:
    indexing.rescope(conversation)
    _self, *parts = refreshing.part_ids(conversation)
    if not parts:
        return
    for part in Conversation.objects.filter(pk__in=parts).select_related("merged_into").order_by("pk"):
        indexing.rescope(part)


def _columns(conversation: Conversation) -> dict[str, Any]:
    """The values of the row; a copy, since a list can be changed in place."""
    return {field.name: copy(getattr(conversation, field.attname)) for field in conversation._meta.concrete_fields}


def _carry_over(fresh: Conversation, conversation: Conversation) -> None:
    for field in fresh._meta.concrete_fields:
        setattr(conversation, field.attname, getattr(fresh, field.attname))
    conversation._state.fields_cache.clear()
