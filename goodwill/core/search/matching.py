"""Looks for words in the folded words of one document: for ranking, and where asking the index would cost more."""

from functools import lru_cache
from typing import NamedTuple

from goodwill.core.search.documents import Field
from goodwill.core.search.engine import Clause, Counts, Match


class Texts(NamedTuple):
    """The folded words of a document, with one space between, before and after them."""

    title: str
    names: str
    text: str
    marks: str = ""
    scope: str = ""


def count(clause: Clause, texts: Texts) -> Counts:
    """How often the clause's phrases stand in each part, whether negated or not; twice in a row may count as once."""
    title = names = text = 0
    for needle in _needles(clause):
        if clause.field is not Field.NAMES:
            title += texts.title.count(needle)
        if clause.field is not Field.TITLE:
            names += texts.names.count(needle)
        if clause.field is Field.ANY:
            text += texts.text.count(needle)
    return Counts(title, names, text)


def matches(match: Match, texts: Texts) -> bool:
    marks = {*texts.marks.split(), *texts.scope.split()}
    return all(not marks.isdisjoint(alternatives) for alternatives in match.marks) and all(
        bool(count(clause, texts).all) is not clause.is_negated for clause in match.clauses
    )


@lru_cache(maxsize=64)
def _needles(clause: Clause) -> tuple[str, ...]:
    return tuple(f" {' '.join(phrase)} " for phrase in clause.phrases)
