"""Webhooks: their signature, what they say, and asking the store to send them."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    ConnectedStore,
    Finding,
    Forged,
    HookDelivery,
    HookRequest,
    Incomprehensible,
    Resource,
    StoreUnreachable,
)
from goodwill.stores.woocommerce import client, parse
from goodwill.stores.woocommerce.client import Rejected, Wire

RESOURCES = {"order": Resource.ORDERS, "customer": Resource.CUSTOMERS, "product": Resource.PRODUCTS}
TOPICS = tuple(f"{thing}.{event}" for thing in RESOURCES for event in ("created", "updated", "deleted"))
_PING = re.compile(rb"webhook_id=\d{1,20}")


def is_ping(request: HookRequest) -> bool:
    """WooCommerce tries a new webhook's address with its number alone, which nobody signed and which says nothing."""
    return "x-wc-webhook-signature" not in request.headers and bool(_PING.fullmatch(request.body))


def receive(request: HookRequest, store: ConnectedStore) -> HookDelivery:
    _check_signature(request, str(store.settings.get("hook_secret") or ""))
    topic = request.headers.get("x-wc-webhook-topic", "")
    thing = topic.partition(".")[0]
    try:
        document = json.loads(request.body, parse_float=str)
        if thing not in RESOURCES or not str(document["id"]).isdigit():
            raise ValueError(topic)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Incomprehensible(_("The store's message does not say what changed.")) from error
    # The signature covers the body alone: the same body under another number is the same event.
    digest = hashlib.sha256(topic.encode() + b"\n" + request.body).hexdigest()
    if topic.endswith(".deleted"):
        # Such a body is the number alone, and old ones look like new ones: the store itself must say that it is gone.
        digest = f"{request.headers.get('x-wc-webhook-delivery-id', '')}:{digest}"
    return _understood(RESOURCES[thing], document, digest, topic, store)


def subscribe(store: ConnectedStore) -> Sequence[Finding]:
    """Have one active webhook with our secret for each topic; those that are there are renewed."""
    label = _("Webhooks")
    try:
        ours = _ours(store)
        for topic in TOPICS:
            given = {"name": f"Goodwill {topic}", "topic": topic, "status": "active", "secret": store.settings["hook_secret"]}
            if topic in ours:
                client.send(store, "PUT", f"/webhooks/{ours[topic]['id']}", given)
            else:
                client.send(store, "POST", "/webhooks", {**given, "delivery_url": store.hook_url})
    except (StoreUnreachable, Rejected, Incomprehensible) as problem:
        advice = _("The key must have the permission Read/Write and belong to an administrator of the shop.")
        return [Finding(label, False, str(problem), advice)]
    return [Finding(label, True, _("The store tells the desk of every change of orders, customers and products."))]


def check(store: ConnectedStore) -> Sequence[Finding]:
    """WooCommerce silently switches a webhook off after five deliveries that failed."""
    label = _("Webhooks")
    ours = _ours(store)
    if missing := [topic for topic in TOPICS if topic not in ours]:
        sentence = _("The store does not send webhooks about all changes yet: %s.") % ", ".join(missing)
        return [Finding(label, False, sentence, _("Have the desk ask for them."))]
    if silent := [topic for topic in TOPICS if ours[topic]["status"] != "active"]:
        return [Finding(label, False, _("The store switched webhooks off: %s.") % ", ".join(silent), _("Have the desk ask for them."))]
    return [Finding(label, True, _("The store sends webhooks."))]


def _ours(store: ConnectedStore) -> dict[str, Wire]:
    """By topic; of several, the one that is active."""
    found = [hook for hook in client.every(store, "/webhooks") if hook.get("delivery_url") == store.hook_url]
    return {hook["topic"]: hook for hook in sorted(found, key=lambda hook: hook["status"] == "active")}


def _understood(resource: Resource, document: Wire, key: str, topic: str, store: ConnectedStore) -> HookDelivery:
    number = str(document["id"])
    if topic.endswith(".deleted"):
        return HookDelivery(key, topic, stale=((resource, number),))
    if resource is Resource.CUSTOMERS:
        return HookDelivery(key, topic, (parse.customer(document),))
    if resource is Resource.ORDERS:
        if document.get("refunds"):
            # The lines of refunds are told elsewhere.
            return HookDelivery(key, topic, stale=((resource, number),))
        order = parse.order(document, (), store.settings["url"])
        return HookDelivery(key, topic, (order,) if order else ())
    if document.get("type") == "variation":
        return HookDelivery(key, topic, stale=((resource, str(document["parent_id"])),))
    if document.get("variations"):
        return HookDelivery(key, topic, stale=((resource, number),))
    return HookDelivery(key, topic, (parse.product(document, (), store.currency), *parse.stock(document, (), store.name)))


def _check_signature(request: HookRequest, secret: str) -> None:
    if not secret:
        raise Forged(_("The store has no secret for webhooks."))
    expected = base64.b64encode(hmac.new(secret.encode(), request.body, hashlib.sha256).digest())
    if not hmac.compare_digest(expected, request.headers.get("x-wc-webhook-signature", "").encode()):
        raise Forged(_("The message is not signed with the store's secret."))
