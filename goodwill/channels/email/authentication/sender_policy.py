"""Whether the connecting server may send for the domain of the return path (SPF, RFC 7208)."""

import ipaddress
import logging
import warnings
from contextvars import ContextVar
from typing import Any

from goodwill.channels.email.authentication.resolver import LookupFailed, Resolver
from goodwill.inboxes.contract import Verdict

with warnings.catch_warnings():
    # Docstrings of the library have escapes that Python warns of when it compiles them.
    warnings.simplefilter("ignore")
    import spf

logger = logging.getLogger(__name__)
_asked: ContextVar[Resolver] = ContextVar("resolver of the running check")


def check_spf(resolver: Resolver, peer: str, sender: str, helo: str) -> tuple[Verdict, str]:
    """The verdict and the domain that it is about: that of the return path, or of HELO for a null return path."""
    identity = sender if "@" in sender else f"postmaster@{helo}"
    domain = identity.rpartition("@")[2].lower()
    try:
        ip = ipaddress.ip_address(peer.strip("[]").removeprefix("IPv6:"))
    except ValueError:
        return Verdict.NONE, domain
    token = _asked.set(resolver)
    try:
        return Verdict(spf.check2(str(ip), identity, helo)[0]), domain
    except Exception as error:  # noqa: BLE001 - the library meets hostile records; what it stumbles over is a wrong record
        logger.info("Checking SPF failed: %r", error)
        return Verdict.PERMERROR, domain
    finally:
        _asked.reset(token)


def _look_up(name: str, kind: str, strict: bool = True, timeout: float = 0) -> list[tuple[tuple[str, str], Any]]:
    """What the library asks DNS for, from the resolver of this check."""
    try:
        found = _asked.get().lookup(name, kind)
    except LookupFailed as error:
        raise spf.TempError(str(error)) from error
    return [((name, kind), _record(kind, text)) for text in found]


def _record(kind: str, text: str) -> Any:
    """TXT comes in pieces of bytes, MX with a preference; our resolver gives mail servers without it."""
    return {"TXT": (text.encode("utf-8", "replace"),), "MX": (0, text)}.get(kind, text)


spf.DNSLookup = _look_up
