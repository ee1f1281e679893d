"""Message identifiers: the message's own, and those that it refers to."""

import hashlib
import re

from goodwill.channels.email.mime.headers import Headers

MAX_LENGTH = 250
MAX_REFERENCES = 50
_LONGEST_HEADER = 100_000
ENOUGH_TO_TELL_APART = 1_000_000
_BRACKETED = re.compile(r"<([^<>]{1,2000})>")
_BARE = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")
_BLANKS = re.compile(r"\s+")


def shorten(identifier: str) -> str:
    """An identifier without brackets and blanks; one over 250 characters is replaced by its hash."""
    cleaned = _BLANKS.sub("", identifier).strip("<>")
    if len(cleaned) <= MAX_LENGTH:
        return cleaned
    return hashlib.sha256(cleaned.encode("utf-8", "replace")).hexdigest() + "@long.invalid"


def read_identifiers(text: str) -> list[str]:
    """The identifiers in a header value in their order, each once."""
    text = text[:_LONGEST_HEADER]
    found = _BRACKETED.findall(text) or _BARE.findall(text)
    return list(dict.fromkeys(filter(None, map(shorten, found))))


def own_identifier(headers: Headers, body_start: bytes) -> str:
    """The identifier that the message gives itself, else one from its content, the same whichever way it arrived."""
    text = headers.text("message-id")
    given = read_identifiers(text) or [shorten(text)]
    if given[0]:
        return given[0]
    digest = hashlib.sha256()
    for name in ("from", "to", "date", "subject"):
        digest.update(headers.first(name) + b"\n")
    digest.update(body_start.replace(b"\r\n", b"\n").strip())
    return digest.hexdigest()[:40] + "@content.invalid"


def nearest_first(in_reply_to: str, references: str) -> tuple[str, ...]:
    """In-Reply-To, then References from its end backwards (the parent stands last, RFC 5322, 3.6.4); at most 50."""
    found = [*read_identifiers(in_reply_to), *reversed(read_identifiers(references))]
    return tuple(list(dict.fromkeys(found))[:MAX_REFERENCES])
