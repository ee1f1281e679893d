"""Short seals that prove that the desk itself made a value: reply tokens, message ids, links."""

import base64
import hashlib
import hmac

from goodwill.core import keys

SHORTEST = 16  # 16 letters of base32 are 80 bits, out of reach of guessing over a network.


def seal(purpose: str, *parts: object, length: int = SHORTEST) -> str:
    """Lower-case base32 letters over the parts, ``length`` of them (16 to 51); each purpose has a key of its own."""
    return _seal(next(keys.secrets_newest_first()), purpose, parts, length)


def check(purpose: str, seal: str, *parts: object) -> bool:
    """Whether ``seal`` is one of ours over these parts, in constant time; the case of letters does not matter."""
    if not SHORTEST <= len(seal) <= 51 or not seal.isascii():
        return False
    given = seal.lower()
    return any(hmac.compare_digest(given, _seal(secret, purpose, parts, len(given))) for secret in keys.secrets_newest_first())


def installation_id() -> str:
    """Twelve letters that name this installation; they stay while the oldest key is kept among the fallbacks."""
    *_, oldest = keys.secrets_newest_first()
    return _seal(oldest, "installation", (), SHORTEST)[:12]


def _seal(secret: str, purpose: str, parts: tuple[object, ...], length: int) -> str:
    if not SHORTEST <= length <= 51:
        raise ValueError(f"A seal has {SHORTEST} to 51 letters, not {length}.")
    digest = hmac.digest(keys.derive(secret, f"seal:{purpose}"), _joined(parts), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:length]


def _joined(parts: tuple[object, ...]) -> bytes:
    # Each part with its length before it: ("ab", "c") and ("a", "bc") must not get the same seal.
    encoded = [str(part).encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
