"""The places in the rail: each face names its own in ``rail.py``, found by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

from goodwill.accounts.models import Agent
from goodwill.core.found import modules


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the rail. ``prefix`` is what an address starts with while one is there; ``key`` is pressed after ``g``.

    ``mark`` stands for the icon where names do not fit, for places that share one.
    """

    label: Any
    href: str
    icon: str
    prefix: str = ""
    key: str = ""
    is_wide_only: bool = False
    count: int | None = None
    is_current: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one title; without a title they stand alone."""

    places: tuple[Place, ...]
    title: Any = ""
    order: int = 50
    is_foot: bool = False


def marks(names: Sequence[str]) -> list[str]:
    """Two letters for each name, as far as letters go another two for each: "Fern Shop", "Fern Orders" are FS, FO."""
    given: list[str] = []
    for name in names:
        words = [word for word in ("".join(char for char in part if char.isalnum()) for part in name.split()) if word] or ["?"]
        firsts = words[0][0]
        wanted = [firsts + word[0] for word in reversed(words[1:])] + [firsts + letter for word in words for letter in word[1:]]
        wanted += [firsts + str(number) for number in range(2, 10)]
        given.append(next((mark for mark in (one.upper() for one in wanted) if mark not in given), firsts.upper()))
    return given


Groups = Callable[[HttpRequest, Agent], list[Group]]


@dataclass(frozen=True, slots=True)
class Rail:
    """``own`` is what faces draw themselves in the foot: each may have ``foot(request, agent)`` beside its groups."""

    groups: list[Group] = field(default_factory=list)
    feet: list[Group] = field(default_factory=list)
    own: tuple[Callable[[], Markup], ...] = ()


@cache
def _faces() -> tuple[Groups, ...]:
    faces = modules("rail", within="goodwill.web").values()
    return tuple(face.groups for face in faces if face.__name__ != __name__)


@cache
def _feet() -> tuple[Callable[[HttpRequest, Agent], Markup], ...]:
    return tuple(face.foot for face in modules("rail", within="goodwill.web").values() if hasattr(face, "foot"))


def rail(request: HttpRequest, agent: Agent) -> Rail:
    found = sorted((group for groups in _faces() for group in groups(request, agent)), key=lambda group: group.order)
    own = tuple(partial(foot, request, agent) for foot in _feet())
    return Rail([group for group in found if not group.is_foot], [group for group in found if group.is_foot], own)
