"""Money on pages: whatever form an amount has in code, one form for people."""

from collections.abc import Mapping
from typing import Any

from goodwill.core.amounts import written
from goodwill.core.money import Money


def money(value: Money | Mapping[str, Any] | None) -> str:
    """An amount, or its JSON ``{"minor", "currency"}``, in the agent's language; a dash where there is none."""
    if value is None:
        return "–"
    return written(value if isinstance(value, Money) else Money(value["minor"], value["currency"]))
