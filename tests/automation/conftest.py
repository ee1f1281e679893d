"""The channel of letters, a booth that can do everything, and the small world."""

from collections.abc import Iterator

import pytest

from tests.factories.fixtures import posted, world  # noqa: F401
from tests.factories.stores import Shelf, booths


@pytest.fixture
def booth() -> Iterator[Shelf]:
    with booths() as shelf:
        yield shelf
