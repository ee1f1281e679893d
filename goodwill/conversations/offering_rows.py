"""Rows of the database as choices of a condition or an action: inboxes, teams, agents, topics, stores, channels."""

from collections.abc import Iterable, Mapping

from goodwill.accounts.models import Agent, Team
from goodwill.commerce.models import Store
from goodwill.conversations.models import Topic
from goodwill.core.wording import either
from goodwill.inboxes import registry
from goodwill.inboxes.models import Inbox

Choices = list[tuple[str, str]]


def channels() -> Choices:
    return [(channel.kind, str(channel.label)) for channel in registry.channels().values()]


def inboxes() -> Choices:
    return _of(Inbox.objects.order_by("name").values_list("pk", "name"))


def teams() -> Choices:
    return _of(Team.objects.order_by("name").values_list("pk", "name"))


def agents() -> Choices:
    return _of(Agent.objects.active().order_by("name").values_list("pk", "name"))


def topics() -> Choices:
    return _of(Topic.objects.filter(is_active=True).values_list("pk", "name"))


def stores() -> Choices:
    return _of(Store.objects.order_by("name").values_list("pk", "name"))


def named(chosen: Iterable[str], choices: Choices) -> str:
    """The names of what was chosen, as words with "or"; what is gone is named by its number."""
    names: Mapping[str, str] = dict(choices)
    return either(names.get(str(value), f"#{value}") for value in chosen)


def _of(rows: Iterable[tuple[int, str]]) -> Choices:
    return [(str(number), name) for number, name in rows]
