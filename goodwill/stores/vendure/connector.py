"""Vendure as a store connector."""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    Ability,
    Action,
    Batch,
    ConnectedStore,
    Connector,
    Finding,
    Forged,
    HookDelivery,
    HookRequest,
    Incomprehensible,
    Outcome,
    Performed,
    Removed,
    Resource,
    Snapshot,
    StoreUnreachable,
)
from goodwill.core.clock import now
from goodwill.stores.vendure import actions, client, parse, queries
from goodwill.stores.vendure.client import AnswerLost, Rejected, SignInRefused
from goodwill.stores.vendure.forms import VendureForm

log = logging.getLogger(__name__)
PAGE = 100
REPLAY_WINDOW = timedelta(minutes=5)
# Some databases keep whole seconds, and an order's own time may be a moment before that of its payment.
MARGIN = timedelta(seconds=5)

_LISTS = {
    Resource.PRODUCTS: (queries.PRODUCTS, queries.ONE_PRODUCT),
    Resource.STOCK: (queries.PRODUCTS, queries.ONE_PRODUCT),
    Resource.CUSTOMERS: (queries.CUSTOMERS, queries.ONE_CUSTOMER),
    Resource.ORDERS: (queries.ORDERS, queries.ONE_ORDER),
    Resource.CARTS: (queries.ORDERS, queries.ONE_ORDER),
}
_HOOKED = {
    "order": (Resource.ORDERS,),
    "customer": (Resource.CUSTOMERS,),
    "product": (Resource.PRODUCTS, Resource.STOCK),
}


class Vendure(Connector):
    kind = "vendure"
    label = "Vendure"
    icon = "store"
    abilities: ClassVar = frozenset(
        {
            Ability.REFUND,
            Ability.CANCEL,
            Ability.CHANGE_ADDRESS,
            Ability.CHANGE_CUSTOMER_ADDRESS,
            Ability.EDIT_ORDER,
            Ability.PLACE_ORDER,
            Ability.DISCOUNT,
            Ability.WEBHOOKS,
        }
    )
    resources: ClassVar = frozenset(_LISTS)
    settings_form = VendureForm

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        skip = int(cursor or 0)
        # Payments and parcels leave an order's own time alone; the id makes the order of equal times certain.
        options: dict[str, Any] = {"skip": skip, "take": PAGE, "sort": {"updatedAt": "ASC", "id": "ASC"}}
        filters: dict[str, Any] = {}
        if since:
            filters["updatedAt"] = {"after": (since - MARGIN).isoformat()}
        if resource in (Resource.ORDERS, Resource.CARTS):
            filters["orderPlacedAt"] = {"isNull": resource is Resource.CARTS}
        if filters:
            options["filter"] = filters
        found = self._ask(store, _LISTS[resource][0], {"options": options})["list"]
        after = skip + len(found["items"])
        is_last = not found["items"] or after >= found["totalItems"]
        return Batch(
            snapshots=tuple(snapshot for item in found["items"] for snapshot in _snapshots(resource, item, store)),
            cursor="" if is_last else str(after),
            total=found["totalItems"],
        )

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        found = self._ask(store, _LISTS[resource][1], {"id": external_id})["one"]
        return [Removed(resource, external_id, now())] if found is None else list(_snapshots(resource, found, store))

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        _check_signature(request, store.settings["hook_secret"])
        try:
            said = json.loads(request.body)
            resources, external_id, key = _HOOKED[said["resource"]], str(said["id"]), str(said["delivery"])
        except (ValueError, KeyError, TypeError) as error:
            raise Incomprehensible(_("The store's message does not say what changed.")) from error
        return HookDelivery(key=key, topic=said["resource"], stale=tuple((resource, external_id) for resource in resources))

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        try:
            return actions.perform(action, key, store)
        except (Rejected, SignInRefused) as refusal:
            return Performed(Outcome.REFUSED, str(refusal))
        except (AnswerLost, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
        except StoreUnreachable as problem:
            return Performed(Outcome.TEMPORARY, str(problem), retry_after=problem.retry_after)

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        try:
            return actions.find(action, key, store)
        except Rejected as refusal:
            return Performed(Outcome.REFUSED, str(refusal))
        except (StoreUnreachable, SignInRefused, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        label = _("Sign in to the store")
        try:
            client.sign_in(store)
        except SignInRefused as problem:
            return [Finding(label, False, str(problem), _("Check the user name and the password in Vendure's administration."))]
        except (StoreUnreachable, Incomprehensible) as problem:
            return [Finding(label, False, str(problem), _("Check the address; it ends in /admin-api."))]
        findings = [Finding(label, True, _("The store knows this administrator."))]
        return [*findings, *_check_reading(store)]

    def _ask(self, store: ConnectedStore, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Reading, where a refusal is a problem that an administrator can mend and then try again."""
        try:
            return client.ask(store, document, variables)
        except (Rejected, SignInRefused) as problem:
            raise StoreUnreachable(str(problem)) from problem


def _check_reading(store: ConnectedStore) -> Iterable[Finding]:
    label = _("Read orders")
    try:
        found = client.ask(store, queries.ORDERS, {"options": {"take": 1}})["list"]
        channel = client.ask(store, queries.CHANNEL)["activeChannel"]
    except (Rejected, SignInRefused, StoreUnreachable, Incomprehensible) as problem:
        advice = _("Give the administrator's role the permissions ReadOrder, UpdateOrder, ReadCustomer, ReadCatalog and CreatePromotion.")
        return [Finding(label, False, str(problem), advice)]
    findings = [Finding(label, True, _("%(count)d orders can be read.") % {"count": found["totalItems"]})]
    if channel["defaultCurrencyCode"] != store.currency:
        sentence = _("The store's currency is %(its)s, not %(ours)s.") % {"its": channel["defaultCurrencyCode"], "ours": store.currency}
        findings.append(Finding(_("Currency"), False, sentence, _("Choose the store's currency above.")))
    return findings


def _snapshots(resource: Resource, wire: Mapping[str, Any], store: ConnectedStore) -> Iterable[Snapshot]:
    if resource is Resource.PRODUCTS:
        return [parse.product(wire)]
    if resource is Resource.STOCK:
        return parse.stock(wire)
    if resource is Resource.CUSTOMERS:
        return [parse.customer(wire)]
    found = parse.order(wire)
    return [] if found is None else [found]


def _check_signature(request: HookRequest, secret: str) -> None:
    time = request.headers.get("x-goodwill-time", "")
    if not (time.isascii() and time.isdigit() and len(time) < 12):
        raise Forged(_("The message bears no time."))
    if abs(request.received_at.timestamp() - int(time)) > REPLAY_WINDOW.total_seconds():
        raise Forged(_("The message is too old."))
    expected = hmac.new(secret.encode(), time.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), request.headers.get("x-goodwill-signature", "").encode()):
        raise Forged(_("The message is not signed with the store's secret."))
