"""What a server in front of ours has found out about the sender: Authentication-Results (RFC 8601)."""

import logging
import re
from collections.abc import Iterator

import authres.dmarc
from authres import AuthResError, FeatureContext

from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.headers import Headers
from goodwill.inboxes.contract import Authentication, Verdict

logger = logging.getLogger(__name__)
LONGEST = 20_000
_SAME = {"hardfail": Verdict.FAIL, "policy": Verdict.FAIL, "bestguesspass": Verdict.NONE, "skipped": Verdict.NONE}
_BEST_FIRST = (Verdict.PASS, Verdict.FAIL, Verdict.SOFTFAIL, Verdict.PERMERROR, Verdict.TEMPERROR, Verdict.NEUTRAL, Verdict.NONE)
_METHODS = FeatureContext(authres.dmarc)


def read_results(headers: Headers, trusted_authserv: str) -> Authentication | None:
    """The verdicts of the named server, None where it has left none.

    Only its topmost fields count: those that stand above the first Received that follows them. A sender can write such
    a field too, but it then stands below what the trusted server has added.
    """
    found: dict[str, Verdict] = {}
    said: list[str] = []
    for value in _trusted_values(headers, trusted_authserv):
        said.append(value)
        for method, result in _parsed(value):
            found[method] = _better(found.get(method), _verdict(result))
    if not said:
        return None
    none = Verdict.NONE
    return Authentication(found.get("spf", none), found.get("dkim", none), found.get("dmarc", none), "; ".join(said)[:500])


def _trusted_values(headers: Headers, trusted_authserv: str) -> Iterator[str]:
    trusted = {name.strip().lower() for name in re.split(r"[\s,;]+", trusted_authserv) if name.strip()}
    has_found = False
    for name, value in headers.fields:
        if name == "received" and has_found:
            return
        if name == "authentication-results":
            text = " ".join(charsets.decode(value[:LONGEST]).split())
            if text.partition(";")[0].split(" ")[0].strip().lower() in trusted:
                has_found = True
                yield text


def _parsed(value: str) -> Iterator[tuple[str, str]]:
    """Method and result of each clause. Nothing of a field that breaks the grammar counts: its words may be the sender's."""
    plain = value.encode("ascii", "replace").decode().rstrip("; ")
    try:
        clauses = _METHODS.parse(f"Authentication-Results: {plain}").results
    except (AuthResError, RecursionError) as error:
        logger.info("Authentication-Results can't be read: %r", error)
        return
    for clause in clauses:
        yield clause.method.lower(), clause.result.lower()


def _verdict(word: str) -> Verdict:
    try:
        return Verdict(word)
    except ValueError:
        return _SAME.get(word, Verdict.NONE)


def _better(known: Verdict | None, new: Verdict) -> Verdict:
    """Of several signatures one good one is enough (RFC 6376, 6.1)."""
    return new if known is None or _BEST_FIRST.index(new) < _BEST_FIRST.index(known) else known
