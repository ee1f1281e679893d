"""What is killed at each of its steps: a refund after the decision, up to the store's confirmation. See tests/core/victim.py."""

import itertools
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from goodwill.accounts.models import Agent
from goodwill.commerce import registry
from goodwill.commerce.contract import Action, ConnectedStore, Outcome, Performed, RefundSnapshot
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Order, Store
from goodwill.core.clock import now
from goodwill.core.models import Job, OutboxEntry
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import LedgerEntry, Policy, Remedy
from tests.core.scenarios import expect, work_off
from tests.core.victim import Scenario, later
from tests.factories.stores import Booth, euro
from tests.remedies.making import make_order, make_policy, order_snapshot, refund

_numbers = itertools.count(1)
KIND = "till"


def till() -> Path:
    """The store's till: a line for each amount that left it."""
    return Path(settings.DATA) / "till"


def left_the_till() -> list[str]:
    return till().read_text().split() if till().exists() else []


class Till(Booth):
    """A store that keeps no idempotency keys: whatever it is asked, it does again. It can be asked what it has done."""

    kind = KIND

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        with till().open("a") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        return Performed(Outcome.DONE, external_id=f"r-{key}")

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        return Performed(Outcome.DONE, external_id=f"r-{key}") if key in left_the_till() else None


registry.connectors()[KIND] = Till()


def _prepare() -> None:
    Job.objects.all().delete()
    OutboxEntry.objects.all().delete()
    till().unlink(missing_ok=True)
    if not Policy.objects.exists():
        make_policy({"name": "All"})
        Agent.objects.create_user("mira@fernandfable.example", name="Mira Okafor")
        Store.objects.create(kind=KIND, name="Till", currency="EUR", hook_token="till")
    make_order(Store.objects.get(), str(next(_numbers)))
    granting.grant(refund(_order(), "25.00"), Grantee.of(Agent.objects.get()))


def _order() -> Order:
    return Order.objects.select_related("buyer", "store").order_by("-pk")[0]


def _hook(at: datetime) -> None:
    """The store tells how the order stands, with what left the till."""
    order = _order()
    refunds = tuple(RefundSnapshot(f"r-{key}", euro("25.00"), at) for key in left_the_till())
    mirroring.apply(order.store, [order_snapshot(order.external_id, refunds=refunds, updated_at=at)])


def _give_back() -> None:
    work_off()
    _hook(now())


def _go_on() -> None:
    for minutes in (2, 30):
        with later(minutes * 60):
            work_off()
    for _twice in range(2):
        _hook(now())


def _ledger_outbox_and_store_agree() -> None:
    remedy = Remedy.objects.get(order=_order())
    expect(left_the_till(), [remedy.key])
    expect(remedy.state, RemedyState.CONFIRMED)
    entries = LedgerEntry.objects.filter(remedy=remedy).order_by("id")
    expect(list(entries.values_list("kind", flat=True)), ["granted", "done", "confirmed"])
    expect(sum(entries.values_list("amount", flat=True)), 2500)
    expect(list(OutboxEntry.objects.values_list("state", flat=True)), [OutboxEntry.State.DONE])


refunding = Scenario(_prepare, _give_back, _go_on, _ledger_outbox_and_store_agree)
