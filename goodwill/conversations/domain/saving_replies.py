"""Saved replies: who may use which, and what their variables become for one conversation."""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy, override

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation, SavedReply
from goodwill.core.found import modules

VARIABLE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*(?:\|[^{}|]*)?\}\}")
# In words, and with an example for previews; whose example is empty is known without one.
_OWN = {
    "customer.name": (gettext_lazy("the customer's name"), "Elin Sandberg"),
    "customer.first_name": (gettext_lazy("the first word of the customer's name"), "Elin"),
    "customer.address": (gettext_lazy("the customer's first address"), "elin.sandberg@example.com"),
    "conversation.number": (gettext_lazy("the number of the conversation"), "1042"),
    "conversation.subject": (gettext_lazy("the subject of the conversation"), gettext_lazy("Leaves turn yellow")),
    "agent.name": (gettext_lazy("your name"), ""),
    "agent.first_name": (gettext_lazy("the first word of your name"), ""),
    "inbox.name": (gettext_lazy("the name of the inbox"), "Fern & Fable"),
    "inbox.address": (gettext_lazy("the address of the inbox"), "support@fernandfable.example"),
}


class Variables(Protocol):
    """What a room offers in ``reply_fields.py``, found by name: ``FIELDS`` as above, and their values where there are any.

    ``FIELDS`` may know more names than it lists, where they are made by people.
    """

    FIELDS: Mapping[str, tuple[Any, Any]]

    def values(self, conversation: Conversation) -> Mapping[str, str]: ...


@cache
def _rooms() -> tuple[Variables, ...]:
    return tuple(cast(Variables, module) for module in modules("reply_fields").values())


class _Variables(dict[str, tuple[Any, Any]]):
    """Those that are listed; and it contains those that a room knows beyond its list."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or any(name in room.FIELDS for room in _rooms())


@cache
def variables() -> Mapping[str, tuple[Any, Any]]:
    """Every variable that a text may name: in words, and with an example."""
    return _Variables(_OWN | {name: field for room in _rooms() for name, field in room.FIELDS.items()})


class Values(Mapping[str, str]):
    """Every variable with its value in one conversation. A room is asked when a text names something of it, once."""

    def __init__(self, conversation: Conversation, own: Mapping[str, str]) -> None:
        self._conversation, self._known = conversation, dict(own)
        self._unasked = list(_rooms())

    def __getitem__(self, name: str) -> str:
        if name not in self._known and name in variables():
            for room in [room for room in self._unasked if name in room.FIELDS]:
                self._unasked.remove(room)
                with _language_of(self._conversation):
                    self._known |= dict.fromkeys(room.FIELDS, "") | dict(room.values(self._conversation))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(variables())

    def __len__(self) -> int:
        return len(variables())


def _language_of(conversation: Conversation) -> AbstractContextManager[None]:
    """Dates and amounts read as the customer's language has them, where we speak it."""
    code = conversation.customer.language.lower()[:2]
    return override(code) if code in dict(settings.LANGUAGES) else nullcontext()


@dataclass(frozen=True)
class Filled:
    """A text with its variables replaced; ``missing`` names those without a value, which stay visible in the text."""

    text: str
    missing: tuple[str, ...]


def usable_by(agent: Agent) -> QuerySet[SavedReply]:
    """Those of everybody and of the agent's teams, most used first."""
    return SavedReply.objects.filter(Q(team=None) | Q(team__in=agent.teams.all())).order_by("-uses", "title")


def unknown_variables(text: str) -> list[str]:
    """What stands in a text like a variable and is none; for whoever writes a saved reply."""
    return [name for name in dict.fromkeys(VARIABLE.findall(text)) if name not in variables()]


def unfilled(text: str) -> list[str]:
    """The variables that still stand in a text that is about to be sent: a customer must never read a name in braces."""
    return [name for name in dict.fromkeys(VARIABLE.findall(text)) if name in variables()]


def values_for(conversation: Conversation, agent: Agent | None = None) -> Mapping[str, str]:
    """Every variable with its value here; an empty value counts as missing. Without an agent the desk itself writes."""
    name = conversation.customer.name.strip()
    identity = conversation.customer.identities.order_by("id").first()
    own = {
        "customer.name": name,
        "customer.first_name": name.split()[0] if name else "",
        "customer.address": identity.address if identity else "",
        "conversation.number": str(conversation.pk),
        "conversation.subject": conversation.subject,
        "agent.name": agent.name if agent else "",
        "agent.first_name": next(iter(agent.name.split()), "") if agent else "",
        "inbox.name": conversation.inbox.name,
        "inbox.address": conversation.inbox.address,
    }
    return Values(conversation, own)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Replace ``{{ customer.first_name }}`` and its like; a variable without a value is left as it stands and named.

    ``{{ customer.first_name | there }}`` gives ``there`` where the value is missing.
    """
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        otherwise = match[0].strip("{}").partition("|")[2].strip()
        found = values.get(match[1]) or otherwise
        if not found:
            missing.append(match[1])
        return found or match[0]

    filled = VARIABLE.sub(value, text)
    return Filled(filled, tuple(dict.fromkeys(missing)))


def without_gaps(filled: Filled) -> str:
    """What nobody looks through before it goes: the lines that name a missing value are left out."""
    lines = filled.text.splitlines()
    return "\n".join(line for line in lines if not unfilled(line)).strip() if filled.missing else filled.text


def use(saved_reply: SavedReply, conversation: Conversation, agent: Agent) -> Filled:
    """The text for this conversation; the use is counted."""
    SavedReply.objects.filter(pk=saved_reply.pk).update(uses=F("uses") + 1)
    return fill(saved_reply.text, values_for(conversation, agent))
