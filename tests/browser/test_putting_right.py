"""The order beside the conversation: where a parcel is, a broken pot refunded, and four hundred euros that a lead must approve."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PARCEL = "JD014600003SE"


@pytest.fixture(scope="module")
def greta(desk) -> dict[str, int]:
    """A practice store that has Greta's orders: 1001 was delivered, 1002 is on its way and holds a pot for 400 euros."""
    return desk.installation.python(f"""
        from datetime import timedelta
        from goodwill.commerce.contract import LineSnapshot, OrderStatus, PaymentSnapshot, ShipmentSnapshot, ShipmentStatus, TrackingEvent
        from goodwill.conversations.models import SavedReply
        from goodwill.core.clock import now
        from tests.factories.practice import a_practice_store, an_order
        from tests.factories.stores import euro
        at, url = now(), "https://carrier.example/{PARCEL}"
        seen = TrackingEvent(at - timedelta(days=1), ShipmentStatus.IN_TRANSIT, "Sorted", "Hamburg")
        left = at - timedelta(days=2)
        moving = ShipmentSnapshot("1002-p", ShipmentStatus.IN_TRANSIT, "DHL", "{PARCEL}", url, shipped_at=left, events=(seen,))
        store = a_practice_store()
        first = an_order(store, "1001")
        paid = (PaymentSnapshot("pay", euro("405.00"), kind="credit_card", method_external_id="card", last_four="4242"),)
        pot = (LineSnapshot("l1", "Pot", 1, euro("400.00")),)
        second = an_order(
            store, "1002", status=OrderStatus.SHIPPED, shipments=(moving,), lines=pot, total=euro("405.00"), payments=paid
        )
        words = "Dear {{{{ customer.first_name }}}}, follow it here: {{{{ order.last.tracking_url }}}}"
        SavedReply.objects.create(title="On its way", text=words)
        SavedReply.objects.create(title="Refunded", text="You get {{{{ remedy.last.amount }}}} back.")
        result = {{"1001": first.pk, "1002": second.pk}}
    """)


def carry_out(desk) -> None:
    """The worker takes what waits in the outbox to the store."""
    desk.installation.python("""
        from goodwill.core.models import OutboxEntry
        from goodwill.core.outbox.sending import deliver_entry
        for entry in OutboxEntry.objects.filter(topic="remedy", state="waiting"):
            deliver_entry.call(entry.pk)
        result = None
    """)


def test_where_is_my_parcel_is_answered_with_the_tracking_of_the_order(desk, person, greta):
    number = desk.mail("Where is #1002?", name="Greta Lind", address="greta@post.example", subject="My parcel")
    mira = person("Mira").opens(number)
    order = mira.page.locator("#card .bought", has_text="#1002")
    expect(order).to_contain_text("On its way")
    expect(order).to_contain_text("its number was named")
    mira.finds_no_barrier()
    # By keyboard alone: into the panel, and out of it again to where one was.
    order.get_by_role("link").focus()
    mira.presses("Enter")
    expect(mira.page.locator("#panel .panel__title")).to_be_focused()
    mira.sees("On its way, last seen in Hamburg", "#panel")
    expect(mira.page.locator("#panel").get_by_role("link", name="Track")).to_have_attribute("href", f"https://carrier.example/{PARCEL}")
    mira.finds_no_barrier()
    mira.presses("Escape")
    expect(order.get_by_role("link")).to_be_focused()
    mira.page.get_by_label("Your reply").press_sequentially(";")
    mira.page.get_by_placeholder("Find a saved reply").press_sequentially("follow")
    mira.presses("Enter")
    expect(mira.page.get_by_label("Your reply")).to_have_value(f"Dear Greta, follow it here: https://carrier.example/{PARCEL}")
    mira.sends()
    mira.is_told("Sending to Greta Lind")
    assert desk.conversation(number)["sent"] == [f"Dear Greta, follow it here: https://carrier.example/{PARCEL}"]


