"""A practice store with an order, and a customer's browser that knows nothing yet."""

import pytest
from django.test import Client

from goodwill.commerce.models import Order, Store
from goodwill.core.jobs.worker import Worker
from goodwill.inboxes.models import Inbox
from tests.factories.desk import an_inbox
from tests.factories.practice import a_practice_store, an_order
from tests.web.helpcenter.visiting import Visitor


@pytest.fixture(autouse=True)
def _letters_go_the_desks_way(settings) -> None:
    """Tests have another way of mail by themselves."""
    settings.EMAIL_BACKEND = "goodwill.inboxes.mail_backend.DeskMail"


@pytest.fixture
def inbox(db) -> Inbox:
    return an_inbox()


@pytest.fixture
def store(inbox) -> Store:
    return a_practice_store()


@pytest.fixture
def order(store) -> Order:
    return an_order(store)


@pytest.fixture
def visitor(order) -> Visitor:
    """A browser that has opened the link to the order."""
    return Visitor(Client()).opens(order)


@pytest.fixture
def stranger(db) -> Visitor:
    return Visitor(Client())


@pytest.fixture
def work_off():
    return lambda: Worker(name="test").work_off()
