"""Finds the store connectors: every folder of ``goodwill/stores``, and packages that offer one by entry point."""

from functools import cache

from django.conf import settings

from goodwill.commerce.contract import ConnectedStore, Connector
from goodwill.commerce.models import Store
from goodwill.core.found import plugins

# The folder, and the group of entry points.
ROOM = "goodwill.stores"
HOOKS = "hooks/stores/"


class UnknownConnector(LookupError):
    """A store is on a platform that no installed connector speaks to."""


@cache
def connectors() -> dict[str, Connector]:
    """One instance of each connector, by kind."""
    return {connector.kind: connector() for connector in plugins(Connector, "connector", room=ROOM)}


def connector_of(store: Store) -> Connector:
    """The connector that speaks to the store; raise UnknownConnector when it is not installed."""
    return connector(store.kind)


def connector(kind: str) -> Connector:
    try:
        return connectors()[kind]
    except KeyError:
        raise UnknownConnector(f"No installed connector speaks to {kind!r}.") from None


def connected(store: Store) -> ConnectedStore:
    """What a connector may know of this store."""
    return ConnectedStore(id=store.pk, name=store.name, currency=store.currency, settings=dict(store.settings), hook_url=hook_url(store))


def hook_url(store: Store) -> str:
    """Where the platform must send its webhooks."""
    return f"{settings.DESK_URL}/{HOOKS}{store.hook_token}"
