"""Who wrote: the visible sender, where an answer should go, and what stands in when no one is named."""

import hashlib

from goodwill.channels.email.addresses import normalise
from goodwill.channels.email.mime.address_lists import read_addresses
from goodwill.channels.email.mime.headers import Headers
from goodwill.inboxes.contract import Address, ConnectedInbox, Envelope

_LONGEST_AUTHORS = 20_000
UNKNOWN_DOMAIN = "sender.invalid"
_MAIL_FIELDS = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "received",
    "sender",
    "reply-to",
    "return-path",
    "mime-version",
    "content-type",
)


def looks_like_mail(headers: Headers) -> bool:
    """False for bytes that carry no field of a mail at all."""
    return any(name in headers for name in _MAIL_FIELDS)


def read_sender(headers: Headers, envelope: Envelope, charset: str = "") -> Address:
    """The first author in From; else Sender, Reply-To, the return path.

    A message that names nobody gets an address under ``.invalid`` (RFC 2606) of its own, so that it is read by a
    person without being mixed with another nameless one.
    """
    for name in ("from", "sender", "reply-to", "return-path"):
        for value in headers.all(name):
            found = read_addresses(value, charset, longest=_LONGEST_AUTHORS)
            if found:
                return found[0]
    name = headers.text("from", charset)[:200]
    returned = normalise(envelope.sender or "")
    if "@" in returned:
        return Address(returned, name)
    digest = hashlib.sha256(repr(headers.fields).encode("utf-8", "replace")).hexdigest()[:12]
    return Address(f"unknown-{digest}@{UNKNOWN_DOMAIN}", name)


def is_own_address(address: str, inbox: ConnectedInbox) -> bool:
    """The inbox's own address, with or without a reply token."""
    local, _, domain = address.rpartition("@")
    return bool(inbox.address) and f"{local.partition('+')[0]}@{domain}" == normalise(inbox.address)


def author_behind(sender: Address, reply_to: Address | None, inbox: ConnectedInbox) -> Address:
    """A shop's contact form writes in the inbox's own name and names the customer in Reply-To."""
    if reply_to is not None and is_own_address(sender.address, inbox) and not is_own_address(reply_to.address, inbox):
        return reply_to
    return sender


def read_reply_to(headers: Headers, sender: Address, charset: str = "") -> Address | None:
    """Where the sender wants answers, when that is not the sender's own address."""
    for value in headers.all("reply-to"):
        for address in read_addresses(value, charset, longest=_LONGEST_AUTHORS):
            if address.address != sender.address:
                return address
    return None