def test_arrived_broken_is_refunded_within_the_limit_and_said(desk, person, greta):
    number = desk.mail("One pot of #1001 arrived broken.", name="Greta Lind", address="greta@post.example", subject="Broken")
    mira = person("Mira").opens(number)
    # A saved reply about a remedy that there is not yet: the gap is marked, and nothing leaves.
    mira.page.get_by_label("Your reply").press_sequentially(";")
    mira.page.get_by_placeholder("Find a saved reply").press_sequentially("refunded")
    mira.sees("Missing here: remedy.last.amount", "[data-picker]")
    mira.presses("Enter")
    mira.sees("Fill in before sending: remedy.last.amount", "#composer")
    mira.sends()
    mira.sees("Fill in first what is missing: remedy.last.amount.", "#refusal")
    mira.page.locator("#card a.bought__link", has_text="#1001").click()
    mira.page.locator("#panel").get_by_role("link", name=re.compile("Refund")).click()
    mira.page.locator("#panel").get_by_label("Pieces of Small pot, sand").fill("1")
    mira.sees("Refunds €4.00 for 1 × Small pot", "#dry-run")
    mira.sees("Choose a reason", "#dry-run")
    mira.page.get_by_label("Reason", exact=True).select_option("Arrived broken")
    mira.sees("Agents, EUR", "#dry-run")
    mira.finds_no_barrier()
    grant = mira.page.get_by_role("button", name="Refund · €4.00")
    grant.dblclick()
    mira.sees("Refund, €4.00", "#panel .panel__title")
    mira.sees("Mira Okafor granted: Refund, €4.00", "#timeline")
    carry_out(desk)
    expect(mira.page.locator("#panel .remedy__state")).to_contain_text(re.compile("Done|Confirmed by the store"))
    mira.finds_no_barrier()
    facts = desk.installation.python(f"""
        from goodwill.commerce.models import Order
        from goodwill.remedies.models import Remedy
        found = Remedy.objects.filter(conversation_id={number})
        result = [[one.value, one.reason, one.agent.name] for one in found] + [Order.objects.get(pk={greta["1001"]}).refunded]
    """)
    assert facts == [[400, "damaged", "Mira Okafor"], 400]


def test_four_hundred_are_approved_by_somebody_else_and_the_asker_sees_it(desk, person, greta):
    number = desk.mail("The big pot of #1002 is in pieces.", name="Greta Lind", address="greta@post.example", subject="In pieces")
    mira, ada = person("Mira").opens(number), person("Ada").goes_to("/approvals/")
    ada.sees("Nothing waits for your answer")
    mira.page.locator("#card a.bought__link", has_text="#1002").click()
    mira.page.locator("#panel").get_by_role("link", name=re.compile("Refund")).click()
    mira.page.get_by_label("Amount").fill("400")
    mira.page.get_by_label("Reason", exact=True).select_option("Arrived broken")
    mira.page.get_by_label("In your words").fill("See her photo.")
    mira.sees("Can approve it: Ada Lindqvist.", "#dry-run")
    mira.page.get_by_role("button", name="Ask for approval · €400.00").click()
    mira.sees("Waiting for approval", "#panel")
    # The question appears on the other page by itself.
    ada.sees("Refund, €400.00", "#questions")
    expect(ada.page.get_by_role("link", name=re.compile("Approvals")).locator(".rail__count")).to_have_text("1")
    ada.finds_no_barrier()
    ada.page.locator(".question__link").click()
    for words in ("See her photo.", "The big pot of #1002 is in pieces.", "Refunds €400.00", "Over the limit"):
        ada.sees(words, "#question")
    ada.finds_no_barrier()
    ada.page.get_by_label("Words for Mira Okafor").fill("Of course.")
    ada.clicks("Approve")
    ada.sees("Approved: it goes to the store now.", "#flashes")
    mira.sees("Ada Lindqvist approved it: Of course.", "#panel")
    mira.sees("Ada Lindqvist approved: Refund, €400.00. Of course.", "#timeline")
    carry_out(desk)
    expect(mira.page.locator("#panel .remedy__state")).to_contain_text(re.compile("Done|Confirmed by the store"))
    refunded = desk.installation.python(f"""
        from goodwill.commerce.models import Order
        result = Order.objects.get(pk={greta["1002"]}).refunded
    """)
    assert refunded == 40000


def test_without_scripts_the_same_is_done_by_links_and_a_preview_step(desk, person, greta):
    mira, shown = person("Mira", java_script_enabled=False), []
    # The pictures lie with the store; the page's policy lets in those of its articles.
    mira.page.route("https://pictures.example/**", lambda route: (shown.append(route.request.url), route.fulfill(body=b"")))
    mira.goes_to(f"/orders/{greta['1001']}/")
    assert shown == ["https://pictures.example/fern.jpg"]
    mira.page.get_by_role("link", name=re.compile("^Refund")).first.click()
    mira.page.get_by_label("Amount").fill("2")
    mira.page.get_by_label("Reason", exact=True).select_option("Arrived broken")
    mira.clicks("Show what will happen")
    mira.sees("Refunds €2.00 to")
    mira.clicks("Refund · €2.00")
    mira.sees("On its way to the store.")
    mira.sees("Being carried out")
