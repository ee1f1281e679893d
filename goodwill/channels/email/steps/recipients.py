"""Whom a message was sent to, and the tokens that stand in those addresses."""

import re

from goodwill.channels.email.addresses import normalise
from goodwill.channels.email.mime.address_lists import read_addresses
from goodwill.channels.email.mime.headers import Headers
from goodwill.inboxes.contract import Address, ConnectedInbox, Envelope

_DELIVERY_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_TOKEN = re.compile(r"^[a-z0-9-]{1,60}$")
MAX_TOKENS = 20


def read_recipients(headers: Headers, name: str, charset: str = "") -> tuple[Address, ...]:
    """All addresses of all fields of this name, each once."""
    found: dict[str, Address] = {}
    for value in headers.all(name):
        for address in read_addresses(value, charset):
            found.setdefault(address.address, address)
    return tuple(found.values())


def read_reply_tokens(headers: Headers, envelope: Envelope, visible: tuple[Address, ...], inbox: ConnectedInbox) -> tuple[str, ...]:
    """What stands behind a plus sign in the addresses that this went to, those of this inbox first; at most 20.

    Aliases and other domains count too: a token proves itself by its signature, not by the address around it.
    """
    addresses = [normalise(address) for address in envelope.recipients]
    for name in _DELIVERY_FIELDS:
        addresses += [normalise(value.decode("utf-8", "replace")) for value in headers.all(name)[:20]]
    addresses += [address.address for address in visible]
    found = {token: _is_of(address, inbox.address) for address in addresses if (token := token_of(address))}
    return tuple(sorted(found, key=lambda token: not found[token]))[:MAX_TOKENS]


def token_of(address: str) -> str:
    """The token in one normalised address, "" when there is none."""
    token = address.rpartition("@")[0].partition("+")[2]
    return token if _TOKEN.match(token) else ""


def _is_of(address: str, inbox_address: str) -> bool:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == normalise(inbox_address)
