"""People of the small shop, signed in over HTTP."""

from collections.abc import Callable

import pytest
from django.test import Client

from goodwill.accounts.models import Agent
from tests.factories.fixtures import posted, world  # noqa: F401


@pytest.fixture
def as_agent(db) -> Callable[[Agent], Client]:
    """A browser in which this agent is signed in."""

    def sign_in(agent: Agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    return sign_in
