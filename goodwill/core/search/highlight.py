"""Shows why a text was found: the parts of it that met the search, and the stretch of it that shows most of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from goodwill.core.search.documents import Term
from goodwill.core.search.words import LONGEST_WORD, Token, folded_in_place, opaque_words, tokens

SNIPPET_LENGTH = 220
_LONGEST_TEXT = 100_000
# Of a long text so many lengths of a snippet are looked at, before the best place and after it.
_SURROUNDINGS = 8
ELLIPSIS = "…"


class Part(NamedTuple):
    """A piece of the text, to be escaped by the template that shows it."""

    text: str
    is_hit: bool


class _Span(NamedTuple):
    start: int
    end: int
    term: int


def highlight(text: str, terms: Iterable[Term]) -> list[Part]:
    """All of the text, cut where it meets the terms."""
    return _parts(text, _spans(text, list(terms)), 0, len(text))


def snippet(text: str, terms: Iterable[Term], length: int = SNIPPET_LENGTH) -> list[Part]:
    """About ``length`` characters in which as many of the terms as possible stand; the beginning where none does."""
    terms = list(terms)
    text, is_cut_before, is_cut_after = _surroundings(text[:_LONGEST_TEXT], terms, length)
    text = " ".join(text.split())
    spans = _spans(text, terms)
    start, end = _window(text, spans, length)
    parts = _parts(text, spans, start, end)
    if start > 0 or is_cut_before:
        parts.insert(0, Part(ELLIPSIS, is_hit=False))
    if end < len(text) or is_cut_after:
        parts.append(Part(ELLIPSIS, is_hit=False))
    return parts


def _surroundings(text: str, terms: Sequence[Term], length: int) -> tuple[str, bool, bool]:
    """What stands around the best place of a long text, so that not all of it has to be squeezed; and where it was cut."""
    margin = length * _SURROUNDINGS
    if len(text) <= 2 * margin:
        return text, False, False
    best = _best_place(_spans(text, terms), length)
    start, end = max(0, best - margin), best + margin
    # No word is cut in two where there is a space to cut at.
    start = max(start, text.find(" ", start, best) + 1) if start else 0
    return text[start:end], start > 0, end < len(text)


def _spans(text: str, terms: Sequence[Term]) -> list[_Span]:
    """Where the terms stand, in order and without overlaps."""
    wanted = [(number, term) for number, term in enumerate(terms) if not term.is_negated and term.tokens]
    text = text[:_LONGEST_TEXT]
    if not wanted:
        return []
    folded = folded_in_place(text)
    found = _cut_and_compared(text, wanted) if _is_met_by(opaque_words(text, folded), wanted) else _in_folded(folded, wanted)
    merged: list[_Span] = []
    for span in sorted(found):
        if merged and span.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _is_met_by(words: Iterator[str], wanted: Sequence[tuple[int, Term]]) -> bool:
    """Whether one of these words may be a part of what is looked for."""
    whole = {token for _number, term in wanted for token in term.tokens}
    beginnings = tuple(term.tokens[-1] for _number, term in wanted if term.is_prefix)
    return any(word in whole or word.startswith(beginnings) for word in words)


def _in_folded(text: str, wanted: Sequence[tuple[int, Term]]) -> list[_Span]:
    """The quick way, where what is looked for stands in words that fold character by character."""
    return [
        _Span(match.start(), match.end(1), number)
        for number, term in wanted
        for match in _pattern(term.tokens, term.is_prefix).finditer(text)
    ]


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...], is_prefix: bool) -> re.Pattern[str]:
    first, *others = map(re.escape, words)
    rest = "".join(rf"[\W_]+{word}" for word in others)
    # A longest word was cut off.
    ending = r"[^\W_]*" if is_prefix or len(words[-1]) >= LONGEST_WORD else ""
    # It begins with the plain word, which is looked for much faster than a condition; that no letter stands before it is
    # asked afterwards. What is looked ahead for is not consumed, so that overlapping phrases are found too.
    return re.compile(rf"{first}(?<![^\W_]{first})(?=({rest}{ending})(?![^\W_]))")


def _cut_and_compared(text: str, wanted: Sequence[tuple[int, Term]]) -> list[_Span]:
    cut = list(tokens(text))
    firsts = {term.tokens[0] for _number, term in wanted}
    beginnings = tuple(term.tokens[0] for _number, term in wanted if term.is_prefix and len(term.tokens) == 1)
    # Most words begin nothing that is looked for, and are left at once.
    starts = [at for at, token in enumerate(cut) if token.word in firsts or (beginnings and token.word.startswith(beginnings))]
    return [
        _Span(cut[at].start, cut[at + len(term.tokens) - 1].end, number)
        for at in starts
        for number, term in wanted
        if at + len(term.tokens) <= len(cut) and _stands_at(term, cut, at)
    ]


def _stands_at(term: Term, cut: Sequence[Token], at: int) -> bool:
    *first, last = term.tokens
    if any(cut[at + offset].word != word for offset, word in enumerate(first)):
        return False
    word = cut[at + len(first)].word
    return word == last or (term.is_prefix and word.startswith(last))


def _window(text: str, spans: Sequence[_Span], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    best = _best_place(spans, length)
    start = max(0, best - length // 4)
    end = min(len(text), start + length)
    start = max(0, end - length)
    return _word_start(text, start, best if spans else 0), _word_end(text, end)


def _best_place(spans: Sequence[_Span], length: int) -> int:
    """Where the stretch begins that holds the most of the terms; the beginning where none stands."""
    best, best_value = 0, (0, 0)
    for index, span in enumerate(spans):
        inside = [other for other in spans[index : index + 20] if other.end <= span.start + length * 3 // 4]
        value = (len({other.term for other in inside}), len(inside))
        if value > best_value:
            best, best_value = span.start, value
    return best


def _word_start(text: str, at: int, latest: int) -> int:
    """The start of the next word, so as not to cut one; in text without spaces, the place itself."""
    if at == 0:
        return 0
    space = text.find(" ", at, min(latest, at + 30))
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - 30), at)
    return space if space > 0 else at


def _parts(text: str, spans: Sequence[_Span], start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    at = start
    for span in spans:
        if span.end <= start or span.start >= end:
            continue
        begin, stop = max(span.start, start), min(span.end, end)
        if begin > at:
            parts.append(Part(text[at:begin], is_hit=False))
        parts.append(Part(text[begin:stop], is_hit=True))
        at = stop
    if at < end:
        parts.append(Part(text[at:end], is_hit=False))
    return parts
