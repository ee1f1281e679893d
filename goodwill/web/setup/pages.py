"""Long lists in pages by key: each page starts after the last row of the one before, so none gets slower."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=models.Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, newest first, and the key to ask for those after them (0: there are none)."""

    rows: list[Row]
    after: int = 0


def page_of(rows: QuerySet[Row], request: HttpRequest, size: int = SIZE) -> Page[Row]:
    """The page that ``?after=`` names, of rows that are ordered by falling id."""
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else 0)
