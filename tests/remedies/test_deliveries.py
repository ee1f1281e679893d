"""What was granted reaches the store once, whatever the store, the network and the webhooks do."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.commerce import registry
from goodwill.commerce.contract import Outcome, Performed
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Order, Store
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import OutboxEntry
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.errors import Denied
from goodwill.remedies.models import AppendOnly, LedgerEntry, Remedy
from goodwill.stores.generic.connector import Generic
from tests.core.transactions import rolled_back
from tests.core.victim import later
from tests.factories.accounts import an_agent
from tests.factories.stores import euro
from tests.remedies.making import entries, make_policy, refund, refunded, reserved, tell
from tests.stores.faulty_store import Fault, FaultyStore
from tests.stores.worlds import world as tiny_world

pytestmark = pytest.mark.django_db


def work_off(minutes: float = 0) -> None:
    with later(minutes * 60):
        Worker(name="test").work_off()


def asked(shelf) -> list[str]:
    return [what for what, *_rest in shelf.asked if what in ("perform", "find")]


@pytest.fixture
def remedy(order, world, shelf) -> Remedy:
    return granting.grant(refund(order, "25.00"), Grantee.of(world.agent))


def now_of(remedy: Remedy) -> tuple[str, list[str], int]:
    remedy.refresh_from_db()
    return remedy.state, entries(remedy), reserved(remedy)


def test_lost_answer_is_found_out_before_anything_is_sent_again(remedy, shelf):
    shelf.performed = [Performed(Outcome.UNKNOWN, "No answer."), Performed(Outcome.DONE, "It was done.", "r1")]

    work_off()
    assert now_of(remedy) == (RemedyState.UNCERTAIN, ["granted", "uncertain"], 2500)
    assert remedy.problem == "No answer."
    work_off(1)

    assert now_of(remedy) == (RemedyState.DONE, ["granted", "uncertain", "done"], 2500)
    assert (asked(shelf), remedy.problem, remedy.external_id) == (["perform", "find"], "", "r1")


def test_what_the_store_surely_has_not_done_is_sent_again(remedy, shelf):
    shelf.performed = [Performed(Outcome.UNKNOWN, "No answer.")]

    work_off()
    work_off(1)

    assert now_of(remedy) == (RemedyState.DONE, ["granted", "uncertain", "done"], 2500)
    assert asked(shelf) == ["perform", "find", "perform"]


def test_not_to_be_able_to_ask_is_no_reason_to_send_again(remedy, shelf):
    shelf.performed = [
        Performed(Outcome.UNKNOWN, "No answer."),
        Performed(Outcome.TEMPORARY, "Busy."),
        Performed(Outcome.UNKNOWN, "Still."),
    ]

    work_off()
    work_off(1)
    work_off(5)
    assert asked(shelf) == ["perform", "find", "find"]
    assert now_of(remedy) == (RemedyState.UNCERTAIN, ["granted", "uncertain"], 2500)


def test_refusal_frees_the_amount_and_says_why(remedy, shelf, order, world):
    shelf.performed = [Performed(Outcome.REFUSED, "The payment is disputed.")]

    work_off()

    assert now_of(remedy) == (RemedyState.FAILED, ["granted", "failed"], 0)
    assert remedy.problem == "The payment is disputed."
    assert granting.preview(refund(order, "25.00"), Grantee.of(world.agent)).outcome == "allow"


def test_busy_store_is_asked_again_and_nothing_is_uncertain(remedy, shelf):
    shelf.performed = [Performed(Outcome.TEMPORARY, "Slow down.")]

    work_off()
    assert (now_of(remedy), remedy.problem) == ((RemedyState.SENT, ["granted"], 2500), "Slow down.")
    work_off(1)
    assert now_of(remedy) == (RemedyState.DONE, ["granted", "done"], 2500)


def test_answer_that_never_comes_stays_reserved(remedy, shelf):
    shelf.performed = [Performed(Outcome.UNKNOWN, "No answer.")] * 40

    for hours in range(0, 100, 4):
        work_off(hours * 60)

    assert OutboxEntry.objects.get(topic="remedy").state == OutboxEntry.State.FAILED
    assert now_of(remedy) == (RemedyState.UNCERTAIN, ["granted", "uncertain"], 2500)


def test_webhook_before_the_answer_confirms_by_our_key_alone(remedy, shelf, order):
    tell(order.store, refunded("1001", "25.00", external_id="somebody-elses"))
    assert now_of(remedy)[0] == RemedyState.SENT

    tell(order.store, refunded("1001", "25.00", key=remedy.key, external_id="r7"))
    assert (now_of(remedy), remedy.external_id) == ((RemedyState.CONFIRMED, ["granted", "confirmed"], 2500), "r7")
    work_off()
    assert (asked(shelf), now_of(remedy)[0]) == ([], RemedyState.CONFIRMED)


def test_refund_of_one_remedy_does_not_confirm_another(order, world, shelf):
    first, second = (granting.grant(refund(order, "5.00"), Grantee.of(world.agent)) for _twice in range(2))
    shelf.performed = [Performed(Outcome.DONE), Performed(Outcome.DONE)]
    work_off()

    tell(order.store, refunded("1001", "5.00", external_id="r1"))
    assert sorted([now_of(first)[0], now_of(second)[0]]) == [RemedyState.CONFIRMED, RemedyState.DONE]


def test_ledger_is_only_added_to(remedy):
    entry = LedgerEntry.objects.get()

    for attempt in (entry.delete, entry.save, LedgerEntry.objects.all().delete, lambda: LedgerEntry.objects.update(amount=1)):
        with pytest.raises(AppendOnly):
            attempt()
    from django.db import DatabaseError, connection, transaction

    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE remedies_ledgerentry SET amount = 0")
    assert LedgerEntry.objects.get().amount == 2500


class Faulty(Generic):
    kind = "faulty"


steps = st.lists(st.sampled_from(["work", "late hook", "every hook twice", *Fault]), min_size=1, max_size=8)


@settings(max_examples=25)
@given(steps, st.lists(st.sampled_from(["10.00", "30.00", "40.00"]), min_size=1, max_size=3))
def test_ledger_outbox_and_store_end_equal_whatever_goes_wrong(order_of_things, amounts):
    """Faults of every kind, webhooks late and twice, in any order: the store gave back what the ledger says, once each."""
    with rolled_back(), FaultyStore(tiny_world()) as faulty:
        registry.connectors()["faulty"] = Faulty()
        store = Store.objects.create(kind="faulty", name="Faulty", currency="EUR", settings=faulty.settings, hook_token="faulty")
        mirroring.apply(store, tiny_world(), is_import=True)
        make_policy({"name": "All"})
        number = max((order for order in Order.objects.filter(store=store)), key=lambda order: order.refundable.minor).external_id
        agent = Grantee.of(an_agent())
        for amount in amounts:
            ask_for(store, number, amount, agent)
        minutes = 0
        for step in order_of_things:
            minutes += 60
            go(step, faulty, store, minutes)
        faulty.faults.clear()
        for _again in range(3):
            minutes += 300
            work_off(minutes)
        go("every hook twice", faulty, store, minutes)

        given_back = sum(Remedy.objects.filter(state=RemedyState.CONFIRMED).values_list("value", flat=True))
        open_states = set(Remedy.objects.exclude(state=RemedyState.DENIED).values_list("state", flat=True))
        assert open_states <= {RemedyState.CONFIRMED}
        assert faulty.refunded(number).minor == given_back == sum(LedgerEntry.objects.values_list("amount", flat=True))
        assert len(faulty.order(number).refunds) == Remedy.objects.filter(state=RemedyState.CONFIRMED).count()
        assert set(OutboxEntry.objects.filter(topic="remedy").values_list("state", flat=True)) <= {OutboxEntry.State.DONE}
    registry.connectors().pop("faulty")


def ask_for(store: Store, number: str, amount: str, grantee: Grantee) -> None:
    order = Order.objects.select_related("buyer").get(store=store, external_id=number)
    money = {"minor": euro(amount).minor, "currency": "EUR"}
    with contextlib.suppress(Denied):
        granting.grant(Request("refund", store, order, order.buyer, {"amount": money}, "damaged"), grantee)


def go(step: object, faulty: FaultyStore, store: Store, minutes: float) -> None:
    match step:
        case Fault():
            faulty.faults.append(step)
        case "work":
            work_off(minutes)
        case "late hook":
            if faulty.events:
                deliver(faulty.events[0], faulty, store)
        case _:
            for event in [*faulty.events, *faulty.events]:
                deliver(event, faulty, store)


def deliver(event: bytes, faulty: FaultyStore, store: Store) -> None:
    """As the hook does it: understood by the connector, applied to the mirror."""
    delivery = Faulty().receive(faulty.hook(event, clock.now()), registry.connected(store))
    mirroring.apply(store, delivery.snapshots)
