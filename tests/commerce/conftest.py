"""A store of its own for each test of this room, whose shelf the test fills."""

from collections.abc import Iterator

import pytest

from goodwill.commerce.models import Store
from tests.factories.stores import Shelf, a_store, booths


@pytest.fixture(autouse=True)
def shelf() -> Iterator[Shelf]:
    """The connector of booths is installed; what its stores have lies here."""
    with booths() as found:
        yield found


@pytest.fixture
def store(db) -> Store:
    return a_store()
