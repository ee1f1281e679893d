"""The machine-readable part of a delivery report (RFC 3464): which address failed, for good or for now, and why."""

import re

from goodwill.channels.email.mime.headers import Headers, read_headers
from goodwill.channels.email.mime.tree import Part
from goodwill.inboxes.contract import FailedRecipient

MAX_RECIPIENTS = 500
_BLOCK = re.compile(rb"(?:\r?\n[ \t]*){2,}")
_ADDRESS = re.compile(r"[^\s<>;,\"()]+@[^\s<>;,\"()]+")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_GOOD_NEWS = ("deliver", "relay", "expand")


def read_delivery_status(part: Part) -> tuple[list[FailedRecipient], bool]:
    """The failed recipients of a ``message/delivery-status`` part, and whether any block names a recipient at all."""
    failures: dict[str, FailedRecipient] = {}
    names_recipient = False
    for block in _BLOCK.split(part.content(limit=200_000).strip())[: MAX_RECIPIENTS + 1]:
        headers, _ = read_headers(block, 0, len(block))
        address = _recipient(headers)
        if not address:
            continue
        names_recipient = True
        action = headers.text("action").lower()
        if not action.startswith(_GOOD_NEWS):
            failures.setdefault(address, _failure(headers, address, action))
    return list(failures.values()), names_recipient


def _recipient(headers: Headers) -> str:
    """What we had written comes before what an alias made of it."""
    for name in ("original-recipient", "final-recipient"):
        found = _ADDRESS.search(headers.text(name).partition(";")[2] or headers.text(name))
        if found:
            return found[0].lower()
    return ""


def _failure(headers: Headers, address: str, action: str) -> FailedRecipient:
    """An action "failed" is final even with a 4.x.x status: the other side has given up trying (RFC 3464, 2.3.3)."""
    status = _STATUS.search(headers.text("status"))
    code = status[1] if status else ""
    is_permanent = action.startswith("fail") or (not action.startswith("delay") and not code.startswith("4"))
    diagnostic = headers.text("diagnostic-code")
    kind, separator, words = diagnostic.partition(";")
    return FailedRecipient(address, is_permanent, code, (words if separator and len(kind) < 20 else diagnostic).strip()[:1_000])
