"""Stores are connected, changed and put to rest by agents; each is on record, and no secret is."""

import pytest
from django.db import connection

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.commerce import registry
from goodwill.commerce.contract import Finding
from goodwill.commerce.domain import connecting
from goodwill.commerce.domain.connecting import Description
from goodwill.commerce.models import Store
from goodwill.core.jobs.worker import Worker
from tests.factories.accounts import an_agent
from tests.factories.stores import KIND

FERN = Description("Fern & Fable", "eur", settings={"secret": "hunter2hunter2"})


@pytest.mark.django_db
def test_store_is_connected_and_its_platform_told(monkeypatch):
    owner = an_agent(Role.OWNER, "Ada Lindqvist")
    told = []

    def subscribe(self, store):
        told.append(store)
        return [Finding("Webhooks", False, "Nobody answers.", "Try later.")]

    monkeypatch.setattr(type(registry.connector(KIND)), "subscribe", subscribe)
    store = connecting.connect(KIND, FERN, by=owner)
    Worker(name="test").work_off()

    store.refresh_from_db()
    assert (store.currency, store.problem, len(store.hook_token)) == ("EUR", "Nobody answers. Try later.", 32)
    assert [(one.hook_url, one.settings) for one in told] == [(registry.hook_url(store), {"secret": "hunter2hunter2"})]
    assert registry.hook_url(store).endswith(f"/hooks/stores/{store.hook_token}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT settings FROM commerce_store")
        assert "hunter2" not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_each_change_of_a_store_is_on_record():
    owner = an_agent(Role.OWNER, "Ada Lindqvist")
    store = connecting.connect(KIND, FERN, by=owner)
    token = store.hook_token
    connecting.change(store, Description("Fern", "EUR"), by=owner)
    connecting.renew_token(store, by=owner)
    for change in (connecting.deactivate, connecting.deactivate, connecting.activate, connecting.activate):
        change(store, by=owner)

    store.refresh_from_db()
    assert (store.name, store.settings, store.is_active, store.hook_token != token) == ("Fern", {}, True, True)
    assert [(one.kind, one.agent, one.data) for one in Activity.objects.filter(subject_kind="store").order_by("id")] == [
        ("store.connected", owner, {"kind": KIND, "name": "Fern & Fable"}),
        ("store.changed", owner, {"from": "Fern & Fable", "to": "Fern"}),
        ("store.token_renewed", owner, {}),
        ("store.deactivated", owner, {}),
        ("store.activated", owner, {}),
    ]


@pytest.mark.django_db
def test_platform_that_nothing_speaks_to_is_refused():
    with pytest.raises(registry.UnknownConnector):
        connecting.connect("elsewhere", FERN, by=an_agent(Role.OWNER, "Ada Lindqvist"))
    assert Store.objects.count() == 0
