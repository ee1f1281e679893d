"""Tells other programs what happened: a signed request to an address that somebody entered, once for each occasion.

What a receiver sees and how it checks the signature: docs/reference/webhooks.md.
"""

import hashlib
import hmac
from typing import Any

from goodwill.core import crypto, keys, outbox
from goodwill.core.clock import now

TOPIC = "webhook"
PURPOSE = "webhook"
PLACE = "activity.webhook"
SCHEME = "v1"


def call(url: str, event: str, data: dict[str, Any], *, key: str) -> None:
    """Decide on a request to ``url``, in the current transaction; a second one under the same ``key`` changes nothing.

    ``event`` is a word such as ``target.breached``, ``data`` what JSON can hold. The address is kept encrypted, since
    many carry a secret of the receiver's.
    """
    payload = {"url": crypto.encrypt(url.encode(), PLACE), "event": event, "data": data, "at": now().isoformat()}
    outbox.put(TOPIC, f"{TOPIC}:{key}", payload)


def secret() -> str:
    """What a receiver needs to check our signatures: 64 hexadecimal digits, the same for all receivers of this desk."""
    return _secret(next(keys.secrets_newest_first()))


def signature(timestamp: int, body: bytes) -> str:
    """``v1=…`` over ``timestamp.body``, one for each key of the desk, newest first, with commas between them.

    While the desk changes its key, a receiver finds one that fits its copy of the secret, whether old or new.
    """
    signed = f"{timestamp}.".encode() + body
    return ",".join(f"{SCHEME}={_digest(_secret(known), signed)}" for known in keys.secrets_newest_first())


def _secret(known: str) -> str:
    return keys.derive(known, PURPOSE).hex()


def _digest(secret: str, signed: bytes) -> str:
    return hmac.digest(secret.encode(), signed, hashlib.sha256).hex()
