"""Inboxes over HTTP: connected, changed, tested, put to rest; secrets never shown."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Finding
from goodwill.inboxes.models import Inbox
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import an_inbox

pytestmark = pytest.mark.django_db
SECRET = "a password for the mailbox"
IMAP = {
    "channel-incoming": "imap",
    "channel-imap_host": "imap.fernandfable.example",
    "channel-imap_user": "support",
    "channel-imap_password": SECRET,
}


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


@pytest.fixture
def kind() -> str:
    return next(iter(registry.channels()))


def described(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": "Support", "address": "Support@FernAndFable.example", **more}


def test_inbox_is_connected_with_all_that_was_said(client, ada, kind):
    orders = a_team("Orders")
    more = {"aliases": "help@fernandfable.example\nHello@fernandfable.example", "team": orders.pk, "signature": "Fern & Fable\n"}
    answer = client.post(reverse("setup:inboxes"), described(kind, **IMAP, **more, is_acknowledging="on", acknowledgement="We have it."))
    inbox = Inbox.objects.get()
    assert answer.headers["Location"] == reverse("setup:inbox", args=[inbox.pk])
    assert (inbox.kind, inbox.name, inbox.address) == (kind, "Support", "support@fernandfable.example")
    assert inbox.aliases == ["help@fernandfable.example", "hello@fernandfable.example"]
    assert (inbox.team, inbox.signature, inbox.is_acknowledging, inbox.acknowledgement) == (orders, "Fern & Fable", True, "We have it.")
    assert (inbox.settings["imap_host"], inbox.settings["imap_password"]) == ("imap.fernandfable.example", SECRET)
    assert Activity.objects.get(kind="inbox.connected").agent == ada


def test_stored_password_is_kept_when_left_empty_and_never_shown(client, ada, kind):
    client.post(reverse("setup:inboxes"), described(kind, **IMAP))
    inbox = Inbox.objects.get()
    path = reverse("setup:inbox", args=[inbox.pk])
    assert SECRET not in client.get(path).content.decode()
    client.post(path, described(kind, **{**IMAP, "channel-imap_password": ""}, signature="New"))
    inbox.refresh_from_db()
    assert (inbox.settings["imap_password"], inbox.signature) == (SECRET, "New")
    wrong = client.post(path, described(kind, **IMAP) | {"name": ""})
    assert wrong.status_code == 422
    assert SECRET not in wrong.content.decode()
    assert SECRET not in str(list(Activity.objects.values_list("data", flat=True)))


def test_errors_stand_in_the_summary_and_beside_the_field(client, ada, kind):
    page = client.post(reverse("setup:inboxes"), described(kind, **IMAP) | {"address": "support", "channel-imap_user": ""})
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("Enter a whole address, like support@example.com.") == 2
    assert text.count("Enter the user name of the mailbox.") == 2
    assert not Inbox.objects.exists()


@pytest.mark.parametrize("claim", [{"address": "support@fernandfable.example"}, {"aliases": "support@fernandfable.example"}])
def test_address_of_another_inbox_is_refused_by_name(client, ada, kind, claim):
    an_inbox("First", "support@fernandfable.example")
    page = client.post(reverse("setup:inboxes"), described(kind, address="other@fernandfable.example") | claim)
    assert page.status_code == 422
    assert "belongs to the inbox “First” already" in page.content.decode()
    assert Inbox.objects.count() == 1


def test_acknowledgement_without_words_is_refused(client, ada, kind):
    page = client.post(reverse("setup:inboxes"), described(kind, is_acknowledging="on"))
    assert page.status_code == 422
    assert "Write what is sent, or turn the acknowledgement off." in page.content.decode()


def test_connection_test_tells_findings_and_saves_nothing(client, ada, kind, monkeypatch):
    asked: list[tuple[Mapping[str, Any], str]] = []

    def check(settings: Mapping[str, Any], address: str) -> list[Finding]:
        asked.append((settings, address))
        return [Finding("IMAP sign-in", False, "The password is wrong.", "Make an app password.")]

    monkeypatch.setattr(registry.channels()[kind], "check", check)
    inbox = an_inbox()
    for path in (reverse("setup:inboxes"), reverse("setup:inbox", args=[inbox.pk])):
        page = client.post(path, described(kind, **IMAP, test="1"))
        assert (page.status_code, "The password is wrong." in page.content.decode(), "Make an app password." in page.content.decode()) == (
            200,
            True,
            True,
        )
        fragment = client.post(path, described(kind, **IMAP, test="1"), headers={"HX-Request": "true"}).content.decode()
        assert "The password is wrong." in fragment
        assert "<html" not in fragment
    assert {(settings["imap_password"], address) for settings, address in asked} == {(SECRET, "support@fernandfable.example")}
    inbox.refresh_from_db()
    assert (Inbox.objects.count(), inbox.settings) == (1, {})


def test_connection_test_of_an_incomplete_form_says_what_is_missing(client, ada, kind):
    page = client.post(reverse("setup:inboxes"), {"kind": kind, "test": "1", "channel-incoming": "imap"}, headers={"HX-Request": "true"})
    assert "Something in the form is missing or wrong." in page.content.decode()
    assert "Enter the server&#x27;s name" in page.content.decode() or "Enter the server&#39;s name" in page.content.decode()


def test_inbox_is_put_to_rest_and_woken(client, ada):
    inbox = an_inbox()
    path = reverse("setup:inbox_activity", args=[inbox.pk])
    client.post(path, {"_method": "DELETE"})
    inbox.refresh_from_db()
    assert not inbox.is_active
    client.post(path)
    inbox.refresh_from_db()
    assert inbox.is_active
    assert [one.kind for one in Activity.objects.order_by("id")] == ["inbox.deactivated", "inbox.activated"]


def test_inbox_of_a_missing_channel_is_listed_and_not_opened(client, ada):
    lost = Inbox.objects.create(kind="carrier-pigeon", name="Pigeons", address="loft 7")
    page = client.get(reverse("setup:inboxes")).content.decode()
    assert "Its channel is not installed" in page
    assert client.get(reverse("setup:inbox", args=[lost.pk])).status_code == 404
    assert client.post(reverse("setup:inboxes"), described("carrier-pigeon")).status_code == 404


def test_guide_of_a_channel_is_shown(client, ada, kind):
    page = client.get(reverse("setup:guide", args=[kind])).content.decode()
    assert "<h2>" in page
    assert client.get(reverse("setup:guide", args=["carrier-pigeon"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_inboxes_asks_the_database_as_often_for_many(client, ada, own_queries, count):
    for number in range(count):
        an_inbox(f"Inbox {number}", f"support{number}@fernandfable.example", a_team(f"Team {number}"))
    assert client.get(reverse("setup:inboxes")).content.decode().count("Put to rest") == count
    assert own_queries(reverse("setup:inboxes")) == 1
