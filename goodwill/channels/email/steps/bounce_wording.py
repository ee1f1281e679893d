"""Failed addresses told from the wording of a report, for servers that write no machine-readable one."""

import email
import logging
import re

from flufl.bounce import all_failures

from goodwill.channels.email.addresses import normalise
from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.address_lists import read_addresses
from goodwill.channels.email.mime.tree import Part
from goodwill.channels.email.steps.returned import leaves
from goodwill.inboxes.contract import FailedRecipient

logger = logging.getLogger(__name__)
# The library logs a trace for each detector that a malformed header trips up, although it goes on with the next one.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

# So much of a report is looked at; what follows is the returned message.
_LOOKED_AT = 300_000
TEMPORARY_WORDS = re.compile(
    r"will (?:continue to|keep|be) (?:try|retr)|no action is required|not yet been delivered|has been delayed|delivery .{0,30}delayed|"
    r"this is (?:only )?a warning",
    re.IGNORECASE,
)


def detect_by_wording(root: Part) -> list[FailedRecipient]:
    """By wording: the many styles of servers that write no machine-readable report."""
    try:
        temporary, permanent = all_failures(email.message_from_bytes(root.raw[root.header_start : root.header_start + _LOOKED_AT]))
    except Exception as error:  # noqa: BLE001 - the detectors were written for lists of reports and stumble over odd charsets
        logger.info("Detecting a bounce by its wording failed: %r", error)
        temporary, permanent = frozenset(), frozenset()
    named = [address for value in root.headers.all("x-failed-recipients") for address in read_addresses(value)]
    words = words_of(root)
    found = {_text(address): True for address in permanent} | {_text(address): False for address in temporary}
    if not found:
        found = {address.address: not TEMPORARY_WORDS.search(words) for address in named}
    return [
        FailedRecipient(address, is_permanent, diagnostic=_line_about(address, words))
        for address, is_permanent in sorted(found.items())
        if address
    ]


def _text(address: bytes | str) -> str:
    return normalise(address.decode("utf-8", "replace") if isinstance(address, bytes) else address)


def _line_about(address: str, words: str) -> str:
    """The paragraph that follows the address is what the other side says about it."""
    at = words.lower().find(address)
    if at < 0:
        return ""
    paragraph = words[at : at + 600].split("\n\n")[0]
    return " ".join(paragraph.split())[:300]


def words_of(root: Part) -> str:
    """The first text of a report."""
    for part in leaves(root):
        if part.content_type.startswith("text/") and part.content_type != "text/rfc822-headers":
            return charsets.decode(part.content(limit=50_000), part.charset)[:50_000]
    return ""
