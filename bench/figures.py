"""One measured figure, beside the limit that it should keep."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is the share of the limit that is used: at most 1 is good, whichever direction the limit has."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None

    @classmethod
    def at_most(cls, name: str, value: float, unit: str, limit: float) -> "Figure":
        return cls(name, value, unit, limit, value / limit)

    @classmethod
    def at_least(cls, name: str, value: float, unit: str, limit: float) -> "Figure":
        return cls(name, value, unit, limit, limit / value if value else float("inf"))

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"   limit {self.limit:g}   {self.ratio:.2f} of it"
        return f"{self.name:<60} {self.value:>10.4g} {self.unit:<8}{limit}"
