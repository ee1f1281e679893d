"""The parts of a message as a tree of byte ranges, found by looking for boundary lines; nothing is copied."""

import re
from dataclasses import dataclass, field

from goodwill.channels.email.mime.headers import Headers, read_headers
from goodwill.channels.email.mime.parameters import Parameters, read_parameters
from goodwill.channels.email.mime.transfer import decode_transfer

MAX_PARTS = 500
MAX_DEPTH = 50

_TYPE = re.compile(r"^[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,120}$")
_TRANSPARENT = frozenset({"", "7bit", "8bit", "binary"})
_GUESSED_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{0,198})\r?$", re.MULTILINE)
_AFTER_MARK = re.compile(rb"(--)?[ \t]*(?=\r?\n|\Z|\r)")


@dataclass(slots=True)
class Part:
    """One entity. ``raw[start:end]`` is its body, still in its transfer encoding; ``header_start`` is where it begins.

    ``is_cut`` marks the last part of a mixed multipart that the end of the message breaks off before any boundary line.
    """

    raw: bytes
    header_start: int
    start: int
    end: int
    headers: Headers
    content_type: str = "text/plain"
    parameters: Parameters = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: Parameters = field(default_factory=dict)
    encoding: str = ""
    children: list["Part"] = field(default_factory=list)
    is_cut: bool = False

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    def body_start(self, length: int) -> bytes:
        return self.raw[self.start : min(self.end, self.start + length)]

    @property
    def source(self) -> bytes:
        """Header and body as they were sent."""
        return self.raw[self.header_start : self.end]

    def content(self, limit: int = 0) -> bytes:
        """The decoded body; with ``limit`` only about so many bytes of it, for what is read and not kept."""
        end = min(self.end, self.start + limit * 3) if limit else self.end
        return decode_transfer(memoryview(self.raw)[self.start : end], self.encoding)


@dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS


def read_tree(raw: bytes) -> Part:
    """Read a whole message. What exceeds the caps on parts and depth stays inside its part as it is."""
    start = len(raw) - len(raw[:1000].lstrip(b"\r\n \t\xef\xbb\xbf")) - max(0, len(raw) - 1000)
    return _read_part(raw, max(0, start), len(raw), "text/plain", 0, _Budget())


def _read_part(raw: bytes, start: int, end: int, default_type: str, depth: int, budget: _Budget) -> Part:
    budget.parts -= 1
    headers, body = read_headers(raw, start, end)
    part = Part(raw, start, min(body, end), end, headers)
    _describe(part, default_type)
    if part.content_type.startswith("multipart/") and depth < MAX_DEPTH and budget.parts > 0:
        _read_children(part, depth, budget)
    return part


def _describe(part: Part, default_type: str) -> None:
    value, part.parameters = read_parameters(part.headers.first("content-type"))
    part.content_type = _type_of(value, default_type)
    if "content-disposition" in part.headers:
        part.disposition, part.disposition_parameters = read_parameters(part.headers.first("content-disposition"), part.charset)
    encoding = read_parameters(part.headers.first("content-transfer-encoding"))[0]
    part.encoding = "" if encoding in _TRANSPARENT else encoding


def _type_of(value: str, default_type: str) -> str:
    if _TYPE.match(value):
        return value
    if value in {"text", "plain", "html"}:
        return "text/html" if value == "html" else "text/plain"
    return default_type if not value or value.startswith("text/") else "application/octet-stream"


def _read_children(part: Part, depth: int, budget: _Budget) -> None:
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")
    ranges = _ranges(part, boundary) if boundary else []
    if not ranges:
        guessed = _GUESSED_BOUNDARY.search(part.raw, part.start, min(part.end, part.start + 100_000))
        ranges = _ranges(part, guessed[1].strip()) if guessed else []
    default_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    for start, end in ranges:
        if budget.parts <= 0:
            break
        part.children.append(_read_part(part.raw, start, end, default_type, depth + 1, budget))
    if part.children and part.content_type == "multipart/mixed":
        part.children[-1].is_cut = part.is_cut
    part.is_cut = False


def _ranges(part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """The byte ranges between boundary lines; the line break before a boundary belongs to the boundary (RFC 2046)."""
    mark = b"--" + boundary
    ranges: list[tuple[int, int]] = []
    opened = -1
    position = part.start
    while len(ranges) <= MAX_PARTS:
        found = _next_delimiter(part, mark, position)
        if not found:
            break
        start, position, is_last = found
        if opened >= 0:
            ranges.append((opened, max(opened, start)))
        opened = -1 if is_last else _after_line(part.raw, position, part.end)
        if is_last:
            break
    if opened >= 0 and opened < part.end:
        ranges.append((opened, part.end))
    part.is_cut = opened >= 0 and part.end == len(part.raw)
    return ranges


def _next_delimiter(part: Part, mark: bytes, position: int) -> tuple[int, int, bool] | None:
    """The next line that is the mark: where it begins and ends, and whether it is the last one.

    By a plain search, which is many times faster than a pattern over a large attachment. A pattern with the boundary in
    it would have to be compiled for each message.
    """
    while True:
        at = part.raw.find(mark, position, part.end)
        if at < 0:
            return None
        line = at
        if line > part.start and part.raw[line - 1] == 10:
            line -= 1
            if line > part.start and part.raw[line - 1] == 13:
                line -= 1
        elif line != part.start or (at > 0 and part.raw[at - 1] != 10):
            position = at + 1
            continue
        rest = _AFTER_MARK.match(part.raw, at + len(mark), part.end)
        if rest:
            return line, rest.end(), bool(rest[1])
        position = at + 1


def _after_line(raw: bytes, position: int, end: int) -> int:
    newline = raw.find(b"\n", position, end)
    return end if newline < 0 else newline + 1
