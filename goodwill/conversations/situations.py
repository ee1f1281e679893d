"""What conditions ask of a conversation: each fact by its name, worked out when it is first asked for, and once.

A room adds facts in its own ``facts.py``, found by name: functions marked ``@fact("name")``.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from goodwill.conversations.models import Conversation, Message
from goodwill.core.clock import now
from goodwill.core.found import modules

_sources: dict[str, "Source"] = {}


class Facts(Mapping[str, Any]):
    """The facts of one conversation at one moment, for ``Condition.holds``.

    ``message`` is the message that gave rise to asking, None where nothing was said; ``at`` the moment that "now" means.
    ``given`` are facts that the asker knows better, such as those of the past for a back-test.
    """

    def __init__(
        self,
        conversation: Conversation,
        *,
        message: Message | None = None,
        at: datetime | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.conversation, self.message, self.at = conversation, message, at or now()
        self._known: dict[str, Any] = dict(given or {})

    def __getitem__(self, name: str) -> Any:
        """The value of a fact; None where this conversation has none. Raise KeyError for a name that no room knows."""
        if name not in self._known:
            self._known[name] = sources()[name](self)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sources())

    def __len__(self) -> int:
        return len(sources())


Source = Callable[[Facts], Any]


def fact(name: str) -> Callable[[Source], Source]:
    """Mark a function that gives the fact of this name."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


@cache
def sources() -> Mapping[str, Source]:
    """All facts of all rooms, by name."""
    modules("facts")
    return _sources
