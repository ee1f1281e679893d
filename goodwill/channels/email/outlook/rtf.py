"""The words of an RTF body, or the HTML that Outlook has wrapped into RTF (MS-OXRTFEX)."""

import re
from dataclasses import dataclass, field

from goodwill.channels.email.mime import charsets

MAX_GROUPS = 200
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(\*)|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable generator header footer rsidtbl xmlnstbl"
    b" latentstyles filetbl revtbl fldinst mmathPr".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t"}
_SIGNS = {b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}


@dataclass(slots=True)
class _Group:
    is_skipped: bool = False
    is_html: bool = False
    is_hidden: bool = False
    fallback: int = 1


@dataclass(slots=True)
class _State:
    codec: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    is_from_html: bool = False
    is_starred: bool = False


def read_rtf(rtf: bytes) -> tuple[str, str]:
    """(text, html): html is filled, and text empty, when the RTF was made from HTML."""
    state = _State()
    state.is_from_html = b"\\fromhtml1" in rtf[:2_000]
    for token in _TOKEN.finditer(rtf):
        word, number, octet, star, symbol, brace, words = token.groups()
        if octet is not None:
            _octet(state, int(octet, 16))
            continue
        if state.waiting:
            _flush(state)
        if brace:
            _brace(state, brace)
        elif star:
            state.is_starred = True
        elif word:
            _control(state, word, int(number) if number else None)
        elif symbol is not None:
            _write(state, _SYMBOLS.get(symbol, ""))
        elif words:
            _text(state, words)
    _flush(state)
    result = charsets.tidy("".join(state.out)).strip()
    return ("", result) if state.is_from_html else (result, "")


def _octet(state: _State, value: int) -> None:
    if state.to_skip:
        state.to_skip -= 1
    else:
        state.waiting.append(value)


def _flush(state: _State) -> None:
    data = bytes(state.waiting)
    state.waiting.clear()
    _write(state, charsets.decode(data, state.codec))


def _text(state: _State, words: bytes) -> None:
    if state.to_skip:
        skipped = min(state.to_skip, len(words))
        state.to_skip -= skipped
        words = words[skipped:]
    _write(state, charsets.decode(words, state.codec))


def _write(state: _State, text: str) -> None:
    group = state.group
    if not text or group.is_skipped or (group.is_hidden and not group.is_html):
        return
    state.out.append(text)


def _brace(state: _State, brace: bytes) -> None:
    state.is_starred = False
    state.to_skip = 0
    if brace == b"{":
        if len(state.outer) < MAX_GROUPS:
            state.outer.append(state.group)
            state.group = _Group(state.group.is_skipped, state.group.is_html, state.group.is_hidden, state.group.fallback)
    elif state.outer:
        state.group = state.outer.pop()


def _control(state: _State, word: bytes, number: int | None) -> None:
    group = state.group
    starred, state.is_starred = state.is_starred, False
    if word == b"htmltag":
        group.is_html = True
    elif word == b"htmlrtf":
        group.is_hidden = number != 0
    elif word in _SKIPPED or (starred and word not in {b"htmltag", b"mhtmltag"}) or word == b"mhtmltag":
        group.is_skipped = True
    elif word == b"u" and number is not None:
        _write(state, chr(number % 65536) if not 0xD800 <= number % 65536 <= 0xDFFF else "")
        state.to_skip = group.fallback
    elif word == b"uc" and number is not None:
        group.fallback = max(0, min(number, 10))
    elif word == b"ansicpg" and number:
        state.codec = charsets.codec_for(f"cp{number}") or "cp1252"
    elif word in _SIGNS:
        _write(state, _SIGNS[word])
    elif word in _BREAKS:
        _write(state, _BREAKS[word])
