"""A store, its order and the small world of people, for the tests of this room."""

from collections.abc import Iterator

import pytest

from goodwill.commerce.models import Order, Store
from tests.factories.fixtures import posted, world  # noqa: F401
from tests.factories.stores import Shelf, booths
from tests.remedies.making import make_order, make_store


@pytest.fixture(autouse=True)
def shelf() -> Iterator[Shelf]:
    with booths() as found:
        yield found


@pytest.fixture
def store(db) -> Store:
    return make_store()


@pytest.fixture
def order(store) -> Order:
    """Two ferns at 10.00 and a pot at 80.00, paid with a card that ends in 4242, delivered lately."""
    return make_order(store)
