"""DNS for the sender checks: short timeouts, answers kept in memory, one budget of time for each message."""

import threading
import time
from functools import lru_cache
from typing import Protocol

import dns.exception
import dns.resolver

LIFETIME_SECONDS = 2.0
BUDGET_SECONDS = 6.0
MAX_KEPT = 2_000
_LONGEST_KEPT_SECONDS = 3_600
_ABSENT_KEPT_SECONDS = 300


class LookupFailed(Exception):
    """No answer for now: a timeout, a server error, or the budget is spent."""


class Resolver(Protocol):
    """Answers as lists of text; empty when the name or the type does not exist. Raises LookupFailed."""

    def lookup(self, name: str, kind: str) -> list[str]: ...


class DnsResolver:
    """Asks the system's DNS servers. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[float, list[str]]] = {}
        self._lock = threading.Lock()
        self._resolver: dns.resolver.Resolver | None = None

    def lookup(self, name: str, kind: str) -> list[str]:
        key = (name.rstrip(".").lower(), kind)
        with self._lock:
            kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        answers, seconds = self._ask(*key)
        with self._lock:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = (time.monotonic() + seconds, answers)
        return answers

    def _ask(self, name: str, kind: str) -> tuple[list[str], float]:
        try:
            if self._resolver is None:
                self._resolver = dns.resolver.Resolver()
            found = self._resolver.resolve(name, kind, lifetime=LIFETIME_SECONDS, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return [], _ABSENT_KEPT_SECONDS
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError) as error:
            raise LookupFailed(f"{kind} {name}: {type(error).__name__}") from error
        if found.rrset is None:
            return [], _ABSENT_KEPT_SECONDS
        return [_text(record, kind) for record in found.rrset], min(found.rrset.ttl, _LONGEST_KEPT_SECONDS)


class Budgeted:
    """A resolver for one message, which gives up for good once the time for it is spent."""

    def __init__(self, resolver: Resolver, seconds: float = BUDGET_SECONDS) -> None:
        self._resolver = resolver
        self._ends = time.monotonic() + seconds

    def lookup(self, name: str, kind: str) -> list[str]:
        if not name or len(name) > 253 or any(not label or len(label) > 63 for label in name.rstrip(".").split(".")):
            return []
        if time.monotonic() > self._ends:
            raise LookupFailed("the time for the sender checks is spent")
        return self._resolver.lookup(name, kind)


def _text(record: object, kind: str) -> str:
    if kind == "TXT":
        return b"".join(record.strings).decode("utf-8", "replace")  # type: ignore[attr-defined]
    if kind == "MX":
        return str(record.exchange).rstrip(".")  # type: ignore[attr-defined]
    return str(record).rstrip(".")


@lru_cache(maxsize=1)
def system_resolver() -> DnsResolver:
    return DnsResolver()
