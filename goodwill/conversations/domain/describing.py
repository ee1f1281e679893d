"""Changes a conversation's subject, priority and tags."""

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import indexing
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.enums import Priority
from goodwill.conversations.models import Conversation, Tag, Tagging


class UnusableName(ValueError):
    """A tag needs a name of 1 to 60 characters on one line."""


def rename(conversation: Conversation, subject: str, *, by: Agent) -> None:
    with changing(conversation) as fresh:
        before, fresh.subject = fresh.subject, " ".join(subject.split())[:500]
        if fresh.subject != before:
            indexing.retitle(fresh)
            record("conversation.renamed", fresh, by=by, data={"from": before, "to": fresh.subject})


def prioritise(conversation: Conversation, priority: Priority, *, by: Agent | Actor) -> None:
    with changing(conversation) as fresh:
        before, fresh.priority = fresh.priority, priority
        if before != priority:
            record("conversation.prioritised", fresh, by=by, data={"from": before, "to": int(priority)})


def tag(conversation: Conversation, name: str, *, by: Agent | Actor) -> Tag:
    """Add a tag, making it when it is new; adding it twice changes nothing."""
    word = " ".join(name.split()).lower()
    if not 0 < len(word) <= 60:
        raise UnusableName(_("A tag is a word or two, at most 60 characters."))
    with changing(conversation) as fresh:
        found, _is_new = Tag.objects.get_or_create(name=word)
        if Tagging.objects.get_or_create(conversation=fresh, tag=found)[1]:
            fresh.tag_names = sorted({*fresh.tag_names, word})
            record("conversation.tagged", fresh, by=by, data={"tag": word})
    return found


def untag(conversation: Conversation, name: str, *, by: Agent | Actor) -> None:
    word = " ".join(name.split()).lower()
    with changing(conversation) as fresh:
        if Tagging.objects.filter(conversation=fresh, tag__name=word).delete()[0]:
            fresh.tag_names = [other for other in fresh.tag_names if other != word]
            record("conversation.untagged", fresh, by=by, data={"tag": word})
