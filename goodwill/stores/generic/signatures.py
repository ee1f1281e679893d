"""Signatures of both directions: HMAC-SHA256 with the shared secret over the time and what is said.

A webhook signs ``<timestamp>.<body>``, a request of ours ``<timestamp>.<METHOD>.<path?query>.<body>``; neither can be
passed off as the other.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from goodwill.commerce.contract import Forged, HookRequest

TIMESTAMP = "x-goodwill-timestamp"
SIGNATURE = "x-goodwill-signature"
REPLAY_WINDOW = timedelta(minutes=5)


def signature(secret: str, *parts: str | bytes) -> str:
    """``sha256=`` and the digest in hexadecimal digits; ``parts`` are joined by points."""
    joined = b".".join(part.encode() if isinstance(part, str) else part for part in parts)
    return "sha256=" + hmac.new(secret.encode(), joined, hashlib.sha256).hexdigest()


def request_headers(secret: str, moment: datetime, method: str, target: str, body: bytes) -> dict[str, str]:
    """What proves to the store that a request is ours; ``target`` is path and query as they are sent."""
    timestamp = str(int(moment.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, method, target, body)}


def check_hook(request: HookRequest, secret: str) -> None:
    """Raise Forged unless the store signed this within the replay window.

    The header may hold several signatures with commas between, so that a secret can be changed without a gap.
    """
    timestamp = request.headers.get(TIMESTAMP, "")
    if not secret:
        raise Forged("This store has no secret yet, so nothing that claims to come from it is believed.")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise Forged("The header X-Goodwill-Timestamp is missing; it holds the time in seconds since 1970.")
    if abs(request.received_at.timestamp() - int(timestamp)) > REPLAY_WINDOW.total_seconds():
        raise Forged("The signature is older than five minutes, or the clocks differ.")
    expected = signature(secret, timestamp, request.body).encode()
    given = request.headers.get(SIGNATURE, "").split(",")
    if not any(hmac.compare_digest(expected, one.strip().encode()) for one in given):
        raise Forged("The signature does not fit the secret.")
