"""Stores over HTTP: connected, tested, read, paused, told by files and webhooks, put to rest; secrets never shown."""

import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.commerce.contract import Finding, Resource, StoreUnreachable
from goodwill.commerce.domain import receiving
from goodwill.commerce.models import HookReceipt, Order, Store, Synchronisation
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job
from tests.factories.accounts import an_agent
from tests.factories.stores import KIND, Booth, Shelf, a_customer, a_store, an_order, booths

pytestmark = pytest.mark.django_db
SECRET = "a very long shared secret"


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


def described(kind: str = KIND, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": "Fern & Fable", "currency": "eur", "time_zone": "Europe/Berlin", **more}


def text_of(client, name: str, *args: Any) -> str:
    return client.get(reverse(f"setup:{name}", args=args)).content.decode()


def test_store_is_connected_with_all_that_was_said(client, ada):
    more = {"brand": "Fern", "url": "https://fernandfable.example", "languages": "EN, de"}
    answer = client.post(reverse("setup:stores"), described("generic", **more, **{"store-secret": SECRET}))
    store = Store.objects.get()
    assert answer.headers["Location"] == reverse("setup:store", args=[store.pk])
    assert (store.kind, store.name, store.brand, store.url) == ("generic", "Fern & Fable", "Fern", "https://fernandfable.example")
    assert (store.currency, store.time_zone, store.languages) == ("EUR", "Europe/Berlin", ["en", "de"])
    assert store.settings["secret"] == SECRET
    assert Activity.objects.get(kind="store.connected").agent == ada


def test_stored_secret_is_kept_when_left_empty_and_never_shown(client, ada):
    client.post(reverse("setup:stores"), described("generic", **{"store-secret": SECRET}))
    store = Store.objects.get()
    path = reverse("setup:store_settings", args=[store.pk])
    assert SECRET not in client.get(path).content.decode()
    client.post(path, described("generic", name="Fern", **{"store-secret": ""}))
    store.refresh_from_db()
    assert (store.name, store.settings["secret"]) == ("Fern", SECRET)
    wrong = client.post(path, described("generic", currency="euros", **{"store-secret": SECRET}))
    assert (wrong.status_code, SECRET in wrong.content.decode()) == (422, False)
    assert SECRET not in str(list(Activity.objects.values_list("data", flat=True)))


def test_connection_test_says_in_words_what_works_and_saves_nothing(client, ada, monkeypatch):
    asked = []

    def check(self, store):
        asked.append((store.name, store.currency, store.id))
        return [Finding("Sign-in", False, "The secret is wrong.", "Compare both sides.")]

    monkeypatch.setattr(Booth, "check", check)
    page = client.post(reverse("setup:stores"), described(test="1"))
    fragment = client.post(reverse("setup:stores"), described(test="1"), headers={"HX-Request": "true"}).content.decode()
    for text in (page.content.decode(), fragment):
        assert ("The secret is wrong." in text, "Compare both sides." in text) == (True, True)
    assert "<html" not in fragment
    assert (asked, Store.objects.count()) == ([("Fern & Fable", "EUR", 0)] * 2, 0)
    incomplete = client.post(reverse("setup:stores"), described(test="1", name=""), headers={"HX-Request": "true"})
    assert "Something in the form is missing or wrong." in incomplete.content.decode()


def test_guide_stands_beside_the_form_with_the_address_to_copy(client, ada):
    store = Store.objects.create(kind="generic", name="Home", currency="EUR", hook_token="secret-token")
    page = text_of(client, "store_settings", store.pk)
    assert ("Connect a home-made store" in page, "/hooks/stores/secret-token" in page) == (True, True)
    assert "/hooks/stores/secret-token" in text_of(client, "store", store.pk)


def test_first_import_shows_how_far_it_is_pauses_and_goes_on(client, ada, shelf: Shelf):
    store = a_store()
    shelf.snapshots = {Resource.CUSTOMERS: [a_customer()], Resource.ORDERS: [an_order(str(1000 + number)) for number in range(25)]}
    client.post(reverse("setup:store_history", args=[store.pk]), {"wish": "import"})
    reading = Synchronisation.objects.get()
    page = text_of(client, "store", store.pk)
    assert page.count("not yet") == len(Resource)
    path = reverse("setup:reading", args=[reading.pk])
    fragment = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in fragment, "Pause" in fragment, 'hx-trigger="load delay:2s"' in fragment) == (False, False, True)
    client.post(path, {"_method": "DELETE"})
    reading.refresh_from_db()
    assert (reading.state, "Go on" in text_of(client, "store", store.pk)) == ("stopped", True)
    client.post(path)
    Worker(name="test").work_off()
    reading.refresh_from_db()
    done = client.get(path, headers={"HX-Request": "true"})
    assert (reading.state, Order.objects.count()) == ("done", 25)
    assert (done.headers["HX-Refresh"], b"hx-trigger" in done.content) == ("true", False)
    assert client.get(path).headers["Location"] == reverse("setup:store", args=[store.pk])


