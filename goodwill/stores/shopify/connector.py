"""Shopify as a store connector."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

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
from goodwill.core.money import InvalidAmount
from goodwill.stores.shopify import actions, bulk, hooks, mutations, queries, reading
from goodwill.stores.shopify.client import AnswerLost, Rejected, SignInRefused, ask, change
from goodwill.stores.shopify.forms import ShopifyForm

_PAGE = "page:"
TOPICS = (
    "CHECKOUTS_CREATE",
    "CHECKOUTS_UPDATE",
    "CUSTOMERS_CREATE",
    "CUSTOMERS_DELETE",
    "CUSTOMERS_UPDATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "FULFILLMENT_EVENTS_CREATE",
    "INVENTORY_LEVELS_UPDATE",
    "ORDERS_CREATE",
    "ORDERS_DELETE",
    "ORDERS_UPDATED",
    "PRODUCTS_CREATE",
    "PRODUCTS_DELETE",
    "PRODUCTS_UPDATE",
    "REFUNDS_CREATE",
    "RETURNS_APPROVE",
    "RETURNS_CLOSE",
    "RETURNS_REQUEST",
    "RETURNS_UPDATE",
)
# Without these nothing works; gift cards and carts are for those who may read them.
SCOPES = (
    "read_all_orders",
    "write_customers",
    "write_discounts",
    "write_draft_orders",
    "write_order_edits",
    "write_orders",
    "write_returns",
    "write_store_credit_account_transactions",
    "read_fulfillments",
    "read_inventory",
    "read_locations",
    "read_products",
    "read_store_credit_accounts",
)


class Shopify(Connector):
    kind = "shopify"
    label = "Shopify"
    icon = "store"
    abilities: ClassVar = frozenset(
        {
            Ability.REFUND,
            Ability.REFUND_TO_CREDIT,
            Ability.CANCEL,
            Ability.CHANGE_ADDRESS,
            Ability.CHANGE_CUSTOMER_ADDRESS,
            Ability.EDIT_ORDER,
            Ability.PLACE_ORDER,
            Ability.DISCOUNT,
            Ability.GIFT_CARD,
            Ability.CREDIT,
            Ability.RETURN,
            Ability.WEBHOOKS,
        }
    )
    resources: ClassVar = frozenset(queries.LISTS)
    settings_form = ShopifyForm

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        """From an export when everything is wanted; page by page since a moment, and where no export is to be had."""
        try:
            if cursor == "" and since is None and resource in queries.BULK:
                return Batch((), cursor=bulk.begin(store, resource))
            if bulk.is_place(cursor):
                return reading.export(store, resource, cursor)
        except bulk.Unavailable:
            cursor = ""
        except (Rejected, SignInRefused) as problem:
            raise StoreUnreachable(str(problem)) from problem
        except (KeyError, TypeError, ValueError) as problem:
            raise _not_understood(problem) from problem
        return self._page(store, resource, cursor, since)

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        try:
            found = reading.one(store, resource, external_id)
        except (Rejected, SignInRefused) as problem:
            raise StoreUnreachable(str(problem)) from problem
        except (KeyError, TypeError, ValueError) as problem:
            raise _not_understood(problem) from problem
        return [Removed(resource, external_id, now())] if found is None else found

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        """Shopify delivers again for two days with the same id and time, so the key alone keeps doubles out."""
        _check_signature(request, str(store.settings["client_secret"]))
        topic, delivery = request.headers.get("x-shopify-topic", ""), _delivery(request)
        if not topic or not delivery:
            raise Incomprehensible(_("The store's message does not say what it is about."))
        try:
            wire = json.loads(request.body, parse_float=str)
            return hooks.understand(topic, wire, f"{topic}:{delivery}", _triggered_at(request), store)
        except (KeyError, TypeError, ValueError, AttributeError, InvalidAmount) as problem:
            raise _not_understood(problem) from problem

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        if not actions.can(action):
            return Performed(Outcome.REFUSED, _("Shopify can't do this."))
        try:
            return actions.perform(action, key, store)
        except (Rejected, SignInRefused) as refusal:
            return Performed(Outcome.REFUSED, str(refusal))
        except (AnswerLost, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
        except StoreUnreachable as problem:
            return Performed(Outcome.TEMPORARY, str(problem), retry_after=problem.retry_after)
        except (KeyError, TypeError, ValueError) as problem:
            return Performed(Outcome.UNKNOWN, str(_not_understood(problem)))

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        if not actions.can(action):
            return None
        try:
            return actions.find(action, key, store)
        except Rejected as refusal:
            return Performed(Outcome.REFUSED, str(refusal))
        except (StoreUnreachable, SignInRefused, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
        except (KeyError, TypeError, ValueError) as problem:
            return Performed(Outcome.UNKNOWN, str(_not_understood(problem)))

    def subscribe(self, store: ConnectedStore) -> Sequence[Finding]:
        label = _("Webhooks")
        try:
            known = {hook["topic"] for hook in ask(store, queries.HOOKS, {"uri": store.hook_url})["hooks"]["nodes"]}
            missing = [topic for topic in TOPICS if topic not in known]
            for topic in missing:
                change(store, mutations.SUBSCRIBE, {"topic": topic, "input": {"uri": store.hook_url, "format": "JSON"}})
        except (Rejected, SignInRefused, StoreUnreachable, Incomprehensible) as problem:
            advice = _("The desk's address must be reachable from the Internet by https, and the app needs its permissions.")
            return [Finding(label, False, str(problem), advice)]
        return [Finding(label, True, _("Shopify tells the desk of changes in %(count)d ways.") % {"count": len(TOPICS)})]

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        label = _("Sign in to the store")
        try:
            found = ask(store, queries.SHOP)
        except SignInRefused as problem:
            return [Finding(label, False, str(problem), _("Check the client ID, the secret and the token, and that the app is installed."))]
        except (StoreUnreachable, Rejected, Incomprehensible) as problem:
            return [Finding(label, False, str(problem), _("Check the store's address; it ends in .myshopify.com."))]
        findings = [Finding(label, True, _("The app may speak for %s.") % found["shop"]["name"])]
        granted = {scope["handle"] for scope in found["currentAppInstallation"]["accessScopes"]}
        lacking = [scope for scope in SCOPES if scope not in granted]
        findings.append(_permissions(lacking))
        its = found["shop"]["currencyCode"]
        if its != store.currency:
            sentence = _("The store's currency is %(its)s, not %(ours)s.") % {"its": its, "ours": store.currency}
            findings.append(Finding(_("Currency"), False, sentence, _("Choose the store's currency above.")))
        return findings

    def _page(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        try:
            batch = reading.page(store, resource, cursor.removeprefix(_PAGE), since)
        except (Rejected, SignInRefused) as problem:
            # An administrator can mend this; the reading goes on from here.
            raise StoreUnreachable(str(problem)) from problem
        except (KeyError, TypeError, ValueError) as problem:
            raise _not_understood(problem) from problem
        return Batch(batch.snapshots, f"{_PAGE}{batch.cursor}" if batch.cursor else "")


def _permissions(lacking: Sequence[str]) -> Finding:
    label = _("Permissions")
    if not lacking:
        return Finding(label, True, _("The app has all the permissions that the desk uses."))
    advice = _("Add them to the app's scopes in Shopify and install its new version.")
    return Finding(label, False, _("The app lacks: %s.") % ", ".join(lacking), advice)


def _check_signature(request: HookRequest, secret: str) -> None:
    expected = base64.b64encode(hmac.new(secret.encode(), request.body, hashlib.sha256).digest())
    if not hmac.compare_digest(expected, request.headers.get("x-shopify-hmac-sha256", "").encode()):
        raise Forged(_("The message is not signed with the app's secret."))


def _delivery(request: HookRequest) -> str:
    return request.headers.get("x-shopify-webhook-id") or request.headers.get("x-shopify-event-id", "")


def _triggered_at(request: HookRequest) -> datetime:
    try:
        moment = datetime.fromisoformat(request.headers["x-shopify-triggered-at"])
    except (KeyError, ValueError):
        return request.received_at
    return moment if moment.tzinfo else request.received_at


def _not_understood(problem: Exception) -> Incomprehensible:
    return Incomprehensible(_("What the store said can't be understood: %s.") % f"{type(problem).__name__} {problem}")
