"""Values with parameters (Content-Type, Content-Disposition): RFC 2045 and 2231, and what mail programs really write."""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.words import decode_words

Parameters = dict[str, str]

_LONGEST = 20_000
_COMMENT = re.compile(rb'("(?:[^"\\]|\\.){0,1000}")|\([^()"]{0,1000}\)')
_PARAMETER = re.compile(rb'\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?([^;]*)|([^;]*))(?:;|\Z)|[^;]*(?:;|\Z)', re.DOTALL)
_QUOTED_PAIR = re.compile(rb'\\(["\\])')
_CONTINUED = re.compile(r"^(.+?)\*(\d{1,3})?(\*)?$")


def read_parameters(raw: bytes, charset: str = "") -> tuple[str, Parameters]:
    """The lower-case value and its decoded parameters; of a parameter given twice the first one counts."""
    raw = raw[:_LONGEST]
    return _read_cached(raw, charset) if len(raw) < 64 else _read(raw, charset)


@lru_cache(maxsize=1024)
def _read_cached(raw: bytes, charset: str) -> tuple[str, Parameters]:
    return _read(raw, charset)


def _read(raw: bytes, charset: str) -> tuple[str, Parameters]:
    if b"(" in raw:
        raw = _COMMENT.sub(lambda found: found[1] or b" ", raw)
    value, _, rest = raw.partition(b";")
    if b"=" in value and b"/" not in value.split(b"=")[0]:
        value, rest = b"", raw
    pairs: dict[str, bytes] = {}
    position = 0
    while position < len(rest):
        found = _PARAMETER.match(rest, position)
        if not found or found.end() == position:
            break
        position = found.end()
        if found[1]:
            pairs.setdefault(found[1].decode("latin-1").lower(), _plain(found))
    cleaned = charsets.tidy(value.decode("latin-1")).strip().strip('"').lower()
    return cleaned, _joined(pairs, charset)


def _plain(found: re.Match[bytes]) -> bytes:
    if found[2] is None:
        return found[4].strip().strip(b"'\"") if found[4].strip()[:1] in (b"'", b'"') else found[4].strip()
    return _QUOTED_PAIR.sub(rb"\1", found[2]) + (found[3].strip().strip(b'"') if found[3].strip() else b"")


def _joined(pairs: dict[str, bytes], charset: str) -> Parameters:
    """Put the sections of RFC 2231 together (name*0*=, name*1=, …) and decode; a plain value may hold encoded words."""
    out: Parameters = {}
    sections: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for name, value in pairs.items():
        continued = _CONTINUED.match(name)
        if continued:
            sections.setdefault(continued[1], {})[int(continued[2] or 0)] = (value, bool(continued[3]) or continued[2] is None)
        else:
            out[name] = decode_words(value, charset)
    for name, numbered in sections.items():
        out[name] = _decoded_sections([numbered[number] for number in sorted(numbered)], charset)
    return out


def _decoded_sections(parts: list[tuple[bytes, bool]], charset: str) -> str:
    declared = charset
    first, is_encoded = parts[0]
    if is_encoded and first.count(b"'") >= 2:
        name, _, first = first.split(b"'", 2)
        declared = name.decode("latin-1") or charset
        parts = [(first, True), *parts[1:]]
    data = b"".join(unquote_to_bytes(value) if encoded else value for value, encoded in parts)
    return decode_words(data, declared) if b"=?" in data else charsets.decode(data, declared).strip()
