"""The topic and the language of a conversation, as pickers show them."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from goodwill.conversations.domain import cataloguing
from goodwill.conversations.enums import AsksTopic, Status
from goodwill.conversations.models import Conversation

# The languages in which customers of European shops write most; a code that a program noted is shown all the same.
WRITTEN = "en de fr es it nl pl pt sv da nb fi cs sk hu ro bg hr sl el et lv lt ga tr uk ru ar he zh-hans ja ko".split(" ")  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Classified:
    """``asks`` is True where the page asks for a topic: after resolving, or before where one is required."""

    topics: list[tuple[str, list[tuple[int, str]]]]
    topic: int | None
    name: str
    language: str
    languages: list[tuple[str, str]]
    asks: bool
    is_required: bool


def classified(conversation: Conversation, *, is_held: bool = False) -> Classified:
    """``is_held`` says that resolving was refused for want of a topic."""
    known = cataloguing.catalogue()
    groups = known.offered(conversation.topic_id)
    is_wanted = bool(groups) and conversation.topic_id is None and known.asks != AsksTopic.OFF
    return Classified(
        topics=groups,
        topic=conversation.topic_id,
        name=known.name(conversation.topic_id),
        language=conversation.language,
        languages=_languages(get_language() or settings.LANGUAGE_CODE, conversation.language),
        asks=is_wanted and (is_held or conversation.status == Status.RESOLVED),
        is_required=known.asks == AsksTopic.REQUIRED,
    )


@lru_cache(maxsize=64)
def _languages(reader: str, noted: str) -> list[tuple[str, str]]:
    """(code, name in the reader's language), by name."""
    found = {code.partition("-")[0]: _name(code) for code in WRITTEN}
    if noted:
        found.setdefault(noted, _name(noted))
    return sorted(found.items(), key=lambda one: one[1].casefold())


def _name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
