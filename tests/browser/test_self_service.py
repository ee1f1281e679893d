"""Customers help themselves: a code opens the order, what is allowed is done, what is not reaches a person with all of it."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import WCAG

pytestmark = pytest.mark.browser
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenständer aus unbehandeltem Eichenholz " * 2
PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 400


@pytest.fixture(scope="module")
def orders(desk) -> dict[str, str]:
    """Links to the pages of one order that was delivered, one that is being packed and one with long words."""
    return desk.installation.python(f"""
        from goodwill.commerce.contract import LineSnapshot, OrderStatus
        from goodwill.commerce.domain.opening_orders import link_to_order, link_to_orders_of
        from tests.factories.practice import a_practice_store, an_order
        from tests.factories.stores import euro
        store = a_practice_store()
        pot, fern = LineSnapshot("l1", "Small pot", 2, euro("4.00")), LineSnapshot("l2", "Fern", 1, euro("20.00"))
        delivered = an_order(store, lines=(pot, fern))
        packing = an_order(store, "1002", status=OrderStatus.PROCESSING)
        long = an_order(store, "1003", status=OrderStatus.PENDING, lines=(LineSnapshot("l1", {LONG!r}, 3, euro("11.00"), image_url="https://pictures.example/x.jpg"),))
        found = {{"delivered": link_to_order(delivered), "packing": link_to_order(packing), "long": link_to_order(long)}}
        found["all"] = link_to_orders_of(delivered.buyer)
        result = {{name: link[link.index("/help/"):] for name, link in found.items()}}
    """)


@pytest.fixture
def customer(desk, browser) -> Iterator[Callable[..., Page]]:
    """A browser of somebody who is no agent; nothing may go wrong in it."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def sit_down(width: int = 390, **options) -> Page:
        options.setdefault("reduced_motion", "reduce")
        options.setdefault("locale", "en-GB")
        context = browser.new_context(viewport={"width": width, "height": 844}, base_url=desk.address, **options)
        contexts.append(context)
        # The pictures of the shop lie on a server that is not there.
        context.route("https://pictures.example/**", lambda route: route.fulfill(status=200, content_type="image/jpeg", body=PHOTO))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: line.type == "error" and "Failed to load resource" not in line.text and troubles.append(line.text))
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert troubles == []


def work_off(desk) -> None:
    desk.installation.python("""
        from goodwill.core.jobs.worker import Worker
        Worker(name="browser").work_off()
        result = None
    """)


def code_for(desk) -> str:
    return desk.installation.python("""
        import re
        from goodwill.inboxes.models import SinkMessage
        kept = SinkMessage.objects.filter(subject__contains="is your code").first()
        result = "".join(re.search(r"(\\d{3}) (\\d{3})", kept.subject).groups())
    """)


def finds_no_barrier(page: Page, width: int) -> None:
    page.wait_for_load_state("load")
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(v["id"], node["target"], node.get("failureSummary", "")[:200]) for v in found for node in v["nodes"][:3]] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than {width}"


def test_changed_my_mind(desk, person, customer, orders):
    page = customer()
    page.goto("/help/")
    page.get_by_label("E-mail address").fill("greta@post.example")
    page.get_by_label("Order number").fill("1001")
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    work_off(desk)
    page.get_by_label("Code").fill(code_for(desk))
    page.get_by_role("button", name="Show my order").click()
    expect(page.get_by_role("heading", name="Delivered")).to_be_visible()
    assert "1001" not in page.url
    page.get_by_role("link", name="Send something back").click()
    page.get_by_label("Fern").select_option("1")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("When it has arrived, €20.00 go back the way you paid.")).to_be_visible()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator(".chip")).to_contain_text("We are doing it now")
    work_off(desk)
    # It looks again by itself until it is done.
    label = page.get_by_role("link", name=re.compile("Return label"))
    expect(label).to_be_visible(timeout=30_000)
    with page.context.expect_page() as opened:
        label.click()
    expect(opened.value.get_by_role("heading", name="Return label")).to_be_visible()
    page.get_by_role("link", name="Back to the order").click()
    expect(page.get_by_text("Agreed, not sent yet")).to_be_visible()
    ledger = desk.installation.python("""
        from goodwill.remedies.models import LedgerEntry
        entries = LedgerEntry.objects.filter(remedy__order__number="#1001").order_by("id")
        result = [[entry.kind, entry.remedy.kind, entry.remedy.grantee] for entry in entries]
    """)
    assert ledger == [[kind, "return", "customer"] for kind in ("granted", "done", "confirmed")]
    number = desk.installation.python("""
        from goodwill.commerce.models import Order
        result = Order.objects.get(number="#1001").pk
    """)
    mira = person("Mira").goes_to(f"/orders/{number}/")
    mira.sees("Return", ".order__remedies")
    mira.sees("Confirmed by the store", ".order__remedies")


def test_what_is_not_allowed_reaches_an_agent_with_all_of_it(desk, person, customer, orders):
    page = customer(1024)
    page.goto(orders["packing"])
    page.get_by_role("link", name="Cancel the order").click()
    page.get_by_label("Why?").select_option(label="Ordered by mistake")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Your order is being packed at this moment")).to_be_visible()
    page.get_by_label("What should we know?").fill("My son was quicker than me.")
    page.get_by_role("button", name="Send it to a person").click()
    expect(page.get_by_role("heading", name="A person has it")).to_be_visible()
    number = desk.installation.python("""
        from goodwill.conversations.models import ConversationOrder
        result = ConversationOrder.objects.get(order__number="#1002").conversation_id
    """)
    mira = person("Mira").opens(number)
    mira.sees("My son was quicker than me.", "#conversation")
    mira.sees("Ordered by mistake", "#conversation")


def test_problem_is_reported_with_a_photo_and_without_scripts(desk, person, customer, orders):
    page = customer(java_script_enabled=False)
    page.goto(orders["delivered"])
    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("Not as described").check()
    page.get_by_label("Tell us about it").fill("The pot is blue, not sand.")
    page.get_by_label("Photos").set_input_files([{"name": "pot.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}])
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("1 photo")).to_be_visible()
    number = desk.installation.python("""
        from goodwill.conversations.models import Attachment
        result = Attachment.objects.get(filename="photo-1.jpg").message.conversation_id
    """)
    mira = person("Mira").opens(number)
    mira.sees("The pot is blue, not sand.", "#conversation")
    mira.sees("photo-1.jpg", "#conversation")


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1440, "light", "en-GB"), (1024, "dark", "de-DE"), (390, "dark", "de-DE")])
def test_every_page_is_without_barriers_and_fits(customer, orders, width, scheme, locale):
    page = customer(width, color_scheme=scheme, locale=locale)
    for place in ("/help/", "/help/code", "/help/link/o1-2-3", orders["all"]):
        page.goto(place)
        finds_no_barrier(page, width)
    for name in ("delivered", "long"):
        page.goto(orders[name])
        finds_no_barrier(page, width)
        mine = page.url
        for change in ("return",) if name == "delivered" else ("cancellation", "address"):
            page.goto(f"{mine}changes/{change}")
            finds_no_barrier(page, width)
            page.locator("form .button--primary").click()
            finds_no_barrier(page, width)
        page.goto(f"{mine}problem")
        page.locator("form .button--primary").click()
        finds_no_barrier(page, width)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
