"""Hints to open pages that something changed: ids and versions, never content."""

from goodwill.core.live.publishing import position, publish, revoke
from goodwill.core.live.tokens import token

__all__ = ["position", "publish", "revoke", "token"]
