"""Connecting inboxes: addresses belong to one inbox each."""

import pytest

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.inboxes import registry
from goodwill.inboxes.domain import connecting
from goodwill.inboxes.domain.connecting import AddressTaken, Description
from goodwill.inboxes.models import Inbox
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return an_agent(Role.OWNER)


def connect(by, address: str, *aliases: str, name: str = "Support") -> Inbox:
    return connecting.connect(next(iter(registry.channels())), Description(name, address, aliases), by=by)


def test_addresses_are_stored_as_the_channel_compares_them(ada):
    inbox = connect(ada, "Support@Bücher.example", "HELP@bücher.example", "support@xn--bcher-kva.example", "help@bücher.example")
    assert (inbox.address, inbox.aliases) == ("support@xn--bcher-kva.example", ["help@xn--bcher-kva.example"])


@pytest.mark.parametrize(
    ("address", "aliases"), [("SUPPORT@shop.example", ()), ("help@shop.example", ()), ("new@shop.example", ("help@shop.example",))]
)
def test_address_or_alias_of_another_inbox_is_refused(ada, address, aliases):
    connect(ada, "support@shop.example", "help@shop.example", name="First")
    with pytest.raises(AddressTaken, match="First"):
        connect(ada, address, *aliases)
    assert Inbox.objects.count() == 1


def test_inbox_keeps_its_own_addresses_when_it_is_changed(ada):
    inbox = connect(ada, "support@shop.example", "help@shop.example")
    inbox.problem = "The password is wrong."
    connecting.change(inbox, Description("Help", "help@shop.example", ["support@shop.example"], settings={"a": 1}), by=ada)
    inbox.refresh_from_db()
    assert (inbox.name, inbox.address, inbox.aliases, inbox.settings, inbox.problem) == (
        "Help",
        "help@shop.example",
        ["support@shop.example"],
        {"a": 1},
        "",
    )
    assert Activity.objects.get(kind="inbox.changed").data == {"from": "support@shop.example", "to": "help@shop.example"}


def test_alias_of_a_resting_inbox_may_be_taken_and_then_keeps_it_from_waking(ada):
    first = connect(ada, "support@shop.example", "help@shop.example", name="First")
    connecting.deactivate(first, by=ada)
    connect(ada, "other@shop.example", "help@shop.example", name="Second")
    with pytest.raises(AddressTaken, match="Second"):
        connecting.activate(first, by=ada)
    first.refresh_from_db()
    assert not first.is_active


def test_putting_to_rest_twice_is_recorded_once(ada):
    inbox = connect(ada, "support@shop.example")
    connecting.deactivate(inbox, by=ada)
    connecting.deactivate(inbox, by=ada)
    assert Activity.objects.filter(kind="inbox.deactivated").count() == 1
