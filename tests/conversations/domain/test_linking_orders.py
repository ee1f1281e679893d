"""A message finds the orders that it is about; agents correct what was found."""

from datetime import timedelta

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Order, StoreCustomer
from goodwill.conversations.domain import linking_orders, merging, rebuilding
from goodwill.conversations.models import Conversation, ConversationOrder
from goodwill.conversations.searching import search_for
from goodwill.core.clock import now
from tests.factories.conversations import GRETA, OMAR, make_answer, make_conversation
from tests.factories.stores import a_customer, a_parcel, a_store, an_order, booths

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db):
    with booths():
        yield a_store()


def links(conversation: Conversation) -> list[tuple[str, str]]:
    return [(link.order.number, link.found_by) for link in linking_orders.links_of(conversation)]


def an_order_of(sender: tuple[str, str], number: str = "1001", **fields):
    return an_order(number, email=sender[0], customer_external_id="", **fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is #1001?", [("#1001", "number")]),
        ("Where is # 1001, please", [("#1001", "number")]),
        ("It says 1Z 999", []),
        ("Parcel 1Z999AA10123456784 never came", [("#1001", "tracking")]),
        ("My order 1001 is late", [("#1001", "number")]),
        ("I paid 1001.00 for it", []),
        ("#1002", []),
    ],
)
def test_number_in_a_message_finds_its_order(world, store, text, expected):
    mirroring.apply(store, [an_order_of(GRETA, shipments=(a_parcel(tracking_number="1Z999AA10123456784"),))])

    assert links(make_conversation(world.support, text)) == expected


def test_plain_number_of_somebody_elses_order_proves_nothing(world, store):
    mirroring.apply(store, [an_order_of(OMAR)])

    assert links(make_conversation(world.support, "My order 1001 is late")) == []


def test_verified_sender_without_a_number_means_the_latest_order(world, store):
    mirroring.apply(store, [an_order_of(GRETA, placed_at=now() - timedelta(days=9)), an_order_of(GRETA, "1002", placed_at=now())])

    assert links(make_conversation(world.support, "Where is it?", is_verified=True)) == [("#1002", "email")]


def test_claimed_sender_without_a_number_means_no_order(world, store):
    mirroring.apply(store, [an_order_of(GRETA, placed_at=now())])

    assert links(make_conversation(world.support, "Where is it?")) == []


def test_old_order_is_not_what_a_verified_sender_means(world, store):
    mirroring.apply(store, [an_order_of(GRETA, placed_at=now() - timedelta(days=91))])

    assert links(make_conversation(world.support, "Where is it?", is_verified=True)) == []


def test_verified_sender_is_recognised_as_owner_of_the_account(world, store):
    mirroring.apply(store, [a_customer(email=GRETA[0]), an_order(placed_at=now(), email="other@post.example")])
    claimed = make_conversation(world.support, "Where is it?")
    assert (links(claimed), StoreCustomer.objects.get().customer) == ([], None)

    proven = make_conversation(world.support, "Where is it?", is_verified=True)

    assert (links(proven), StoreCustomer.objects.get().customer) == ([("#1001", "email")], proven.customer)


def test_later_message_adds_what_it_names_and_nothing_by_address(world, store):
    mirroring.apply(store, [an_order_of(GRETA), an_order_of(GRETA, "1002", placed_at=now())])
    conversation = make_conversation(world.support, "#1001", is_verified=True)
    make_answer(conversation.messages.get(), "Hello?", is_verified=True)
    assert links(conversation) == [("#1001", "number")]

    make_answer(conversation.messages.get(position=conversation.last_inbound), "And #1002?")
    assert links(conversation) == [("#1002", "number"), ("#1001", "number")]


def test_order_that_comes_after_its_message_is_linked(world, store):
    conversation = make_conversation(world.support, "Where is #1001?")
    mirroring.apply(store, [an_order_of(GRETA)])

    assert links(conversation) == [("#1001", "number")]


def test_conversations_are_linked_when_their_store_is_imported_later(world, store):
    conversation, old = make_conversation(world.support, "Where is #1001?"), now() - timedelta(days=31)
    make_conversation(world.support, "Where is #1001?", at=old)
    mirroring.apply(store, [an_order_of(GRETA)], is_import=True)

    assert (linking_orders.link_imported(store.pk), linking_orders.link_imported(store.pk)) == (1, 0)
    assert (links(conversation), ConversationOrder.objects.count()) == ([("#1001", "number")], 1)


def test_dismissed_order_stays_away_until_an_agent_wants_it(world, store):
    mirroring.apply(store, [an_order_of(GRETA)])
    conversation, order = make_conversation(world.support, "#1001"), Order.objects.get()

    assert linking_orders.dismiss(conversation, order, by=world.agent) is True
    assert linking_orders.dismiss(conversation, order, by=world.agent) is False
    make_answer(conversation.messages.get(), "#1001!")
    assert links(conversation) == []

    linking_orders.link(conversation, order, by=world.agent)
    linking_orders.link(conversation, order, by=world.agent)

    assert links(conversation) == [("#1001", "agent")]
    told = Activity.objects.filter(kind__startswith="conversation.order").order_by("id")
    assert [(one.kind, one.agent, one.data.get("found_by", "")) for one in told] == [
        ("conversation.order_linked", None, "number"),
        ("conversation.order_dismissed", world.agent, ""),
        ("conversation.order_linked", world.agent, "agent"),
    ]


def test_conversation_is_found_by_the_number_of_its_order(world, store):
    mirroring.apply(store, [an_order_of(GRETA, placed_at=now(), shipments=(a_parcel(tracking_number="JD014600006"),))])
    conversation = make_conversation(world.support, "Where is it?", is_verified=True)

    def found(text: str) -> list[int]:
        return [result.row.id for result in search_for(world.agent, text).exact]

    assert (found("#1001"), found("JD01 4600 006")) == ([conversation.pk], [conversation.pk])
    from goodwill.core.search.models import SearchIdentifier

    SearchIdentifier.objects.all().delete()
    rebuilding.rebuild_search()
    assert found("1001") == [conversation.pk]

    linking_orders.dismiss(conversation, Order.objects.get(), by=world.agent)
    assert (found("1001"), found("greta@post.example")) == ([], [conversation.pk])


def test_dismissing_leaves_what_a_message_names(world, store):
    mirroring.apply(store, [an_order_of(GRETA)])
    conversation = make_conversation(world.support, "Where is #1001?")
    linking_orders.dismiss(conversation, Order.objects.get(), by=world.agent)

    assert [result.row.id for result in search_for(world.agent, "#1001").exact] == [conversation.pk]


def test_merged_conversations_show_their_orders_together(world, store):
    mirroring.apply(store, [an_order_of(GRETA), an_order_of(GRETA, "1002", placed_at=now())])
    first, second = make_conversation(world.support, "#1001 and #1002"), make_conversation(world.support, "#1002")
    merging.merge(first, second, by=world.agent)

    assert links(second) == [("#1002", "number"), ("#1001", "number")]
    linking_orders.dismiss(second, Order.objects.get(number="#1002"), by=world.agent)
    assert links(second) == [("#1001", "number")]


def test_order_that_the_store_deleted_is_not_shown(world, store):
    from goodwill.commerce.contract import Removed
    from tests.factories.stores import at

    mirroring.apply(store, [an_order_of(GRETA)])
    conversation = make_conversation(world.support, "#1001")
    mirroring.apply(store, [Removed("orders", "1001", at(5))])

    assert (links(conversation), ConversationOrder.objects.count()) == ([], 1)
