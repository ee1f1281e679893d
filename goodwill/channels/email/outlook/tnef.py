"""winmail.dat: the files and words that Outlook packs into one attachment (MS-OXTNEF)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from goodwill.channels.email.mime import charsets
from goodwill.channels.email.outlook.compressed_rtf import decompress
from goodwill.channels.email.outlook.properties import Value, as_number, as_object, as_text, read_properties
from goodwill.channels.email.outlook.rtf import read_rtf

MAX_FILES = 500
MAX_NESTING = 5
_SIGNATURE = 0x223E9F78
_MESSAGE_CLASS, _CODEPAGE, _BODY, _MAPI = 0x00078008, 0x00069007, 0x0002800C, 0x00069003
_RENDERING, _TITLE, _DATA, _ATTACHMENT = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_BODY_TEXT, _BODY_HTML, _BODY_RTF, _INTERNET_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_FILE_DATA, _FILE_SHORT_NAME, _FILE_NAME, _FILE_TYPE, _FILE_ID, _DISPLAY_NAME, _METHOD = (
    0x3701,
    0x3704,
    0x3707,
    0x370E,
    0x3712,
    0x3001,
    0x3705,
)
_EMBEDDED_MESSAGE = 5


@dataclass(slots=True)
class PackedFile:
    """A file in winmail.dat; ``nested`` is the message when it is one in the same format.

    An embedded object has a picture of itself as ``content`` and its own bytes as ``other_content``.
    """

    name: str = ""
    content: bytes = b""
    other_content: bytes = b""
    content_type: str = ""
    content_id: str = ""
    nested: "PackedMessage | None" = None


@dataclass(slots=True)
class PackedMessage:
    """What winmail.dat holds. ``rtf`` is the body in RTF, when it was written in RTF and not made from HTML."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    subject: str = ""
    files: list[PackedFile] = field(default_factory=list)
    codec: str = "cp1252"


def is_tnef(data: bytes) -> bool:
    return len(data) > 6 and struct.unpack_from("<I", data)[0] == _SIGNATURE


def read_tnef(data: bytes, depth: int = 0) -> PackedMessage | None:
    """Unpack what can be read before the data ends or breaks; None when this is no such file."""
    if not is_tnef(data):
        return None
    message = PackedMessage()
    current: PackedFile | None = None
    for identifier, value in _attributes(data):
        if identifier == _RENDERING:
            if len(message.files) >= MAX_FILES:
                break
            current = PackedFile()
            message.files.append(current)
        elif identifier in {_TITLE, _DATA, _ATTACHMENT}:
            if current is None:
                current = PackedFile()
                message.files.append(current)
            _read_file(current, identifier, value, message.codec, depth)
        else:
            _read_message(message, identifier, value)
    return message


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Level, identifier and type, length, data, checksum; the last one may be cut."""
    position = 6
    while position + 9 <= len(data):
        level, identifier, length = struct.unpack_from("<BII", data, position)
        position += 9
        if level not in {1, 2}:
            return
        yield identifier, data[position : position + length]
        position += length + 2


def _read_message(message: PackedMessage, identifier: int, value: bytes) -> None:
    if identifier == _CODEPAGE and len(value) >= 4:
        message.codec = charsets.codec_for(f"cp{struct.unpack_from('<I', value)[0]}") or "cp1252"
    elif identifier == _BODY and not message.text:
        message.text = charsets.decode(value.rstrip(b"\0"), message.codec)
    elif identifier == _MAPI:
        _read_body(message, dict(_first_of_each(value)))


def _first_of_each(value: bytes) -> Iterator[tuple[int, Value]]:
    seen: set[int] = set()
    for identifier, found in read_properties(value):
        if identifier not in seen:
            seen.add(identifier)
            yield identifier, found


def _read_body(message: PackedMessage, properties: dict[int, Value]) -> None:
    if _INTERNET_CODEPAGE in properties:
        codepage = as_number(properties[_INTERNET_CODEPAGE])
        internet = "utf-8" if codepage == 65001 else charsets.codec_for(f"cp{codepage}") or message.codec
    else:
        internet = message.codec
    if _BODY_TEXT in properties:
        message.text = charsets.tidy(as_text(properties[_BODY_TEXT], message.codec)) or message.text
    if _BODY_HTML in properties:
        kind, data = properties[_BODY_HTML]
        message.html = charsets.tidy(as_text((kind, data), internet)) if kind != 0x0102 else charsets.decode(data, internet)
    if _BODY_RTF in properties:
        message.rtf = decompress(properties[_BODY_RTF][1])
        text, html = read_rtf(message.rtf)
        message.html = message.html or html
        message.text = message.text or text


def _read_file(file: PackedFile, identifier: int, value: bytes, codec: str, depth: int) -> None:
    if identifier == _TITLE:
        file.name = file.name or charsets.decode(value.split(b"\0")[0], codec)
    elif identifier == _DATA:
        file.content = value
    else:
        _read_file_properties(file, dict(_first_of_each(value)), codec, depth)


def _read_file_properties(file: PackedFile, properties: dict[int, Value], codec: str, depth: int) -> None:
    """The long name is the real one; the title may be cut to eight letters and three."""
    for identifier in (_FILE_NAME, _FILE_SHORT_NAME, _DISPLAY_NAME):
        if identifier in properties and (name := charsets.tidy(as_text(properties[identifier], codec)).strip()):
            if identifier == _FILE_NAME or not file.name:
                file.name = name
            break
    if _FILE_TYPE in properties:
        file.content_type = as_text(properties[_FILE_TYPE], codec).strip().lower()
    if _FILE_ID in properties:
        file.content_id = as_text(properties[_FILE_ID], codec).strip("<> \0")
    if _FILE_DATA in properties:
        data = as_object(properties[_FILE_DATA])
        is_message = _METHOD in properties and as_number(properties[_METHOD]) == _EMBEDDED_MESSAGE
        if (is_message or is_tnef(data)) and depth < MAX_NESTING:
            file.nested = read_tnef(data, depth + 1)
        if data and not file.content:
            file.content = data
        elif data != file.content:
            file.other_content = data
