"""The header of a message or part: fields in their order, values as raw bytes until someone asks for their text."""

import re

from goodwill.channels.email.mime.words import decode_words

MAX_HEADER_BYTES = 1_000_000
MAX_FIELDS = 5_000

# A field name may be followed by blanks before the colon (RFC 5322, 4.5.8); a value runs on while lines begin with a blank.
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t]+[^\n]*)*)(?:\n|\Z)")
_JUNK = re.compile(rb"(?!--)(?:>?From [^\n]*|[^\n:]{0,200}|[^\n]{0,30}[^!-~\n][^\n]*)(?:\n|\Z)")
_BLANK = re.compile(rb"[ \t\r]*(?:\n|\Z)")


class Headers:
    """Fields by lower-case name. The first of several is what people see, so it is what ``first`` answers."""

    __slots__ = ("_by_name", "fields")

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self.fields = fields
        self._by_name: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._by_name.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def first(self, name: str) -> bytes:
        values = self._by_name.get(name)
        return values[0] if values else b""

    def all(self, name: str) -> list[bytes]:
        return self._by_name.get(name, [])

    def text(self, name: str, charset: str = "") -> str:
        """The decoded first value on one line, "" when absent."""
        value = self.first(name)
        return decode_words(value, charset) if value else ""


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Read the fields of ``raw[start:end]``; also give where the body begins.

    Tolerated: an mbox "From " line, single lines that are no field, a body that follows without an empty line.
    """
    limit = min(end, start + MAX_HEADER_BYTES)
    fields: list[tuple[str, bytes]] = []
    position = start
    while position < limit and len(fields) < MAX_FIELDS:
        field = _FIELD.match(raw, position, limit)
        if field:
            fields.append((field[1].decode("ascii").lower(), field[2].strip()))
            position = field.end()
            continue
        blank = _BLANK.match(raw, position, limit)
        if blank:
            return Headers(fields), blank.end()
        following = _after_junk(raw, position, limit)
        if following < 0:
            return Headers(fields), position
        position = following
    return Headers(fields), _after_empty_line(raw, position, end)


def _after_junk(raw: bytes, position: int, limit: int) -> int:
    """Where the next field begins when exactly one line in between is no field; -1 when this looks like the body."""
    junk = _JUNK.match(raw, position, limit)
    if junk and junk.end() < limit and _FIELD.match(raw, junk.end(), min(limit, junk.end() + 2_000)):
        return junk.end()
    return -1


def _after_empty_line(raw: bytes, position: int, end: int) -> int:
    if position >= end:
        return end
    for mark in (b"\r\n\r\n", b"\n\n"):
        found = raw.find(mark, position, end)
        if found >= 0:
            return found + len(mark)
    return end
