"""Cuts text into the folded words that are indexed and searched, alike for both databases.

Folding removes case, accents and compatibility forms (NFKD). Scripts that put no spaces between words (Chinese,
Japanese, Thai …) and Korean, which hangs particles on them, are cut into overlapping pairs of characters, followed by
the last character alone, so that a search for one character can be a search for a beginning.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 64

# Combining marks belong to the word that they stand in; they are no letters to Python's \w.
_MARKS = "".join(
    re.escape(chr(code)) for code in (*range(0x300, 0x1E00), *range(0x20D0, 0x2100)) if unicodedata.category(chr(code))[0] == "M"
)
_SOFT_HYPHEN = "\u00ad"
_RUN = re.compile(rf"(?:[^\W_]|[{_MARKS}{_SOFT_HYPHEN}\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f])+")
_ASCII_RUN = re.compile(r"[a-z0-9]+")

# Accents, Hebrew points, Arabic vowel signs and the stretching stroke; not the vowels of Indic scripts, not dakuten.
_DROPPED = re.compile(
    f"[{_SOFT_HYPHEN}\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t"})
# Thai, Lao, Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_LONE = re.compile(f"[{_UNSPACED}]")
_SEGMENT = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?:(?![{_UNSPACED}])(?:[^\W_]|[{_MARKS}]))+")

# A letter to Python's \w that no folded word has.
OPAQUE = "ß"
_OPAQUE_RUN = re.compile(rf"(?<![^\W_])[^\W_{OPAQUE}]*+{OPAQUE}[^\W_]*+")
_NOT_FOLDED = re.compile(r"[A-Z\x80-\U0010ffff]+")


class Token(NamedTuple):
    """A folded word and where it stands in the text that it was cut from; ``is_tail`` is the last character that follows pairs."""

    word: str
    start: int
    end: int
    is_tail: bool = False


def fold(text: str) -> str:
    """The form in which words are compared."""
    if text.isascii():
        return text.lower()
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", _DROPPED.sub("", unicodedata.normalize("NFKD", bare.casefold())).translate(_ALIKE))


def words(text: str) -> list[str]:
    """The words to index, in their order."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _ASCII_RUN.findall(text.lower())]
    return [token.word for run in _RUN.findall(text) for token in _cut(run)]


def tokens(text: str) -> Iterator[Token]:
    """The same words, each with its place in the text."""
    for match in _RUN.finditer(text):
        start = match.start()
        for token in _cut(match.group()):
            yield Token(token.word, start + token.start, start + token.end, token.is_tail)


def folded_in_place(text: str) -> str:
    """The text with each character folded where it stands; ``OPAQUE`` stands for what can't be (ß, CJK, lone accents …)."""
    return text.lower() if text.isascii() else _NOT_FOLDED.sub(lambda run: run[0].translate(_IN_PLACE), text)


def opaque_words(text: str, folded: str) -> Iterator[str]:
    """The words in which a character could not be folded in its place."""
    if OPAQUE in folded:
        for run in _OPAQUE_RUN.finditer(folded):
            yield from (token.word for token in _cut(text[run.start() : run.end()]))


def query_tokens(text: str) -> tuple[tuple[str, ...], bool]:
    """The words to look for, and whether the last is always a beginning (a lone character of an unspaced script)."""
    found = list(tokens(text))
    if found and found[-1].is_tail:
        # The text that is searched may go on here, so that another pair stands in its place.
        found.pop()
    is_beginning = bool(found) and bool(_LONE.fullmatch(found[-1].word))
    return tuple(token.word for token in found), is_beginning


class _InPlace(dict[int, str]):
    """For each character that was met the letter or digit that it folds to, a space if it separates words, or OPAQUE."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        if not _RUN.match(character):
            found = " "
        else:
            found = folded if len(folded) == 1 and folded.isalnum() and not _LONE.match(folded) else OPAQUE
        self[code] = found
        return found


@lru_cache(maxsize=65_536)
def _cut(run: str) -> tuple[Token, ...]:
    folded = fold(run)
    found: list[Token] = []
    for match in _SEGMENT.finditer(folded):
        if not match["unspaced"]:
            found.append(Token(match.group()[:LONGEST_WORD], match.start(), match.end()))
            continue
        last = match.end() - 1
        found.extend(Token(folded[at : at + 2], at, at + 2) for at in range(match.start(), last))
        found.append(Token(folded[last], last, last + 1, is_tail=last > match.start()))
    if len(folded) == len(run):
        return tuple(found)
    # Folding moved the characters: each word then stands for the whole run.
    return tuple(Token(token.word, 0, len(run), token.is_tail) for token in found)


_IN_PLACE = _InPlace()
