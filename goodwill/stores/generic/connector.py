"""A home-made store as the desk sees it: webhooks in, pages to read, actions out, files. See docs/reference/generic-store.md."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    Removed,
    Resource,
    Snapshot,
)
from goodwill.commerce.contract.documents import SNAPSHOTS, decode, encode_action
from goodwill.core import http
from goodwill.core.clock import now
from goodwill.stores.generic import checks, client, parse
from goodwill.stores.generic.forms import SettingsForm
from goodwill.stores.generic.signatures import check_hook

PAGE = "200"


class Generic(Connector):
    """Speaks the contract that a store of one's own making implements."""

    kind = "generic"
    label = gettext_lazy("Home-made store")
    icon = "code"
    abilities = frozenset(Ability)
    resources = frozenset(SNAPSHOTS)
    settings_form = SettingsForm

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        if not store.settings.get("url"):
            return Batch(())
        given = {"cursor": cursor, "since": since.astimezone(UTC).isoformat().replace("+00:00", "Z") if since else ""}
        page = client.read(store, f"/{resource}", {"limit": PAGE, **{name: value for name, value in given.items() if value}})
        # A store that keeps no carts has no such page.
        return parse.batch(resource, page, store.currency) if page is not None else Batch(())

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        document = client.read(store, f"/{resource}/{quote(external_id, safe='')}")
        if document is None:
            return (Removed(resource, external_id, now()),)
        # Stock lies at several places: the answer for a variant is a list.
        if isinstance(document, Mapping) and "items" in document:
            return parse.batch(resource, document, store.currency).snapshots
        return (decode(SNAPSHOTS[resource], document, store.currency),)

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        check_hook(request, str(store.settings.get("secret", "")))
        return parse.hook(request.body, store.currency)

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        if not store.settings.get("url"):
            return Performed(Outcome.REFUSED, _("This store has no address where it could be asked to act."))
        try:
            response = client.post(store, "/actions", {"key": key, **encode_action(action)}, key)
        except http.HttpProblem as problem:
            return Performed(Outcome.UNKNOWN if problem.may_have_arrived else Outcome.TEMPORARY, str(problem))
        match response.status:
            case 429:
                return Performed(Outcome.TEMPORARY, client.explain(response), retry_after=response.retry_after)
            # Settings that are wrong on one side can be put right, and 409 says that the key is being worked on.
            case 401 | 403 | 404 | 409:
                return Performed(Outcome.TEMPORARY, client.explain(response))
            case status if 400 <= status < 500:
                return Performed(Outcome.REFUSED, client.store_words(response).strip() or client.explain(response))
            case status if not 200 <= status < 300:
                return Performed(Outcome.UNKNOWN, client.explain(response), retry_after=response.retry_after)
        return self._understood(response, store)

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        try:
            response = client.get(store, f"/actions/{quote(key, safe='')}")
            # Only the store's own word counts as "not done": a proxy in between may answer 404 to anything.
            if response.status == 404 and _is_none(response.json):
                return None
        except http.HttpProblem as problem:
            return Performed(Outcome.UNKNOWN, str(problem))
        if not response.is_ok:
            return Performed(Outcome.UNKNOWN, client.explain(response), retry_after=response.retry_after)
        return self._understood(response, store)

    def check(self, store: ConnectedStore) -> Sequence[Finding]:
        return checks.check(store)

    def subscribe(self, store: ConnectedStore) -> Sequence[Finding]:
        return (Finding(_("Webhooks"), True, _("Let the store send its webhooks to %s.") % store.hook_url),)

    def read_file(self, path: Path, resource: Resource, store: ConnectedStore) -> Iterator[Snapshot]:
        from goodwill.stores.generic.files import read_file

        return read_file(path, resource, store.currency)

    def _understood(self, response: http.Response, store: ConnectedStore) -> Performed:
        try:
            return parse.performed(response.json, store.currency)
        except (http.NotJson, Incomprehensible) as problem:
            return Performed(Outcome.UNKNOWN, _("The store's answer can't be understood: %s") % problem)


def _is_none(document: Any) -> bool:
    return isinstance(document, Mapping) and document.get("outcome") == "none"
