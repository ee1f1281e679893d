"""Says what differs between two wordings, line by line and within a line word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces from which either wording can be read: same and gone give the older, same and new the newer."""
    old, new = _words(before[:LONGEST]), _words(after[:LONGEST])
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(old[old_start:old_end]))
            continue
        if old_end > old_start:
            yield Piece("gone", "".join(old[old_start:old_end]))
        if new_end > new_start:
            yield Piece("new", "".join(new[new_start:new_end]))


def _words(text: str) -> list[str]:
    return re.findall(r"\n|[^\S\n]+|[^\s]+", text.replace("\r\n", "\n"))
