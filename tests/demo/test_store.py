"""The demo's store agrees with its letters: whoever names an order has placed it, and what was promised is in the ledger."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Sum

from goodwill.commerce import registry
from goodwill.commerce.contract import Resource
from goodwill.commerce.models import Cart, CountryPolicy, GiftCard, Order, OrderLine, Shipment, Store, StoreCustomer, Subscription
from goodwill.conversations.domain import saving_replies
from goodwill.conversations.models import ConversationOrder, Message, SavedReply
from goodwill.demo.buying import stalled_since
from goodwill.remedies.domain import tabling
from goodwill.remedies.models import Approval, Budget, LedgerEntry, Remedy

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

NUMBER = re.compile(r"FF-\d+")


def test_store_is_as_big_as_a_small_shop_is():
    store = Store.objects.get()

    assert (store.kind, store.name, store.currency) == ("practice", "Fern & Fable", "GBP")
    assert Order.objects.count() in range(600, 901)
    assert StoreCustomer.objects.exclude(name="").count() > 110
    assert set(CountryPolicy.objects.values_list("country", flat=True)) == {"GB", "DE", "FR", "IE"}
    assert Subscription.objects.count() == 2
    assert Cart.objects.exists()
    assert GiftCard.objects.exists()


def test_every_order_named_in_a_letter_exists_and_belongs_to_its_writer():
    owners = dict(Order.objects.values_list("number", "email"))
    letters = Message.objects.filter(direction="in", is_third_party=False).values_list("subject", "new_text", "sender_address")
    named = [(number, sender) for subject, text, sender in letters for number in set(NUMBER.findall(f"{subject}\n{text}"))]

    assert len(named) > 150
    assert [(number, sender) for number, sender in named if owners.get(number) != sender] == []


def test_every_order_was_placed_before_a_letter_names_it():
    placed = dict(Order.objects.values_list("number", "placed_at"))
    letters = Message.objects.values_list("subject", "new_text", "created_at")

    late = [number for subject, text, at in letters for number in NUMBER.findall(f"{subject}\n{text}") if placed[number] > at]
    assert late == []


def test_parcel_numbers_in_letters_are_those_of_the_writers_orders():
    owners = dict(Shipment.objects.exclude(tracking_number="").values_list("tracking_number", "order__email"))
    told = Message.objects.filter(direction="in").values_list("new_text", "sender_address")
    named = [(number, sender) for text, sender in told for number in re.findall(r"\b(?:PB|NP|HC)\d{9}GB\b", text)]

    assert named
    assert [(number, sender) for number, sender in named if owners.get(number, sender) != sender] == []


def test_letters_are_linked_to_the_orders_that_they_name():
    linked = set(ConversationOrder.objects.values_list("conversation_id", "order__number"))
    letters = Message.objects.filter(direction="in").values_list("conversation_id", "subject", "new_text")

    missing = [
        (key, number) for key, subject, text in letters for number in NUMBER.findall(f"{subject}\n{text}") if (key, number) not in linked
    ]
    assert missing == []
    assert not ConversationOrder.objects.filter(order__placed_at__gt=TODAY).exists()


def test_numbers_follow_time_and_are_all_different():
    numbers = list(Order.objects.order_by("placed_at", "id").values_list("number", flat=True))

    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


def test_mirror_is_what_the_store_says():
    store = Store.objects.get()
    connector, connected = registry.connector_of(store), registry.connected(store)
    for resource, model in ((Resource.ORDERS, Order), (Resource.CUSTOMERS, StoreCustomer), (Resource.CARTS, Cart)):
        known, cursor = {}, ""
        while True:
            batch = connector.fetch(connected, resource, cursor, None)
            known |= {snapshot.external_id: snapshot.updated_at for snapshot in batch.snapshots}
            if not (cursor := batch.cursor):
                break
        assert dict(model.objects.values_list("external_id", "updated_at")) == known, resource


def test_nothing_happens_to_orders_after_today():
    assert not Order.objects.filter(updated_at__gt=TODAY).exists()
    assert not Shipment.objects.filter(delivered_at__gt=TODAY).exists()
    assert not Shipment.objects.filter(shipped_at__lt=TODAY - timedelta(days=140)).exists()


def test_money_of_orders_adds_up():
    lines = {row["order"]: row["sum"] for row in OrderLine.objects.values("order").annotate(sum=Sum("price"))}

    assert set(lines) == set(Order.objects.values_list("pk", flat=True))
    for order in Order.objects.all():
        assert 0 <= order.refunded <= order.paid, order.number


def test_ledger_tells_the_state_and_the_sum_of_each_remedy():
    moved = {row["remedy"]: row["sum"] for row in LedgerEntry.objects.values("remedy").annotate(sum=Sum("amount"))}
    remedies = list(Remedy.objects.select_related("order", "conversation"))

    assert Counter(remedy.state for remedy in remedies).keys() == {"asked", "done", "confirmed"}
    for remedy in remedies:
        assert moved[remedy.pk] == (0 if remedy.state == "asked" else remedy.value), remedy
        assert LedgerEntry.objects.filter(remedy=remedy, at__gt=TODAY + timedelta(minutes=1)).count() == 0
        assert remedy.order is not None
        assert remedy.conversation is None or remedy.conversation.customer_id == remedy.customer_id


def test_refunds_in_the_ledger_are_those_of_the_orders():
    given: Counter[int] = Counter()
    for remedy in Remedy.objects.filter(kind__in=["refund", "cancel"]).exclude(state="asked"):
        given[remedy.order_id] += remedy.value

    assert given == Counter(dict(Order.objects.filter(refunded__gt=0).values_list("pk", "refunded")))
    assert len(given) > 20


def test_what_was_sent_again_has_a_number_of_its_own_and_costs_nothing():
    made = Remedy.objects.filter(kind="reship").exclude(state="asked").values_list("external_id", flat=True)
    orders = Order.objects.filter(external_id__in=made)

    assert orders.count() == len(made) > 20
    assert set(orders.values_list("total", flat=True)) == {0}
    assert orders.filter(status="delivered").exists()


def test_two_questions_wait_for_the_lead():
    waiting = Approval.objects.filter(is_open=True).select_related("remedy__conversation")

    assert sorted(approval.remedy.kind for approval in waiting) == ["refund", "refund"]
    assert all(approval.remedy.conversation.status in ("open", "pending") for approval in waiting)
    assert all(approval.expires_at > TODAY for approval in waiting)


def test_one_carrier_stands_still_since_tuesday():
    since = stalled_since(TODAY)
    stuck = Shipment.objects.filter(carrier="Heron Couriers").exclude(status__in=["delivered", "label"])

    assert since.strftime("%A") == "Tuesday"
    assert stuck.count() >= 4
    assert not Shipment.objects.filter(carrier="Heron Couriers", delivered_at__gt=since).exists()


def test_saved_replies_know_the_order():
    conversation = Message.objects.filter(direction="in", subject__contains="Where is my order").last().conversation
    order = ConversationOrder.objects.filter(conversation=conversation).order_by("-order__placed_at").first().order
    filled = saving_replies.fill(SavedReply.objects.get(title="Late parcel: we are asking").text, saving_replies.values_for(conversation))

    assert f"I'm sorry that {order.number} is late" in filled.text
    assert order.shipments.get().tracking_number in filled.text


def test_policy_has_two_rows_of_the_shop_and_a_budget_that_is_drawn_from():
    names = list(tabling.active().rules.order_by("position").values_list("name", flat=True))

    assert names[2:4] == ["Broken, wrong or lost: send it again", "Spring sale: a little goodwill"]
    assert len(names) > 8
    budget = Budget.objects.get()
    assert (budget.name, Remedy.objects.filter(budget=budget).exists()) == ("Spring sale goodwill", True)
