"""MAPI properties as they stand in winmail.dat (MS-OXTNEF, section 2.1.3.4)."""

import struct
from collections.abc import Iterator

MAX_PROPERTIES = 5_000
_MULTI = 0x1000
_FIXED = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
    0x0001: 0,
}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_VARIABLE = frozenset({_STRING, _UNICODE, _OBJECT, _BINARY})
_FIRST_NAMED = 0x8000

Value = tuple[int, bytes]


class Cut(Exception):
    """The data ends in the middle of a value."""


def read_properties(data: bytes) -> Iterator[tuple[int, Value]]:
    """(id, (type, bytes)) of each property, the first value of several; ends quietly where the data breaks off."""
    try:
        yield from _read(data)
    except (Cut, struct.error):
        return


def as_text(value: Value, codec: str) -> str:
    kind, data = value
    if kind == _UNICODE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return data.rstrip(b"\0").decode(codec or "cp1252", "replace")


def as_number(value: Value) -> int:
    return int.from_bytes(value[1][:4], "little")


def as_object(value: Value) -> bytes:
    """Bytes of a file; an object has the identifier of its interface (16 bytes) in front."""
    kind, data = value
    return data[16:] if kind == _OBJECT else data


def _read(data: bytes) -> Iterator[tuple[int, Value]]:
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, identifier = struct.unpack_from("<HH", data, position)
        position += 4
        if identifier >= _FIRST_NAMED:
            position = _after_name(data, position)
        values, position = _values(data, position, kind)
        if values:
            yield identifier, (kind & ~_MULTI, values[0])


def _after_name(data: bytes, position: int) -> int:
    (kind,) = struct.unpack_from("<I", data, position + 16)
    position += 20
    if kind == 0:
        return position + 4
    (length,) = struct.unpack_from("<I", data, position)
    return position + 4 + _padded(length)


def _values(data: bytes, position: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & ~_MULTI
    if base not in _VARIABLE and base not in _FIXED:
        raise Cut
    count = 1
    if kind & _MULTI or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    values: list[bytes] = []
    for _ in range(min(count, MAX_PROPERTIES)):
        if base in _VARIABLE:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        else:
            length = _FIXED[base]
        if position + length > len(data) + 3:
            raise Cut
        values.append(data[position : position + length])
        position += _padded(length)
    return values, position


def _padded(length: int) -> int:
    return (length + 3) & ~3
