"""Amounts and lists as the sentences of remedies show them, in the reader's language."""

from goodwill.core.amounts import written as money
from goodwill.core.wording import listed

__all__ = ["listed", "money"]
