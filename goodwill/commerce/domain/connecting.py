"""Connects stores, changes them, and stops or starts listening to them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce import registry
from goodwill.commerce.contract import Ability
from goodwill.commerce.models import Store

TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Description:
    """All that a person says about a store. ``settings`` are the cleaned values of the connector's form."""

    name: str
    currency: str
    brand: str = ""
    url: str = ""
    time_zone: str = "UTC"
    languages: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


def connect(kind: str, description: Description, *, by: Agent) -> Store:
    """Make a store and ask its platform, by a job, to send webhooks; raise UnknownConnector where nothing speaks to it."""
    registry.connector(kind)
    store = Store(kind=kind, hook_token=secrets.token_urlsafe(TOKEN_BYTES))
    with transaction.atomic():
        _describe(store, description)
        store.save()
        record("store.connected", store, by=by, data={"kind": kind, "name": store.name})
        _subscribe_later(store)
    return store


def change(store: Store, description: Description, *, by: Agent) -> None:
    """Describe a store anew. A problem that was shown is forgotten: the next attempt says whether it is still there."""
    with transaction.atomic():
        before = store.name
        _describe(store, description)
        store.problem = ""
        store.save()
        record("store.changed", store, by=by, data={"from": before, "to": store.name})
        _subscribe_later(store)


def renew_token(store: Store, *, by: Agent) -> None:
    """Give the store another hook address, for one that got into wrong hands; the platform is told, by a job."""
    with transaction.atomic():
        store.hook_token = secrets.token_urlsafe(TOKEN_BYTES)
        store.save(update_fields=["hook_token"])
        record("store.token_renewed", store, by=by)
        _subscribe_later(store)


def deactivate(store: Store, *, by: Agent) -> None:
    """Stop listening to the store and reading it; what it told stays."""
    with transaction.atomic():
        if Store.objects.filter(pk=store.pk, is_active=True).update(is_active=False, problem=""):
            record("store.deactivated", store, by=by)
    store.refresh_from_db(fields=["is_active", "problem"])


def activate(store: Store, *, by: Agent) -> None:
    """Listen to the store again; the next reconciliation finds what it told meanwhile."""
    with transaction.atomic():
        if Store.objects.filter(pk=store.pk, is_active=False).update(is_active=True):
            record("store.activated", store, by=by)
            _subscribe_later(store)
    store.refresh_from_db(fields=["is_active"])


def subscribe(store_id: int) -> None:
    """Ask the platform to send its webhooks; what stands in the way is shown beside the store."""
    store = Store.objects.get(pk=store_id)
    if not store.is_active:
        return
    findings = registry.connector_of(store).subscribe(registry.connected(store))
    problem = " ".join(f"{finding.sentence} {finding.advice}".strip() for finding in findings if not finding.is_ok)
    Store.objects.filter(pk=store_id).exclude(problem=problem).update(problem=problem)


def _describe(store: Store, description: Description) -> None:
    store.name, store.brand, store.url = description.name.strip(), description.brand.strip(), description.url
    store.currency, store.time_zone = description.currency.strip().upper(), description.time_zone
    store.languages, store.settings = list(description.languages), dict(description.settings)


def _subscribe_later(store: Store) -> None:
    from goodwill.commerce import tasks

    if Ability.WEBHOOKS in registry.connector_of(store).abilities:
        tasks.subscribe.enqueue(store.pk)
