"""Header text: RFC 2047 encoded words, well-formed or not, and raw 8-bit bytes."""

import binascii
import re

from goodwill.channels.email.mime import charsets

_WORD = re.compile(rb"=\?([\w.:*+-]{1,60})\?([bBqQ])\?([^\r\n]{0,4000}?)\?=(?![0-9A-Fa-f]{2}[^\s?]{0,500}\?=)")
_LONGEST = 32_000
_ESCAPE = b"\x1b"  # opens a run of ISO-2022; other plain ASCII says what it says, even in a message in UTF-7
_FOLD = re.compile(rb"[\r\n]+")
_BLANKS = re.compile(r"\s+")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def decode_words(raw: bytes, charset: str = "") -> str:
    """One line of text from a raw header value; ``charset`` is what bare 8-bit bytes are probably in."""
    raw = _FOLD.sub(b" ", raw[:_LONGEST])
    if raw.isascii() and _ESCAPE not in raw:
        charset = ""
    text = "".join(_runs(raw, charset)) if b"=?" in raw else charsets.decode(raw, charset)
    return _BLANKS.sub(" ", text).strip()


def _runs(raw: bytes, charset: str) -> list[str]:
    """Decode neighbours of the same charset together: senders cut inside a character, although RFC 2047 forbids it."""
    out: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for match in _WORD.finditer(raw):
        between, named = raw[end : match.start()], match[1].decode("ascii").lower()
        if between.strip() or named != pending_charset:
            out.append(charsets.decode(pending, pending_charset))
            out.append(charsets.decode(between, charset) if between.strip() else "")
            pending = b""
        pending += _payload(match[2], match[3])
        pending_charset, end = named, match.end()
    out.append(charsets.decode(pending, pending_charset))
    out.append(charsets.decode(raw[end:], charset))
    return out


def _payload(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text.replace(b"_", b" "))
    return base64_leniently(text)


def base64_leniently(text: bytes) -> bytes:
    """Decode base64 with foreign characters, missing padding or a cut end; what cannot be decoded is left out."""
    kept = _NOT_BASE64.sub(b"", text)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""
