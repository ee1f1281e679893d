"""Receives webhooks: verified, kept before they are applied, each once, in any order."""

import hashlib
import logging
import zlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction

from goodwill.commerce import registry
from goodwill.commerce.contract import (
    Forged,
    HookDelivery,
    HookRequest,
    Incomprehensible,
    Resource,
)
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import HookReceipt, Store
from goodwill.commerce.registry import UnknownConnector
from goodwill.core import bulk, jobs, rows
from goodwill.core.clock import now

logger = logging.getLogger(__name__)
State = HookReceipt.State
Answer = tuple[int, str]
UNKNOWN: Answer = (404, "There is no such address.")
# The platform delivers again what was not answered with success.
NOT_NOW: Answer = (503, "Not now. Please deliver again.")
PASSING = (OperationalError, InterfaceError)
BODY_KEPT = timedelta(days=3)
# Longer than any platform goes on delivering the same event.
RECEIPT_KEPT = timedelta(days=60)
FORGOTTEN_AFTER = timedelta(minutes=10)
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_CHUNK = 1_000


class StillWaiting(Exception):
    """A webhook could not be applied this time either; the message says why."""


def receive_hook(hook_token: str, request: HookRequest) -> Answer:
    """Take in what came to a store's hook address; return the status and the text of the answer.

    A webhook that was verified is answered with success as soon as it is kept, whether or not it could be applied:
    what could not waits and is tried again by a job.
    """
    store = rows.fetch(Store, hook_token=hook_token)
    if store is None or not store.is_active:
        return UNKNOWN
    try:
        connector, connected = registry.connector_of(store), registry.connected(store)
        if (response := connector.hook_response(request, connected)) is not None:
            return response
        delivery = connector.receive(request, connected)
    except UnknownConnector:
        return UNKNOWN
    except Forged:
        return 401, "The signature is missing, wrong or too old."
    except Incomprehensible as error:
        return _keep_incomprehensible(store, request, error)
    try:
        return _keep_and_apply(store, request, delivery)
    except PASSING:
        logger.warning("a webhook of the store %s could not be kept", store.pk, exc_info=True)
        return NOT_NOW


def retry(receipt_id: int) -> None:
    """Apply a webhook that waits; raise StillWaiting when that fails again, so that the job comes back later."""
    receipt = HookReceipt.objects.select_related("store").get(pk=receipt_id)
    if receipt.state != State.WAITING or receipt.body is None:
        return
    try:
        delivery = registry.connector_of(receipt.store).receive(_request_of(receipt), registry.connected(receipt.store))
    except (Forged, Incomprehensible, UnknownConnector) as error:
        _settle(receipt, State.FAILED, str(error))
        return
    with transaction.atomic():
        _apply(receipt.store, receipt, delivery)
        if receipt.state == State.WAITING:
            _settle(receipt, State.WAITING, receipt.problem)
    if receipt.state == State.WAITING:
        raise StillWaiting(receipt.problem)


def fetch_stale(store_id: int, resource: str, external_id: str) -> None:
    """Fetch one thing that a webhook only named, or that a comparison missed, and take in how it stands.

    StoreUnreachable and the like go on to the job, which comes again.
    """
    store = Store.objects.get(pk=store_id)
    if not store.is_active:
        return
    snapshots = registry.connector_of(store).fetch_one(registry.connected(store), Resource(resource), external_id)
    mirroring.apply(store, snapshots)


def sweep() -> None:
    """Try again what was forgotten; forget bodies some days, and receipts some weeks, after they were applied."""
    from goodwill.commerce import tasks

    moment = now()
    waiting = HookReceipt.objects.filter(state=State.WAITING, received_at__lt=moment - FORGOTTEN_AFTER)
    for number in waiting.order_by("id").values_list("id", flat=True)[:_CHUNK]:
        jobs.enqueue_once(tasks.retry_receipt, _key(number), number, keep=True)
    done = HookReceipt.objects.exclude(state=State.WAITING)
    spent = done.filter(received_at__lt=moment - BODY_KEPT, body__isnull=False)
    spent.update(body=None, headers={}, query={})
    done.filter(received_at__lt=moment - RECEIPT_KEPT).delete()


def _keep_and_apply(store: Store, request: HookRequest, delivery: HookDelivery) -> Answer:
    from goodwill.commerce import tasks

    with transaction.atomic():
        receipt = _kept(store, request, delivery.key, delivery.topic)
        if receipt is None:
            return 200, "Known."
        _apply(store, receipt, delivery)
        if receipt.state == State.WAITING:
            _settle(receipt, State.WAITING, receipt.problem)
            jobs.enqueue_once(tasks.retry_receipt, _key(receipt.pk), receipt.pk, run_after=now() + timedelta(seconds=5))
    return 200, "Taken."


def _kept(store: Store, request: HookRequest, key: str, topic: str) -> HookReceipt | None:
    """The receipt of a webhook; None when it was delivered before."""
    receipt = HookReceipt(
        store=store,
        key=key[:200],
        topic=topic[:120],
        headers={name: value for name, value in request.headers.items() if name not in _SECRET_HEADERS},
        query=dict(request.query),
        body=zlib.compress(request.body, 1),
        received_at=request.received_at,
    )
    values = {field.attname: getattr(receipt, field.attname) for field in HookReceipt._meta.concrete_fields if not field.primary_key}
    found = bulk.insert_missing(HookReceipt, [values], ("store_id", "key"))
    if not found:
        return None
    receipt.pk = found[0][0]
    return receipt


def _apply(store: Store, receipt: HookReceipt, delivery: HookDelivery) -> None:
    """Bring the mirror to what the webhook says, in a savepoint: what fails leaves the receipt waiting."""
    try:
        with transaction.atomic():
            applied = mirroring.apply(store, delivery.snapshots)
            _fetch_later(store, delivery.stale)
    except PASSING:
        raise
    except Exception as error:
        logger.exception("a webhook of the store %s could not be applied", store.pk)
        receipt.problem = f"Applying it failed unexpectedly ({type(error).__name__})."
        return
    sentences = "\n".join(refusal.sentence for refusal in applied.refusals)
    _settle(receipt, State.FAILED if sentences else State.DONE, sentences)


def _fetch_later(store: Store, stale: Sequence[tuple[Resource, str]]) -> None:
    """Many webhooks about one thing are one question."""
    from goodwill.commerce import tasks

    for resource, external_id in stale:
        jobs.enqueue_once(tasks.fetch_stale, f"stale:{store.pk}:{resource}:{external_id}"[:200], store.pk, str(resource), external_id)


def _keep_incomprehensible(store: Store, request: HookRequest, error: Incomprehensible) -> Answer:
    """It was the store's own word, so it stays readable; what it meant to say comes by reconciliation."""
    with transaction.atomic():
        receipt = _kept(store, request, f"sha256:{hashlib.sha256(request.body).hexdigest()}", "")
        if receipt is not None:
            _settle(receipt, State.FAILED, str(error))
    return 200, "Kept, but not understood."


def _settle(receipt: HookReceipt, state: HookReceipt.State, problem: str = "") -> None:
    receipt.state, receipt.problem = state, problem[:2000]
    rows.update(receipt, ["state", "problem"])


def _request_of(receipt: HookReceipt) -> HookRequest:
    """The request as it came in, at the moment when it came in: the replay window was open then."""
    return HookRequest("POST", receipt.headers, receipt.query, zlib.decompress(bytes(receipt.body or b"")), receipt.received_at)


def _key(number: int) -> str:
    return f"hook:{number}"
