"""Kinds of remedies: one small class a file, found by its name."""

from functools import cache

from goodwill.core.found import classes, files
from goodwill.remedies.contract import Kind


class UnknownKind(LookupError):
    """A remedy is of a kind that is not installed."""


@cache
def all_kinds() -> dict[str, Kind]:
    """One instance of each, by name."""
    found = classes(Kind, files(__name__, __path__))
    return {kind.name: kind() for kind in found}


def kind(name: str) -> Kind:
    try:
        return all_kinds()[name]
    except KeyError:
        raise UnknownKind(f"There is no remedy {name!r}.") from None
