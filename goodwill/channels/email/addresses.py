"""Spellings of an e-mail address: the compared form, the wire form, and the form that carries a reply token."""

import re
import unicodedata

import idna

LONGEST_LOCAL = 64
_ANGLES = re.compile(r"<([^<>]*)>\s*$")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class BadAddress(ValueError):
    """Text that is no e-mail address; the message is a sentence without the address."""


def one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it can never end a header or an SMTP command."""
    cleaned = _CONTROLS.sub(" ", text.replace("\r\n", " "))
    return cleaned.encode("utf-8", "replace").decode("utf-8").strip()


def normalise(address: str) -> str:
    """The compared and stored form: lower case, Unicode NFC, the domain in its ASCII (IDNA) form.

    Upper and lower case are taken as equal in the local part too: RFC 5321 lets a server tell them apart, but none that
    matters does, and people don't. Text that is no address comes back trimmed and in lower case.
    """
    text = one_line(address)
    angles = _ANGLES.search(text)
    if angles:
        text = angles.group(1)
    text = unicodedata.normalize("NFC", text.strip().removeprefix("mailto:")).lower()
    local, at, domain = text.rpartition("@")
    if not at:
        return text
    return f"{local.strip()}@{_ascii_domain_or_same(domain.strip())}"


def to_wire(address: str) -> str:
    """The form for SMTP and headers: case of the local part kept, domain in ASCII; raise BadAddress for what is none."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        raise BadAddress("It has no name before or no domain after the @.")
    if one_line(local) != local or re.search(r"[\s<>,;:\\\"()\[\]]", local):
        raise BadAddress("The part before the @ has characters that can't be sent.")
    # Dots in the wrong place are left alone: Japanese phone companies have given out such addresses.
    if len(local.encode()) > 255:
        raise BadAddress("The part before the @ is too long.")
    ascii_domain = _ascii_domain_or_same(domain)
    is_literal = re.fullmatch(r"\[[0-9A-Za-z:.]+\]", ascii_domain)
    if not is_literal and not re.fullmatch(r"(?=.{1,253}$)(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*", ascii_domain):
        raise BadAddress("The domain after the @ is not a name that can exist.")
    return f"{unicodedata.normalize('NFC', local)}@{ascii_domain}"


def with_token(address: str, token: str) -> str:
    """Put a reply token into the address as ``name+token@domain``.

    The address itself where there is no token, or where name and token are longer than servers must take (RFC 5321, 4.5.3.1.1).
    """
    local, at, domain = address.rpartition("@")
    safe = re.sub(r"[^A-Za-z0-9._=-]", "", token).strip(".")
    with_mark = f"{local}+{safe}"
    if not at or not safe or len(with_mark.encode()) > LONGEST_LOCAL:
        return address
    return f"{with_mark}@{domain}"


def without_token(address: str) -> str:
    """The normalised address without what stands behind a plus sign, for comparing with the inboxes' own."""
    local, at, domain = normalise(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def needs_utf8(address: str) -> bool:
    """True when the local part is not ASCII, so that every server on the way must offer SMTPUTF8 (RFC 6531)."""
    return not address.rpartition("@")[0].isascii()


def domain_of(address: str) -> str:
    return normalise(address).rpartition("@")[2]


def _ascii_domain_or_same(domain: str) -> str:
    trimmed = domain.rstrip(".")
    if trimmed.isascii():
        return trimmed.lower()
    try:
        return idna.encode(trimmed, uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return trimmed
