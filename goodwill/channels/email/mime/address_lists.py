"""Mailboxes in a header: names with encoded words, groups, comments, broken quotes; each address normalised."""

import re

from goodwill.channels.email.addresses import normalise
from goodwill.channels.email.mime.words import decode_words
from goodwill.inboxes.contract import Address

MAX_ADDRESSES = 2_000
MAX_NAME = 200
MAX_ADDRESS = 320

_TOKEN = re.compile(
    rb'"((?:[^"\\]|\\.){0,200})"|<([^<>]{0,1000})>|\(((?:[^()\\]|\\.|\([^()]{0,200}\)){0,500})\)|(=\?[^?\s]{1,60}\?[bBqQ]\?[^?\r\n]*\?=)|([,;])|(:)|([^"<>(),;:=]+|.)',
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@(?:[^\s@<>()\[\],;:\"\\]+|\[[0-9a-fA-F.:]+\])")
_QUOTED_LOCAL = re.compile(r'"([^"\s]{1,100})"@')
_PAIR = re.compile(rb"\\(.)", re.DOTALL)


def read_addresses(raw: bytes, charset: str = "", *, longest: int = 300_000) -> list[Address]:
    """All mailboxes of a header value in their order, group members among them, each address once."""
    found: dict[str, Address] = {}
    mailbox = _Mailbox(charset)
    for token in _TOKEN.finditer(raw[:longest]):
        if token[5]:
            mailbox.add_to(found)
            mailbox = _Mailbox(charset)
        elif token[6]:
            mailbox.start_group()
        else:
            mailbox.take(token)
        if len(found) >= MAX_ADDRESSES:
            break
    mailbox.add_to(found)
    return list(found.values())


def clean_name(name: str) -> str:
    """A display name on one line without quotes around it, at most 200 characters."""
    return " ".join(name.split()).strip("\"' ")[:MAX_NAME].strip()


class _Mailbox:
    """What was read since the last comma."""

    __slots__ = ("angle", "charset", "comment", "words")

    def __init__(self, charset: str) -> None:
        self.charset = charset
        self.words: list[bytes] = []
        self.angle = b""
        self.comment = b""

    def start_group(self) -> None:
        """``Name:`` opens a group, except inside something like ``mailto:a@b``, whose scheme is dropped as well."""
        self.words = []

    def take(self, token: re.Match[bytes]) -> None:
        if token[1] is not None:
            self.words.append(_PAIR.sub(rb"\1", token[1]))
        elif token[2] is not None:
            if self.angle and b"@" in self.angle:
                return
            self.angle = token[2]
        elif token[3] is not None:
            self.comment = self.comment or token[3]
        else:
            self.words.append(token[4] or token[7])

    def add_to(self, found: dict[str, Address]) -> None:
        text = decode_words(b"".join(_spaced(self.words)), self.charset)
        angle = decode_words(self.angle, self.charset).replace(" ", "") if self.angle else ""
        address = _address_in(angle) or _address_in(text)
        if not address:
            return
        name = clean_name(text) if angle else decode_words(self.comment, self.charset)
        if normalise(name) == address:
            name = ""
        kept = found.get(address)
        if kept is None or (name and not kept.name):
            found[address] = Address(address, clean_name(name))


def _spaced(words: list[bytes]) -> list[bytes]:
    """Encoded words need a blank between them and what stands next to them, or they would not be decoded."""
    return [b" " + word + b" " if word.startswith(b"=?") else word for word in words]


def _address_in(text: str) -> str:
    plain = _QUOTED_LOCAL.sub(r"\1@", text)
    found = _ADDRESS.search(plain)
    if not found:
        return ""
    # A source route (RFC 5322, 4.4) stands before the address: <@relay.example:ada@example.com>.
    return normalise(found[0].strip("'").rstrip("."))[:MAX_ADDRESS]
