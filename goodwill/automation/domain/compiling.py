"""Keeps the active rules in memory, compiled to functions and grouped by what they listen to.

A process looks at most once a second whether they were changed elsewhere, so that an event costs no statement for it.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from goodwill.automation.actions import ACTIONS
from goodwill.automation.conditions import KIT
from goodwill.automation.contract import ANY, Action, TimeTrigger, Trigger, UnknownPart
from goodwill.automation.models import Rule, RuleBook
from goodwill.automation.triggers import TRIGGERS
from goodwill.conversations.situations import Facts
from goodwill.core.commits import once_on_commit
from goodwill.core.conditions import UnknownCondition
from goodwill.core.rows import Prepared

logger = logging.getLogger(__name__)
LOOK_EVERY = 1.0
BOOK = 1
Test = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule, ready to be asked; ``row`` is as it stood when it was compiled."""

    row: Rule
    trigger: Trigger
    tests: tuple[Test, ...]
    any_tests: tuple[Test, ...]
    actions: tuple[tuple[Action, Mapping[str, Any]], ...]

    def holds(self, facts: Facts) -> bool:
        """Whether all conditions hold, and one of those of which one is enough."""
        return all(test(facts) for test in self.tests) and (not self.any_tests or any(test(facts) for test in self.any_tests))


Grouped = Mapping[str, tuple[Compiled, ...]]


@dataclass(frozen=True, slots=True)
class Book:
    """The active rules in their order, by the kinds of activities that start them, or may begin or end their waits."""

    version: int = 0
    rules: Mapping[int, Compiled] = field(default_factory=dict)
    events: Grouped = field(default_factory=dict)
    waits: Grouped = field(default_factory=dict)

    def starting(self, kind: str) -> tuple[Compiled, ...]:
        """The rules on events that listen to this kind, in their order."""
        return _merged(self.events.get(kind, ()), self.events.get(ANY, ()))

    def waiting(self, kind: str) -> tuple[Compiled, ...]:
        """The rules on time whose waits this kind may begin or end."""
        return self.waits.get(kind, ())


_book: Book | None = None
_looked = 0.0


def book() -> Book:
    """The rules as they are, or were up to a second ago."""
    if _book is None or time.monotonic() - _looked > LOOK_EVERY:
        return exact()
    return _book


def exact() -> Book:
    """The rules as they are now."""
    global _book, _looked
    found = _VERSION.first(BOOK)
    version = found[0] if found else 0
    known = _book
    if known is None or known.version != version:
        known = _book = compiled(Rule.objects.filter(is_active=True).order_by("position", "pk"), version) if version else Book()
    _looked = time.monotonic()
    return known


def changed() -> None:
    """Rules were changed in this transaction: everybody will see it when that commits."""
    made = RuleBook.objects.get_or_create(pk=BOOK)[0]
    held = RuleBook.objects.select_for_update().get(pk=made.pk)
    held.version += 1
    held.save(update_fields=["version"])
    forget()
    once_on_commit(forget)


def forget() -> None:
    """Look again at the next question."""
    global _book
    _book = None


def keep(book: Book) -> None:
    """Take this for what holds until a rule is changed in this process: for tests, whose databases forget."""
    global _book, _looked
    _book, _looked = book, float("inf")


def compiled(rows: Iterable[Rule], version: int = 0) -> Book:
    """These rules in their order. One that names a part which is not installed is left out, and said in the log."""
    rules: dict[int, Compiled] = {}
    events: dict[str, list[Compiled]] = defaultdict(list)
    waits: dict[str, list[Compiled]] = defaultdict(list)
    for row in rows:
        try:
            rule = compile_rule(row)
        except (UnknownPart, UnknownCondition) as error:
            logger.warning("the rule %s is left out: %s", row.pk, error)
            continue
        rules[row.pk] = rule
        groups = waits if isinstance(rule.trigger, TimeTrigger) else events
        for kind in rule.trigger.kinds_of(row.trigger_parameters):
            groups[kind].append(rule)
    return Book(version, rules, _frozen(events), _frozen(waits))


def compile_rule(row: Rule) -> Compiled:
    """Raise UnknownPart or UnknownCondition for a rule that names what is not installed."""
    return Compiled(
        row=row,
        trigger=TRIGGERS.get(row.trigger),
        tests=tuple(KIT.test(given) for given in row.conditions),
        any_tests=tuple(KIT.test(given) for given in row.any_conditions),
        actions=tuple((ACTIONS.get(given["name"]), given) for given in row.actions),
    )


def _frozen(groups: Mapping[str, list[Compiled]]) -> Grouped:
    return {kind: tuple(rules) for kind, rules in groups.items()}


def _merged(some: tuple[Compiled, ...], others: tuple[Compiled, ...]) -> tuple[Compiled, ...]:
    if not others:
        return some
    return tuple(sorted({rule.row.pk: rule for rule in (*some, *others)}.values(), key=lambda rule: (rule.row.position, rule.row.pk)))


_VERSION = Prepared(lambda book: RuleBook.objects.filter(pk=book).values_list("version"), int)
