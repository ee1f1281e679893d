"""The words in which stories are written down: plots, and the turns that they take."""

from dataclasses import dataclass, field
from enum import StrEnum

from goodwill.conversations.enums import Priority, Status


class Who(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Turn:
    """Somebody says one of ``words``; in turns with equally many, those in the same place belong together.

    ``hours`` is about how long after the turn before.
    ``files`` name pictures and papers, ``inline`` a picture inside the text. ``html`` replaces the body that the
    customer's mail program would make. A ``bare`` turn has neither greeting nor closing. ``headers`` are put on top.
    ``then`` is the status after an agent's turn. ``fails`` says why an agent's message did not get through.
    """

    who: Who
    words: tuple[str, ...]
    hours: float = 4
    files: tuple[str, ...] = ()
    inline: str = ""
    html: str = ""
    bare: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    then: Status = Status.PENDING
    by: str = ""
    fails: str = ""
    cc: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plot:
    """A story that happens ``weight`` times as often as one with the weight 1; one with the weight 0 only by its ``ending``.

    ``words`` hold variables such as ``{order}``, see ``casting``. ``team`` is who takes it over, ``agent`` who must
    answer it, ``customer`` who must ask. ``ending`` is the status in which it stands now, ``minutes_ago`` its last turn.
    """

    name: str
    subjects: tuple[str, ...]
    turns: tuple[Turn, ...]
    weight: int = 0
    inbox: str = "support"
    team: str = ""
    tags: tuple[str, ...] = ()
    language: str = "en"
    priority: Priority = Priority.NORMAL
    agent: str = ""
    customer: str = ""
    ending: Status | None = None
    minutes_ago: int = 0
    is_unassigned: bool = False
    verdict: str = ""
    happening: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def variants(self) -> int:
        return max(len(self.subjects), *(len(turn.words) for turn in self.turns))


def writes(*words: str, hours: float = 9, **more: object) -> Turn:
    """The customer says one of these."""
    return Turn(Who.CUSTOMER, words, hours=hours, **more)  # type: ignore[arg-type]


def answers(*words: str, hours: float = 3, **more: object) -> Turn:
    """An agent answers with one of these, and waits for the customer."""
    return Turn(Who.AGENT, words, hours=hours, **more)  # type: ignore[arg-type]


def settles(*words: str, hours: float = 3, **more: object) -> Turn:
    """An agent answers with one of these, and the matter is done."""
    return Turn(Who.AGENT, words, hours=hours, then=Status.RESOLVED, **more)  # type: ignore[arg-type]


def notes(*words: str, hours: float = 0.3, **more: object) -> Turn:
    """An agent writes one of these for the others."""
    return Turn(Who.NOTE, words, hours=hours, **more)  # type: ignore[arg-type]


def interjects(*words: str, hours: float = 9, **more: object) -> Turn:
    """Somebody else than the customer writes to the conversation."""
    return Turn(Who.STRANGER, words, hours=hours, **more)  # type: ignore[arg-type]