def test_second_reading_at_the_same_time_is_refused_in_words(client, ada):
    store = a_store()
    path = reverse("setup:store_history", args=[store.pk])
    client.post(path, {"wish": "import"})
    page = client.post(path, {"wish": "import"}, follow=True).content.decode()
    assert ("is being read already" in page, Synchronisation.objects.count()) == (True, 1)


def test_comparison_needs_an_import_first_and_then_says_what_it_found(client, ada, shelf):
    store = a_store()
    path = reverse("setup:store_history", args=[store.pk])
    assert "Import the store first" in client.post(path, {"wish": "compare"}, follow=True).content.decode()
    client.post(path, {"wish": "import"})
    Worker(name="test").work_off()
    shelf.snapshots = {Resource.ORDERS: [an_order("1001"), an_order("1002"), an_order("1003")]}
    client.post(path, {"wish": "compare_all"})
    Worker(name="test").work_off()
    assert "Found 3 orders that webhooks had missed." in text_of(client, "store_history", store.pk)


def test_file_is_taken_in_and_the_row_that_can_not_be_read_is_named(client, ada):
    store = a_store()
    path = reverse("setup:store_files", args=[store.pk])
    content = SimpleUploadedFile("orders.csv", b"2001\n2002\nbroken\n2004\n")
    client.post(path, {"resource": "orders", "file": content})
    Worker(name="test").work_off()
    page = client.get(path).content.decode()
    assert ("Row 4: there is nothing to read." in page, Order.objects.count()) == (True, 2)
    assert client.post(path, {"resource": "orders"}).status_code == 422


def test_failed_webhook_is_shown_and_tried_again(client, ada, shelf):
    store = a_store()
    body = zlib.compress(b'{"key": "k1", "snapshots": [["orders", 0]]}')
    common = {"store": store, "headers": {"x-signature": "right"}, "received_at": receiving.now()}
    receipt = HookReceipt.objects.create(key="k1", topic="orders", state="failed", problem="Row 7 is odd.", body=body, **common)
    HookReceipt.objects.create(key="k2", state="done", problem="long since applied", **common)
    page = text_of(client, "store_webhooks", store.pk)
    assert ("Row 7 is odd." in page, "long since applied" in page) == (True, False)
    assert "&#34;snapshots&#34;" in text_of(client, "webhook", receipt.pk)
    shelf.snapshots = {Resource.ORDERS: [an_order("1001")]}
    client.post(reverse("setup:webhook", args=[receipt.pk]))
    Worker(name="test").work_off()
    receipt.refresh_from_db()
    assert (receipt.state, Order.objects.get().external_id) == ("done", "1001")
    again = client.post(reverse("setup:webhook", args=[receipt.pk]), follow=True).content.decode()
    assert "It can&#39;t be tried again" in again


def test_platform_is_asked_for_webhooks_and_its_answer_told(client, ada, monkeypatch):
    store = a_store()
    path = reverse("setup:store_subscription", args=[store.pk])
    assert "enter the address there yourself" in client.post(path, follow=True).content.decode()
    monkeypatch.setattr(Booth, "subscribe", lambda self, store: [Finding("Webhooks", False, "Not allowed.", "Give it the right.")])
    assert "Not allowed. Give it the right." in client.post(path, follow=True).content.decode()

    def lost(self, store):
        raise StoreUnreachable("The store does not answer.")

    monkeypatch.setattr(Booth, "subscribe", lost)
    assert "The store does not answer." in client.post(path, follow=True).content.decode()


def test_new_address_makes_the_old_one_dead(client, ada):
    store = a_store(hook_token="old-token")
    client.post(reverse("setup:store_address", args=[store.pk]))
    store.refresh_from_db()
    assert (store.hook_token != "old-token", "old-token" in text_of(client, "store", store.pk)) == (True, False)


def test_store_is_put_to_rest_and_woken(client, ada):
    store = a_store()
    path = reverse("setup:store_activity", args=[store.pk])
    client.post(path, {"_method": "DELETE"})
    store.refresh_from_db()
    assert (store.is_active, "Listen again" in text_of(client, "store", store.pk)) == (False, True)
    client.post(path)
    store.refresh_from_db()
    assert store.is_active


def test_store_of_a_missing_connector_is_shown_but_not_changed(client, ada):
    lost = Store.objects.create(kind="bazaar", name="Lost", currency="EUR", hook_token="x")
    assert "Its connector is not installed" in text_of(client, "stores")
    assert "Its connector is not installed" in text_of(client, "store", lost.pk)
    for name in ("store_settings", "store_files"):
        assert client.get(reverse(f"setup:{name}", args=[lost.pk])).status_code == 404
    assert client.post(reverse("setup:stores"), described("bazaar")).status_code == 404
    assert Job.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_stores_asks_the_database_as_often_for_many(client, ada, own_queries, count):
    for number in range(count):
        store = a_store(f"Store {number}")
        HookReceipt.objects.create(store=store, key="k", state="failed")
        Synchronisation.objects.create(store=store, kind="reconciliation", state="done")
    assert client.get(reverse("setup:stores")).content.decode().count("1 webhook failed") == count
    assert own_queries(reverse("setup:stores")) == 1
