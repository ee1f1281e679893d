"""What differs between two tables of the policy: rows that are new, gone, changed, or at another place."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from goodwill.remedies.models import Rule


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table in words; ``cells`` by column, each a list of sentences."""

    rule: Rule
    cells: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a row. ``what`` is added, removed, changed, or moved; ``columns`` are those whose words differ."""

    what: str
    line: Line
    before: Line | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[Line, ...]
    differences: dict[int, Difference] = field(default_factory=dict)
    removed: tuple[Difference, ...] = ()

    @property
    def changes(self) -> list[Difference]:
        """All that differs, in the order of the table, what was removed last."""
        return [self.differences[line.rule.pk] for line in self.lines if line.rule.pk in self.differences] + list(self.removed)


def compared(lines: Sequence[Line], before: Sequence[Line]) -> Table:
    """Rows are the same row when they have the same name, or failing that the same words in all other columns."""
    pairs = _paired(lines, before)
    moved = _moved([pairs[line.rule.pk].rule.position for line in lines if line.rule.pk in pairs])
    differences = {}
    for line in lines:
        old = pairs.get(line.rule.pk)
        if old is None:
            differences[line.rule.pk] = Difference("added", line)
        elif changed := tuple(name for name in line.cells if line.cells[name] != old.cells[name]):
            differences[line.rule.pk] = Difference("changed", line, old, changed)
        elif old.rule.position in moved:
            differences[line.rule.pk] = Difference("moved", line, old)
    kept = {old.rule.pk for old in pairs.values()}
    removed = tuple(Difference("removed", line) for line in before if line.rule.pk not in kept)
    return Table(tuple(lines), differences, removed)


def _paired(lines: Sequence[Line], before: Sequence[Line]) -> dict[int, Line]:
    """The row of ``before`` that each row was."""
    found: dict[int, Line] = {}
    by_name, by_words = defaultdict(list), defaultdict(list)
    for line in before:
        by_name[line.rule.name].append(line)
    for line in lines:
        if by_name[line.rule.name]:
            found[line.rule.pk] = by_name[line.rule.name].pop(0)
    for rest in by_name.values():
        for line in rest:
            by_words[_words(line)].append(line)
    for line in lines:
        if line.rule.pk not in found and by_words[_words(line)]:
            found[line.rule.pk] = by_words[_words(line)].pop(0)
    return found


def _words(line: Line) -> tuple[tuple[str, ...], ...]:
    return tuple(words for name, words in line.cells.items() if name != "name")


def _moved(places: Sequence[int]) -> set[int]:
    """The fewest of these places whose rows must have moved: all but a longest rising run."""
    ends: list[int] = []
    lengths = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        lengths.append(at + 1)
    wanted, staying = len(ends), set()
    for place, length in zip(reversed(places), reversed(lengths), strict=True):
        if length == wanted:
            staying.add(place)
            wanted -= 1
    return set(places) - staying
