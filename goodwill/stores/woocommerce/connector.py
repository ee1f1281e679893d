"""WooCommerce as a store connector."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from goodwill.commerce.contract import (
    Ability,
    Action,
    Batch,
    ConnectedStore,
    Connector,
    Finding,
    HookDelivery,
    HookRequest,
    Incomprehensible,
    Outcome,
    Performed,
    Resource,
    Snapshot,
    StoreUnreachable,
)
from goodwill.stores.woocommerce import actions, checks, hooks, reading
from goodwill.stores.woocommerce.client import AnswerLost, Rejected
from goodwill.stores.woocommerce.forms import WooCommerceForm


class WooCommerce(Connector):
    """Stock is read together with its product: WooCommerce tells both in one document."""

    kind = "woocommerce"
    label = "WooCommerce"
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
    resources: ClassVar = frozenset(reading.PATHS)
    settings_form = WooCommerceForm

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        try:
            return reading.batch(store, resource, cursor, since)
        except Rejected as problem:
            raise StoreUnreachable(str(problem)) from problem

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        try:
            return reading.one(store, resource, external_id)
        except Rejected as problem:
            raise StoreUnreachable(str(problem)) from problem

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        return hooks.receive(request, store)

    def hook_response(self, request: HookRequest, store: ConnectedStore) -> tuple[int, str] | None:
        return (200, "") if hooks.is_ping(request) else None

    def subscribe(self, store: ConnectedStore) -> Sequence[Finding]:
        return hooks.subscribe(store)

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        return checks.check(store)

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        try:
            return actions.perform(action, key, store)
        except Rejected as refusal:
            return Performed(Outcome.REFUSED, str(refusal))
        except (AnswerLost, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
        except StoreUnreachable as problem:
            return Performed(Outcome.TEMPORARY, str(problem), retry_after=problem.retry_after)

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        try:
            return actions.find(action, key, store)
        except (Rejected, StoreUnreachable, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
