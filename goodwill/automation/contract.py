"""What a trigger and an action must offer, and the values that pass between them and the engine.

A trigger is one file under ``triggers``, an action one under ``actions``, a condition one under ``conditions`` here or
in the room of conversations; all are found by name.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Actor
from goodwill.conversations.models import Conversation
from goodwill.conversations.situations import Facts
from goodwill.core.conditions import Field, Parameters

ANY = "*"
T = TypeVar("T")


class Trigger(ABC):
    """Something that happens and may start a rule. ``kinds`` are the activities that it listens to; ``ANY`` for all."""

    name: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str] = "zap"
    kinds: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[tuple[Field, ...]] = ()

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        """The kinds for these parameters, where fewer than all will do."""
        return self.kinds

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        """Whether this activity is what the parameters ask for; it has one of the kinds already."""
        return True

    @abstractmethod
    def sentence(self, parameters: Parameters) -> str:
        """The trigger in words, to be read after "When": "a message comes in"."""


class TimeTrigger(Trigger):
    """Time that passes in one conversation. What happened is only a reason to look anew from when it counts.

    ``kinds`` are the activities that may begin or end the wait.
    """

    icon: ClassVar[str] = "timer"

    @abstractmethod
    def since(self, parameters: Parameters, conversation: Conversation) -> datetime | None:
        """From when the wait counts as things are now; None while nothing is waited for."""

    @abstractmethod
    def due(self, parameters: Parameters, since: datetime) -> datetime:
        """When a wait that began then is over."""

    @abstractmethod
    def waiting(self, parameters: Parameters) -> "QuerySet[Conversation]":
        """The conversations that may be waited for now, for planning and preview."""

    @abstractmethod
    def waits(self, parameters: Parameters, told: Sequence[Activity]) -> Iterator[tuple[Activity, datetime | None]]:
        """The waits of one conversation in the past: what began each, and when it ended, None for one that goes on.

        ``told`` are its activities of the trigger's kinds, oldest first.
        """


@dataclass(frozen=True, slots=True)
class Doing:
    """In what an action acts. ``by`` is the agent whose macro it is, or the system for a rule.

    ``source`` names the rule or macro, ``key`` this one run: what must not happen twice is keyed by it. ``activity`` is
    what happened, None where time has passed or an agent uses a macro.
    """

    conversation: Conversation
    facts: Facts
    by: Agent | Actor
    source: str
    key: str
    rule_id: int | None = None
    activity: Activity | None = None
    is_past: bool = False

    @property
    def agent(self) -> Agent | None:
        return self.by if isinstance(self.by, Agent) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action would do, in ``sentences`` for people; ``problem`` says why it would not. ``changes`` is False where
    things are so already. ``limit`` is the sentence of the policy that the action is held against.
    """

    sentences: tuple[str, ...]
    problem: str = ""
    changes: bool = True
    limit: str = ""
    preview: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did, in words; ``undo`` is what ``Action.undo`` takes to put it back, None where there is no way.

    ``is_refused``: it was not done, and what is kept of the refusal stays, which ``Stopped`` would roll back.
    """

    sentence: str
    changed: bool = True
    undo: Any = None
    is_refused: bool = False


class Stopped(Exception):
    """The action can't be done here; nothing of it was done, and the sentence says why. The other actions go on."""


class Action(ABC):
    """Something that a rule or a macro does. ``for_macros`` and ``for_rules`` say where it is offered."""

    name: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str] = "play"
    fields: ClassVar[tuple[Field, ...]] = ()
    for_rules: ClassVar[bool] = True
    for_macros: ClassVar[bool] = True

    @abstractmethod
    def sentence(self, parameters: Parameters) -> str:
        """The action in words, as it stands in a rule: "assign it to Mira Okafor"."""

    @abstractmethod
    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        """The dry run: what ``act`` would do now. Writes nothing."""

    @abstractmethod
    def act(self, parameters: Parameters, doing: Doing) -> Done:
        """Do it, in the current transaction; raise Stopped when it can't be done."""

    def undo(self, state: Any, doing: Doing) -> str:
        """Put back what was done, where nobody has changed it since; say so in words, or raise Stopped."""
        raise Stopped(_("This can't be put back."))

    def problem(self, parameters: Parameters) -> str:
        """Why a rule with these parameters could not be used: the sentence for whoever writes it, "" for none."""
        return ""


class UnknownPart(LookupError):
    """A rule names a trigger or an action that is not installed."""


class Catalogue(Generic[T]):
    """Parts found by name, asked for once."""

    def __init__(self, find: Callable[[], Iterable[type[T]]], what: str) -> None:
        self._find, self._what = find, what
        self._known: dict[str, T] | None = None

    @property
    def all(self) -> dict[str, T]:
        if self._known is None:
            self._known = {found.name: found() for found in sorted(self._find(), key=lambda part: part.name)}  # type: ignore[attr-defined]
        return self._known

    def get(self, name: str) -> T:
        try:
            return self.all[name]
        except KeyError:
            raise UnknownPart(f"There is no {self._what} {name!r}.") from None

    def choices(self) -> list[tuple[str, Any]]:
        """All by their labels, for a form."""
        parts: list[Any] = list(self.all.values())
        return sorted(((part.name, part.label) for part in parts), key=lambda choice: str(choice[1]).casefold())
