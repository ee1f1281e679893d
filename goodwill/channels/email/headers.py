"""Writes single header lines: folded, encoded, and never able to smuggle in a second header.

The standard library's folding cuts long Message-IDs into encoded words, which breaks threading, so the headers of a
message are written here and only the body is left to the library.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence

from goodwill.channels.email.addresses import one_line, to_wire
from goodwill.inboxes.contract import Address

LINE_LENGTH = 78
_ATOM_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_ENCODED_BYTES = 42


def text_header(name: str, value: str) -> bytes:
    """A header of free text (Subject); encoded by RFC 2047 where it is not plain ASCII."""
    cleaned = one_line(value)
    if cleaned.isascii() and "=?" not in cleaned and all(len(word) < 900 for word in cleaned.split(" ")):
        return _folded(name, cleaned.split(" "))
    return _folded(name, _encoded_words(cleaned))


def plain_header(name: str, value: str) -> bytes:
    """A header whose value is ASCII by its grammar (Date, Auto-Submitted); anything else is dropped from it."""
    return _folded(name, one_line(value.encode("ascii", "ignore").decode()).split(" "))


def address_header(name: str, addresses: Sequence[Address]) -> bytes:
    """A header that lists addresses (From, To); raise BadAddress where one of them can't be written."""
    written = [_mailbox(address) for address in addresses]
    words = [f"{mailbox}," for mailbox in written[:-1]] + written[-1:]
    return _folded(name, [word for mailbox in words for word in mailbox.split(" ")])


def id_header(name: str, identifiers: Iterable[str]) -> bytes:
    """A header of Message-IDs (References), one or more to a line, none ever cut; b"" where none can be written."""
    words = [f"<{identifier}>" for identifier in map(clean_id, identifiers) if identifier]
    return _folded(name, words) if words else b""


def clean_id(identifier: str) -> str:
    """A Message-ID without its angle brackets; "" for one that could not be written into a header."""
    trimmed = identifier.strip().removeprefix("<").removesuffix(">")
    return trimmed if _MESSAGE_ID.fullmatch(trimmed) else ""


def _mailbox(address: Address) -> str:
    wire = to_wire(address.address)
    name = one_line(address.name)
    if not name:
        return wire
    return f"{_phrase(name)} <{wire}>"


def _phrase(name: str) -> str:
    if not name.isascii() or "=?" in name or len(name) > 200:
        return " ".join(_encoded_words(name))
    if _ATOM_PHRASE.fullmatch(name):
        return re.sub(" +", " ", name)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 words of at most 75 characters; base64, because its alphabet is allowed in names as well as in text."""
    words: list[str] = []
    chunk = b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(chunk) + len(encoded) > _ENCODED_BYTES:
            words.append(_word(chunk))
            chunk = b""
        chunk += encoded
    return [*words, _word(chunk)]


def _word(chunk: bytes) -> str:
    return f"=?utf-8?b?{b64encode(chunk).decode()}?="


def _folded(name: str, words: Sequence[str]) -> bytes:
    lines = [f"{name}:"]
    for word in words:
        # A line of blanks alone would end the header block for some readers, so an empty word never opens a line.
        if word and len(lines[-1]) + 1 + len(word.encode()) > LINE_LENGTH and lines[-1].strip() and lines[-1] != f"{name}:":
            lines.append(f" {word}")
        else:
            lines[-1] = f"{lines[-1]} {word}"
    return "\r\n".join(lines).encode("utf-8") + b"\r\n"
