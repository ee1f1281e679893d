"""Fixtures of the rooms from inboxes upwards; each room's conftest.py takes what it needs."""

from collections.abc import Iterator

import pytest

from tests.factories.conversations import World, make_world
from tests.factories.letters import Posted, letters


@pytest.fixture(autouse=True)
def posted() -> Iterator[Posted]:
    """The channel of letters is installed; what is sent by it stands here."""
    with letters() as sent:
        yield sent


@pytest.fixture
def world(db) -> World:
    return make_world()
