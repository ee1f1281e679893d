"""Renames, merges and removes tags, on all conversations that carry them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.models import Conversation, Tag, Tagging

CHUNK = 500


def rename(tag: Tag, name: str, *, by: Agent) -> Tag:
    """Give a tag another name; the name of another tag merges the two. Return the tag that stands now."""
    word = " ".join(name.split()).lower()
    if not 0 < len(word) <= 60:
        raise UnusableName(_("A tag is a word or two, at most 60 characters."))
    other = Tag.objects.filter(name=word).exclude(pk=tag.pk).first()
    if other is not None:
        merge(tag, other, by=by)
        return other
    with transaction.atomic():
        before, tag.name = tag.name, word
        if before != word:
            tag.save(update_fields=["name"])
            _rename_on_rows(_carriers(tag), before, word)
            record("tag.renamed", tag, by=by, data={"from": before, "to": word})
    return tag


def merge(tag: Tag, into: Tag, *, by: Agent) -> None:
    """Put ``into`` wherever ``tag`` is, and remove ``tag``."""
    if tag.pk == into.pk:
        return
    with transaction.atomic():
        carriers = _carriers(tag)
        Tagging.objects.bulk_create([Tagging(tag=into, conversation_id=pk) for pk in carriers], batch_size=CHUNK, ignore_conflicts=True)
        _rename_on_rows(carriers, tag.name, into.name)
        record("tag.merged", into, by=by, data={"from": tag.name, "to": into.name, "conversations": len(carriers)})
        tag.delete()


def remove(tag: Tag, *, by: Agent) -> None:
    """Take a tag off every conversation and forget it."""
    with transaction.atomic():
        carriers = _carriers(tag)
        _rename_on_rows(carriers, tag.name, None)
        record("tag.removed", tag, by=by, data={"name": tag.name, "conversations": len(carriers)})
        tag.delete()


def _carriers(tag: Tag) -> list[int]:
    return list(Tagging.objects.filter(tag=tag).order_by("conversation_id").values_list("conversation_id", flat=True))


def _rename_on_rows(conversations: list[int], before: str, after: str | None) -> None:
    """The list rows carry the names; they are rewritten in chunks, without a new version: nobody's work is in question."""
    for start in range(0, len(conversations), CHUNK):
        rows = list(
            Conversation.objects.select_for_update().filter(pk__in=conversations[start : start + CHUNK]).only("tag_names").order_by("pk")
        )
        for row in rows:
            row.tag_names = _renamed(row.tag_names, before, after)
        Conversation.objects.bulk_update(rows, ["tag_names"])


def _renamed(names: Iterable[str], before: str, after: str | None) -> list[str]:
    kept = {name for name in names if name != before}
    return sorted(kept | {after} if after else kept)
