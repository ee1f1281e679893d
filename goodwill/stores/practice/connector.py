"""The practice store as the desk sees it: a store like any other, only that nothing in it is real."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    Performed,
    Removed,
    Resource,
    Snapshot,
)
from goodwill.commerce.contract.documents import SNAPSHOTS
from goodwill.core.clock import now
from goodwill.stores.practice import client, parse, shop
from goodwill.stores.practice.forms import SettingsForm

PAGE = 500


class Practice(Connector):
    """Does at once whatever it is asked, as far as its orders, its stock and its till allow."""

    kind = "practice"
    label = gettext_lazy("Practice store")
    icon = "graduation-cap"
    abilities = frozenset(Ability) - {Ability.WEBHOOKS, Ability.FILES}
    resources = frozenset(SNAPSHOTS)
    settings_form = SettingsForm

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        things = client.read(store.id, resource, _place(cursor), since, PAGE + 1)
        page = things[:PAGE]
        further = f"{page[-1].updated_at.isoformat()}~{page[-1].pk}" if len(things) > PAGE else ""
        return Batch(tuple(parse.snapshot(resource, thing.document) for thing in page), further)

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        with client.held(store.id) as shelf:
            if resource is Resource.STOCK:
                return shelf.stock_of(external_id)
            found = shelf.get(resource, external_id)
        return (found or Removed(resource, external_id, now()),)

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        raise Forged("A practice store sends no webhooks.")

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        with client.held(store.id) as shelf:
            return shop.perform(shelf, action, key, now())

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        with client.held(store.id) as shelf:
            return shelf.recall(key)

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        return (Finding(_("Practice"), True, _("Everything works here, and nothing is real: no money moves, no parcel leaves.")),)


def _place(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    moment, _mark, id = cursor.partition("~")
    try:
        return datetime.fromisoformat(moment), int(id)
    except ValueError:
        raise Incomprehensible("This is no place in the practice store.") from None
