"""The class that a store connector derives from, and what its methods take and give."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from django import forms

from goodwill.commerce.contract.actions import Ability, Action
from goodwill.commerce.contract.snapshots import Snapshot


class Resource(StrEnum):
    """What a store can be read for, in the order in which it is imported: later ones refer to earlier ones."""

    PRODUCTS = "products"
    STOCK = "stock"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    CARTS = "carts"
    SUBSCRIPTIONS = "subscriptions"
    GIFT_CARDS = "gift_cards"


class StoreUnreachable(Exception):
    """The store did not answer, or not now (429, 5xx); the sentence is for people. ``retry_after`` is in seconds."""

    def __init__(self, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Forged(Exception):
    """A hook request without the store's signature, or outside the replay window: refuse it, keep nothing."""


class Incomprehensible(Exception):
    """The store said something that can't be understood; the sentence is for people."""


@dataclass(frozen=True, slots=True)
class ConnectedStore:
    """What a connector may know of a store. ``settings`` are the cleaned values of its form, secrets included.

    ``hook_url`` is where the platform must send its webhooks.
    """

    id: int
    name: str
    currency: str
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    hook_url: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of what was asked for. ``cursor`` goes into the next call, "" at the end; ``total`` where the store knows it."""

    snapshots: tuple[Snapshot, ...]
    cursor: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A request that came in at a store's hook address; header names are in lower case."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """What a verified webhook said. ``key`` is the same when the platform delivers the same event again."""

    key: str
    topic: str
    snapshots: tuple[Snapshot, ...] = ()
    # What the hook only names: the desk fetches it (resource, external id).
    stale: tuple[tuple[Resource, str], ...] = ()


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"  # the store will never do it: its words are in ``detail``
    TEMPORARY = "temporary"  # not done; ask again later with the same key
    UNKNOWN = "unknown"  # the answer was lost: it may have been done, ``find`` must tell before it is asked again


@dataclass(frozen=True, slots=True)
class Performed:
    """What became of one attempt. ``detail`` is a sentence for the agent.

    ``external_id`` names what was made (refund, order, gift card); ``facts`` what the desk must tell the customer, such
    as ``{"code": …}`` or ``{"label_url": …}``; ``snapshots`` how things stand now, where the store says so.
    """

    outcome: Outcome
    detail: str = ""
    external_id: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    snapshots: tuple[Snapshot, ...] = ()
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of a connection test in words; ``advice`` says what to do about a failure."""

    label: str
    is_ok: bool
    sentence: str
    advice: str = ""


class Connector(ABC):
    """A store platform. Subclass it in ``stores/<kind>/connector.py``; the registry finds it there."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str] = "store"
    abilities: ClassVar[frozenset[Ability]] = frozenset()
    resources: ClassVar[frozenset[Resource]] = frozenset()
    settings_form: ClassVar[type[forms.Form]]

    @abstractmethod
    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        """Read the next batch, in the order of change; only what changed at or after ``since`` where that is given.

        The same ``cursor`` may be asked for again after a failure. Raise StoreUnreachable or Incomprehensible.
        """

    @abstractmethod
    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        """How this one thing stands now: a Removed when it is gone. Raise as ``fetch``."""

    @abstractmethod
    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        """Check the signature of a webhook, then understand it; raise Forged or Incomprehensible."""

    @abstractmethod
    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        """Make one attempt. ``key`` is the same at each attempt: hand it to the store so that it acts once.

        Never raises for what the store says or does not say: that is a Performed.
        """

    @abstractmethod
    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        """After a lost answer: what became of the action with this key. None when the store has not done it.

        Answers UNKNOWN or TEMPORARY where the store can't be asked now.
        """

    def hook_response(self, request: HookRequest, store: ConnectedStore) -> tuple[int, str] | None:
        """The answer to a request that is no event but a platform's handshake; None for all others."""
        return None

    def subscribe(self, store: ConnectedStore) -> Sequence[Finding]:
        """Ask the platform to send its webhooks to ``store.hook_url``; safe to repeat."""
        return ()

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        """Try the connection with these settings and say in words what works and what does not."""
        return ()

    def read_file(self, path: Path, resource: Resource, store: ConnectedStore) -> Iterator[Snapshot]:
        """Read an export of one resource (CSV); raise Incomprehensible, naming the row, for what can't be read."""
        raise Incomprehensible("This connector reads no files.")
