"""Content transfer encodings: base64, quoted-printable and uuencode, however damaged; nothing is lost that can be read."""

import binascii
import re

from goodwill.channels.email.mime.words import base64_leniently

_SOFT_BREAK = re.compile(rb"=[ \t]*\r?\n")
_LOOSE_EQUALS = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? +[0-7]{3,4} +([^\r\n]{1,500})\r?\n", re.MULTILINE)
_END = re.compile(rb"(?:[ `]?\r?\n)?end[ \t]*(?:\r?\n|\Z)")
_LINE_OUTSIDE = re.compile(rb"(?m)^[^\r\n]*[^A-Za-z0-9+/=\s][^\r\n]*\r?\n?")


def decode_transfer(view: bytes | memoryview, encoding: str) -> bytes:
    """The bytes that were meant; an unknown encoding is taken as none. A view of a large message is not copied before it is decoded."""
    if encoding == "base64":
        return _base64(view)
    data = bytes(view)
    if encoding in {"quoted-printable", "quoted_printable", "quoted printable", "qp"}:
        return _quoted_printable(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        found = _UU_BEGIN.search(data)
        return decode_uu(data, found.end()) if found else data
    return data


def _base64(data: bytes | memoryview) -> bytes:
    """Python skips foreign characters and stops at the padding; what it refuses is read leniently.

    Some lists add a readable footer behind the padding: it is no part of the content.
    """
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        return base64_leniently(_LINE_OUTSIDE.sub(b"", bytes(data)).split(b"=", 1)[0])


def _quoted_printable(data: bytes) -> bytes:
    if b"=" not in data:
        return data
    return binascii.a2b_qp(_LOOSE_EQUALS.sub(b"=3D", _SOFT_BREAK.sub(b"=\n", data)))


def decode_uu(data: bytes, start: int) -> bytes:
    """The file whose uuencoded lines begin at ``start``, up to its "end" or the first line that is none."""
    return _read_uu(data, start)[0]


def _read_uu(data: bytes, start: int) -> tuple[bytes, int]:
    out: list[bytes] = []
    position = start
    while position < len(data):
        newline = data.find(b"\n", position)
        following = len(data) if newline < 0 else newline + 1
        line = data[position:following].strip(b"\r\n")
        if line.strip() in {b"end", b"`", b""}:
            end = _END.match(data, position)
            return b"".join(out), end.end() if end else position
        decoded = _uu_line(line)
        if decoded is None:
            break
        out.append(decoded)
        position = following
    return b"".join(out), position


def _uu_line(line: bytes) -> bytes | None:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders write one character too many: decode by the stated length (as RFC-less uudecode does).
        length = ((line[0] - 32) & 63) * 4 // 3 + 4
        try:
            return binascii.a2b_uu(line[: length + 1])
        except binascii.Error:
            return None


def split_uuencoded(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Take uuencoded files out of plain text: the text that remains, and (name, content) of each file."""
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    position = 0
    for found in _UU_BEGIN.finditer(data):
        if found.start() < position:
            continue
        content, end = _read_uu(data, found.end())
        if len(content) < 2:
            continue
        kept.append(data[position : found.start()])
        files.append((found[1].strip(), content))
        position = end
    return b"".join([*kept, data[position:]]), files
