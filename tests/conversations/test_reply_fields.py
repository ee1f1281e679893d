"""What saved replies say of orders and remedies: the real values, in the customer's language, and never a blank."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goodwill.commerce.contract import GiftCardSnapshot, OrderStatus, ShipmentSnapshot, ShipmentStatus, TrackingEvent
from goodwill.commerce.domain import mirroring, opening_orders
from goodwill.commerce.domain.opening_orders import Opens, Scope
from goodwill.conversations.domain import acknowledging, linking_orders, replying, saving_replies
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Message
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting
from tests.factories.conversations import make_conversation
from tests.factories.fixtures import posted, world  # noqa: F401
from tests.factories.stores import booths, euro
from tests.remedies.making import make_order, make_store, refund

PLACED = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def conversation(world):  # noqa: F811
    return make_conversation(world.support, "Where is my parcel?", sender=("greta@post.example", "Greta Lind"))


@pytest.fixture
def order():
    moving = ShipmentSnapshot(
        "p",
        ShipmentStatus.IN_TRANSIT,
        "DHL",
        "JD014600",
        "https://carrier.example/JD014600",
        expected_on=date(2026, 11, 9),
        events=(TrackingEvent(PLACED, ShipmentStatus.IN_TRANSIT, "Sorted", "Lund"),),
    )
    store = make_store()
    mirroring.apply(store, [GiftCardSnapshot("g", now(), euro("25.00"), "9911", "greta")], is_import=True)
    return make_order(store, status=OrderStatus.SHIPPED, shipments=(moving,), placed_at=PLACED)


def said(text: str, conversation, agent) -> saving_replies.Filled:
    return saving_replies.fill(text, saving_replies.values_for(conversation, agent))


def test_order_is_the_one_that_the_conversation_is_about(world, conversation, order):  # noqa: F811
    make_order(order.store, "1002", placed_at=PLACED + timedelta(days=1))
    linking_orders.link(conversation, order, by=world.agent)
    names = ("number", "parcel", "expected_on", "tracking_url", "total")
    text = ", ".join(f"{{{{ order.last.{name} }}}}" for name in names)
    assert said(text, conversation, world.agent) == saving_replies.Filled(
        "#1001, On its way, last seen in Lund, 9 November 2026, https://carrier.example/JD014600, €105.00", ()
    )


def test_link_to_the_order_is_for_its_buyer_alone(world, conversation, order):  # noqa: F811
    other = make_conversation(world.support, "Where is #1001?", sender=("mallory@post.example", "Mallory"))
    for about in (conversation, other):
        linking_orders.link(about, order, by=world.agent)
    token = said("{{ order.last.link }}", conversation, world.agent).text.rpartition("/")[2]
    assert opening_orders.opened(token) == Scope(Opens.ORDER, order.pk)
    assert said("{{ order.last.link }}", other, world.agent).missing == ("order.last.link",)


def test_values_are_in_the_language_of_the_customer(world, conversation, order):  # noqa: F811
    linking_orders.link(conversation, order, by=world.agent)
    conversation.customer.language = "de"
    assert said("{{ order.last.placed_on }}, {{ order.last.total }}", conversation, world.agent).text == "3. November 2026, 105,00\xa0€"


def test_nothing_is_asked_of_a_room_that_the_text_does_not_name(world, conversation, django_assert_num_queries):  # noqa: F811
    values = saving_replies.values_for(conversation, world.agent)
    with django_assert_num_queries(0):
        assert saving_replies.fill("Dear {{ customer.first_name }}", values).text == "Dear Greta"


def test_last_remedy_is_named_once_it_is_granted(world, conversation, order):  # noqa: F811
    text = "You get {{ remedy.last.amount }} back ({{ remedy.last.kind }})."
    assert said(text, conversation, world.agent).missing == ("remedy.last.amount", "remedy.last.kind")
    granting.grant(refund(order, "12.50", conversation=conversation), Grantee.of(world.agent))
    assert said(text, conversation, world.agent) == saving_replies.Filled("You get €12.50 back (Refund).", ())


def test_reply_with_a_gap_is_refused_until_it_is_filled(world, conversation):  # noqa: F811
    filled = said("It comes on {{ order.last.expected_on }}.", conversation, world.agent)
    assert filled == saving_replies.Filled("It comes on {{ order.last.expected_on }}.", ("order.last.expected_on",))
    seen = conversation.messages.get().position
    with pytest.raises(Refused, match=r"Fill in first what is missing: order\.last\.expected_on\."):
        replying.reply(conversation, replying.Reply(filled.text, seen), by=world.agent)
    sent = replying.reply(conversation, replying.Reply("It comes on Friday. {{ not.ours }}", seen), by=world.agent)
    assert sent.text == "It comes on Friday. {{ not.ours }}"


def test_acknowledgement_leaves_out_the_line_that_has_a_gap(world):  # noqa: F811
    world.support.is_acknowledging = True
    world.support.acknowledgement = "Thank you.\nYour order {{ order.last.number }} is in good hands.\n#{{ conversation.number }}"
    world.support.save()
    asked = make_conversation(world.support, "Hello?", sender=("new@post.example", "New Person"))
    sent = acknowledging.acknowledge(asked.messages.get().pk) or Message.objects.filter(is_automatic=True).get()
    assert sent.text == f"Thank you.\n#{asked.pk}"
