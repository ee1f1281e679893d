"""What the tests of setting up share."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def own_queries(client) -> Callable[[str], int]:
    """How often a page asks the database beyond the frame (session, agent, rail) that every page has."""

    def count(path: str) -> int:
        client.get(path)
        return _asked(client, path) - _asked(client, "/account/profile")

    return count


def _asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
