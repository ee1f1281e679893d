"""The store beside the conversation, over HTTP: worth, orders and why they stand there, linking, dismissing, and whose account it is."""

import re
from datetime import timedelta

import pytest

from goodwill.commerce.contract import CustomerSnapshot, GiftCardSnapshot, OrderStatus, ShipmentSnapshot, ShipmentStatus, TrackingEvent
from goodwill.commerce.domain import identifying_buyers, mirroring
from goodwill.commerce.models import StoreCustomer
from goodwill.conversations.models import ConversationOrder
from goodwill.core.clock import now
from goodwill.customers.enums import Proof
from tests.factories.conversations import make_conversation
from tests.factories.stores import booths, euro
from tests.remedies.making import HOME, make_order, make_store

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


@pytest.fixture
def store(world):
    return make_store()


def card(client, conversation) -> str:
    """What is read on the card, in one line."""
    page = client.get(f"/conversations/{conversation.pk}/").content.decode()
    aside = page[page.index('<aside class="card"') : page.index("</aside>")]
    return " ".join(re.sub(r"<[^>]+>", " ", aside).split())


def prove(conversation) -> None:
    identity = conversation.customer.identities.get()
    identity.proof = Proof.VERIFIED
    identity.save()
    identifying_buyers.recognise(identity)


def test_card_says_nothing_of_stores_while_none_is_connected(world, mira):
    shown = card(mira, make_conversation(world.support, "Hello", sender=("greta@post.example", "Greta Lind")))
    assert [word for word in ("Orders", "Bought for", "Link an order") if word in shown] == []


def test_card_shows_worth_orders_and_what_to_do_next(world, mira, store):
    greta = CustomerSnapshot(
        "greta",
        now(),
        email="greta@post.example",
        name="Greta Lind",
        address=HOME,
        tags=("tier:gold",),
        loyalty_points=340,
        store_credit=euro("12.00"),
        accepts_marketing=False,
    )
    mirroring.apply(store, [greta, GiftCardSnapshot("g", now(), euro("25.00"), "9911", "greta")], is_import=True)
    lost = now() - timedelta(days=5)
    silent = ShipmentSnapshot(
        "p",
        ShipmentStatus.IN_TRANSIT,
        "DHL",
        shipped_at=lost,
        events=(TrackingEvent(lost, ShipmentStatus.IN_TRANSIT, "Sorted", "Hamburg"),),
    )
    order = make_order(store, "1002", status=OrderStatus.SHIPPED, shipments=(silent,))
    conversation = make_conversation(world.support, "Hello", sender=("greta@post.example", "Greta Lind"))
    prove(conversation)
    shown = card(mira, conversation)
    for words in (
        "Bought for €105.00 Orders 1 Tags gold",
        "Offer to send again The parcel of #1002 has not been scanned for 5 days. Send again or replace",
        "#1002 €105.00 On its way, last seen in Hamburg",
        "Gift card …9911 €25.00",
        "340 points · €12.00 of credit · no marketing",
    ):
        assert words in shown
    form = f"/orders/{order.pk}/remedies/reship?conversation={conversation.pk}&amp;all=1"
    assert f'href="{form}"' in mira.get(f"/conversations/{conversation.pk}/").content.decode()
    assert re.search(r'name="lines-l1"[^>]*value="2"', mira.get(form.replace("&amp;", "&")).content.decode())


def test_order_is_found_dismissed_and_linked_again(world, mira, store):
    order = make_order(store)
    conversation = make_conversation(world.support, "What about #1001?", sender=("stranger@post.example", "A Stranger"))
    assert "#1001 €105.00 Delivered" in card(mira, conversation)
    assert "its number was named Ordered under another address" in card(mira, conversation)
    path = f"/conversations/{conversation.pk}/orders"
    text = mira.post(f"{path}/{order.pk}", {"_method": "DELETE"}, headers=HTMX).content.decode()
    assert ("Not about #1001 any more." in text, 'id="card" hx-swap-oob="true"' in text) == (True, True)
    assert "#1001" not in card(mira, conversation)
    mira.post(path, {"number": "1001"})
    assert "linked by an agent" in card(mira, conversation)
    assert ConversationOrder.objects.get().is_dismissed is False
    missing = mira.post(path, {"number": "99"}, headers=HTMX)
    assert (missing.status_code, "There is no order “99”." in missing.content.decode()) == (409, True)


def test_account_under_an_unproven_address_is_theirs_once_an_agent_made_sure(world, mira, store):
    make_order(store)
    conversation = make_conversation(world.support, "Hello", sender=("greta@post.example", "Greta Lind"))
    StoreCustomer.objects.update(customer=None)
    shown = card(mira, conversation)
    assert "An account with this address exists Fern &amp; Fable knows greta@post.example." in shown
    assert "#1001" not in shown
    account = StoreCustomer.objects.get()
    other = make_conversation(world.support, "Hello", sender=("other@post.example", "Somebody Else"))
    assert mira.post(f"/conversations/{other.pk}/accounts/{account.pk}").status_code == 404
    mira.post(f"/conversations/{conversation.pk}/accounts/{account.pk}")
    account.refresh_from_db()
    assert account.customer == conversation.customer
    assert "#1001 €105.00 Delivered" in card(mira, conversation)


def test_conversations_about_an_order_are_shown_to_whom_may_see_them(world, mira, store, as_agent):
    order = make_order(store)
    conversation = make_conversation(world.support, "The secret of #1001", subject="Only for some")
    assert "Only for some" in mira.get(f"/orders/{order.pk}/").content.decode()
    page = as_agent(world.loner).get(f"/orders/{order.pk}/")
    assert (page.status_code, "Only for some" in page.content.decode()) == (200, False)
    assert as_agent(world.loner).get(f"/orders/{order.pk}/?conversation={conversation.pk}").status_code == 404
