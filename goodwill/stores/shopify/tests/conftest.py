"""A store for each test, reached without encryption; a question that breaks the schema fails the test."""

import pytest

from goodwill.stores.shopify import client, reading
from goodwill.stores.shopify.tests.server import FakeShopify


@pytest.fixture
def shop(monkeypatch, settings):
    monkeypatch.setattr(client, "SCHEME", "http")
    reading._taken.clear()
    running = FakeShopify()
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{running.port}"]
    running.start()
    yield running
    running.stop()
    assert running.problems == []
