"""Conditions that a person puts together in a form: small classes with typed parameters, kept as JSON beside a rule.

The policy of remedies, promises and rules of automation each have a kit of them. A condition is one file, found by name.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Any, ClassVar

from django.utils.translation import gettext as _

Parameters = Mapping[str, Any]
Situation = Mapping[str, Any]


class FieldKind(StrEnum):
    """What a parameter is; in brackets its form in JSON."""

    AMOUNT = "amount"  # {"minor": 1250, "currency": "EUR"}
    QUANTITIES = "quantities"  # {line's external id: pieces}
    SWAPS = "swaps"  # [{"line": external id, "variant": external id, "quantity": pieces}]
    VARIANTS = "variants"  # [{"variant": external id, "quantity": pieces}]
    METHOD = "method"  # external id of a payment method, "" for the original payment
    ADDRESS = "address"  # {"name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone"}
    CHOICE = "choice"  # one of the field's choices
    CHOICES = "choices"  # a list of such
    SWITCH = "switch"  # true or false
    NUMBER = "number"  # a whole number
    PERCENT = "percent"  # "12.5"
    DATE = "date"  # "2026-11-24"
    TEXT = "text"
    WORDS = "words"  # a list of texts


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, as a form shows it. ``only_if`` names a choice that must be made for it to matter: (field, value).

    ``choices`` may be a function that gives them, for those that are rows of the database.
    """

    name: str
    kind: FieldKind
    label: Any
    help: Any = ""
    is_required: bool = False
    choices: tuple[tuple[str, Any], ...] | Callable[[], Iterable[tuple[str, Any]]] = ()
    initial: Any = None
    only_if: tuple[str, str] | None = None

    def given_choices(self) -> list[tuple[str, Any]]:
        return list(self.choices() if callable(self.choices) else self.choices)


class Condition(ABC):
    """Something that must hold for a rule to fit."""

    name: ClassVar[str]
    label: ClassVar[Any]
    fields: ClassVar[tuple[Field, ...]] = ()

    @abstractmethod
    def holds(self, parameters: Parameters, situation: Situation) -> bool: ...

    def test(self, parameters: Parameters) -> Callable[[Situation], bool]:
        """``holds`` with its parameters bound; overridden where work can be done once for many situations."""
        return partial(self.holds, parameters)

    @abstractmethod
    def sentence(self, parameters: Parameters) -> str:
        """The condition in words, as it stands in a rule: "the order is pending"."""


class UnknownCondition(LookupError):
    """A rule names a condition that is not installed."""


class Kit:
    """The conditions that one kind of rule may use; ``find`` gives their classes and is asked once, when first needed."""

    def __init__(self, find: Callable[[], list[type[Condition]]]) -> None:
        self._find = find

    @cached_property
    def all(self) -> dict[str, Condition]:
        """One instance of each, by name, in the order of their names."""
        return {found.name: found() for found in sorted(self._find(), key=lambda found: found.name)}

    def condition(self, name: str) -> Condition:
        try:
            return self.all[name]
        except KeyError:
            raise UnknownCondition(f"There is no condition {name!r}.") from None

    def holds(self, given: Mapping[str, Any], situation: Situation) -> bool:
        """Whether a rule's condition, ``{"name": …, …parameters}``, holds; with ``"not": true`` whether it does not."""
        return self.condition(given["name"]).holds(given, situation) is not bool(given.get("not"))

    def test(self, given: Mapping[str, Any]) -> Callable[[Situation], bool]:
        """The same as a function of the situation, for what is asked again and again."""
        test = self.condition(given["name"]).test(given)
        return (lambda situation: not test(situation)) if given.get("not") else test

    def sentence(self, given: Mapping[str, Any]) -> str:
        """A rule's condition in words."""
        words = self.condition(given["name"]).sentence(given)
        return _("not: %(condition)s") % {"condition": words} if given.get("not") else words

    def choices(self) -> list[tuple[str, Any]]:
        """All by their labels, for a form."""
        return sorted(((name, found.label) for name, found in self.all.items()), key=lambda choice: str(choice[1]).casefold())
