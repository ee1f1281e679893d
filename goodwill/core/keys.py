"""Derives a separate key for each purpose from SECRET_KEY and, for what is older, from SECRET_KEY_FALLBACKS."""

import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache

from django.conf import settings


@lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for this purpose alone: HKDF-SHA256 (RFC 5869) with the purpose as its info."""
    pseudo_random = hmac.digest(b"goodwill", secret.encode(), hashlib.sha256)
    return hmac.digest(pseudo_random, purpose.encode() + b"\x01", hashlib.sha256)


def secrets_newest_first() -> Iterator[str]:
    """The key that signs and encrypts now, then those that only verify and decrypt."""
    yield settings.SECRET_KEY
    yield from map(str, settings.SECRET_KEY_FALLBACKS)
