"""Shopify's two names of a thing (a number, and ``gid://shopify/Order/1``), and our own mark on what we did."""

import hashlib
import re
import uuid
from collections.abc import Iterable

_REFERENCE = re.compile(r"\(ref ([\w:.-]+)\)$")
_DIGITS = 12


def gid(kind: str, external_id: str) -> str:
    """The global id of a thing that we know by its number."""
    return external_id if external_id.startswith("gid://") else f"gid://shopify/{kind}/{external_id}"


def number(global_id: object) -> str:
    """The number in a global id, which is also what webhooks call the thing; "" for nothing."""
    return str(global_id or "").rsplit("/", 1)[-1].split("?")[0]


def with_reference(words: str, key: str, limit: int = 5000) -> str:
    """Words with our key at their end, where the store keeps both: so we know our own again."""
    end = f"(ref {key})"
    return f"{words[: limit - len(end) - 1]} {end}".strip()


def reference(words: str | None) -> str:
    """The key that ``with_reference`` put there, or ""."""
    found = _REFERENCE.search(words or "")
    return found[1] if found else ""


def without_reference(words: str | None) -> str:
    return _REFERENCE.sub("", words or "").strip()


def idempotency_key(key: str) -> str:
    """The key for Shopify's ``@idempotent``, which recommends a UUID: the same one at each attempt."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"goodwill:{key}"))


def fingerprint(*parts: object) -> str:
    """A short word for how something stands."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]


def mark(key: str, state: str = "") -> str:
    """A tag that says: with this key we began, when things stood like this (``state`` is a fingerprint).

    For what Shopify keeps no note with: a look at how things stand later tells whether it was done.
    """
    return f"gw-{fingerprint(key)}-{state}".rstrip("-")


def state_of_mark(tags: Iterable[str], key: str) -> str | None:
    """The state in the mark of this key among the tags; None where there is no such mark."""
    start = mark(key)
    return next((tag[len(start) + 1 :] for tag in tags if tag.startswith(start)), None)


def is_mark(tag: str) -> bool:
    return bool(re.fullmatch(rf"gw-[0-9a-f]{{{_DIGITS}}}(-[0-9a-f]{{{_DIGITS}}})?", tag))
