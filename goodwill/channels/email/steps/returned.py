"""What a delivery report gives back of the message that we sent: its identifiers and the tokens in its addresses."""

import re
from collections.abc import Iterator

from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.address_lists import read_addresses
from goodwill.channels.email.mime.headers import Headers, read_headers
from goodwill.channels.email.mime.identifiers import read_identifiers
from goodwill.channels.email.mime.tree import Part
from goodwill.channels.email.steps.recipients import token_of

_RETURNED_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/partial", "message/global", "message/global-headers"}
)
_ID_FIELD = re.compile(r"^[ \t>|]*(?:x-)?(?:original-)?message-id:[ \t]*(?:\n[ \t>|]*)?(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_STATUS_TYPES = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status")
MAX_IDS = 20


def leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from leaves(child)


def returned_headers(root: Part) -> Headers | None:
    """The header of our message, when the report carries it as a part of its own."""
    for part in leaves(root):
        if part.content_type in _RETURNED_TYPES:
            content = part.content(limit=200_000).lstrip()
            return read_headers(content, 0, len(content))[0]
    return None


def returned_ids(root: Part, own_id: str) -> tuple[str, ...]:
    """Identifiers that the report names, those of the returned message first."""
    found: dict[str, None] = {}
    returned = returned_headers(root)
    if returned is not None:
        found.update(dict.fromkeys(read_identifiers(returned.text("message-id"))))
    for part in leaves(root):
        if part.content_type.startswith("text/") or part.content_type in _STATUS_TYPES or part is root:
            text = charsets.decode(part.content(limit=200_000), part.charset)
            for identifier in _ID_FIELD.findall(text)[:MAX_IDS]:
                found.update(dict.fromkeys(read_identifiers(identifier)))
    for name in ("in-reply-to", "references"):
        found.update(dict.fromkeys(read_identifiers(root.headers.text(name))))
    found.pop(own_id, None)
    return tuple(found)[:MAX_IDS]


def returned_tokens(root: Part) -> tuple[str, ...]:
    """Tokens in the addresses that our message asked answers and failures to be sent to."""
    returned = returned_headers(root)
    if returned is None:
        return ()
    values = [value for name in ("reply-to", "return-path", "from", "sender") for value in returned.all(name)]
    tokens = (token_of(address.address) for value in values for address in read_addresses(value))
    return tuple(dict.fromkeys(filter(None, tokens)))


def returned_recipients(root: Part) -> list[str]:
    """Whom our message was for, when it names only few."""
    returned = returned_headers(root)
    found = [address.address for value in returned.all("to") for address in read_addresses(value)] if returned else []
    return found if len(found) <= 3 else []
