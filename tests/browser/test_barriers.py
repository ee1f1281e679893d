"""Every page, light and dark, passes what a program can check of WCAG 2.2 AA; and on a phone."""

import pytest

pytestmark = pytest.mark.browser

PLACES = (
    "/conversations/?view=open",
    "/conversations/?view=closed",
    "/search",
    "/search?q=leaves",
    "/customers/",
    "/mentions",
    "/compose",
    "/sink/",
    "/preferences",
    "/conversations/999999/",
)


@pytest.fixture(scope="module")
def full(desk) -> int:
    """A conversation with everything in it that a page can show."""
    number = desk.mail(
        "Two leaves are brown.\nSee https://fernandfable.example/care.\n\n-- \nGreta",
        name="Greta Full",
        address="full@post.example",
        subject="Brown leaves " * 15,
        html="<p>Two leaves are <b>brown</b>.</p>",
        files=(("leaf.pdf", "application/pdf", b"%PDF-1.4"),),
    )
    desk.installation.python(f"""
        from goodwill.accounts.models import Agent
        from goodwill.conversations.domain import describing, noting, replying, tagging, snoozing
        from goodwill.conversations.models import Conversation
        c, jonas = Conversation.objects.get(pk={number}), Agent.objects.get(name="Jonas Weber")
        noting.add_note(c, "@Mira Okafor please look", by=jonas)
        describing.tag(c, "plant health", by=jonas)
        describing.prioritise(c, 4, by=jonas)
        replying.reply(c, replying.Reply("We will look.", seen_up_to=c.last_inbound), by=jonas)
        c.messages.filter(direction="out").update(delivery="failed", delivery_detail="The mailbox is full.")
        result = None
    """)
    desk.mail("Thank you!", name="Greta Full", address="full@post.example", answers=number)
    return number


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_place_is_without_barriers(desk, person, full, scheme):
    mira = person("Mira", color_scheme=scheme)
    for place in (*PLACES, f"/conversations/{full}/", f"/customers/{_customer(desk, full)}/", f"/messages/{_message(desk, full)}/raw"):
        mira.goes_to(place)
        mira.finds_no_barrier(f"{place} {scheme}")
    mira.troubles.clear()  # The browser tells of the page that is not there.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_is_without_barriers(person, full, scheme):
    mira = person("Mira", color_scheme=scheme).opens(full)
    for key, what in (("s", "snooze menu"), ("m", "more menu"), ("t", "tag menu"), ("Control+k", "palette"), ("?", "keys")):
        mira.presses(key)
        mira.page.wait_for_timeout(300)
        mira.finds_no_barrier(f"{what} {scheme}", beneath_a_menu=True)
        mira.presses("Escape")
    mira.writes_note("A note")
    mira.finds_no_barrier(f"note {scheme}")
    mira.row(full).locator("input[type=checkbox]").check(force=True)
    mira.finds_no_barrier(f"batch {scheme}")


def test_phone_is_without_barriers_and_never_wider_than_the_screen(desk, person, full):
    mira = person("Mira", width=390, height=844, has_touch=True, is_mobile=True)
    for place in (*PLACES, f"/conversations/{full}/", f"/customers/{_customer(desk, full)}/"):
        mira.goes_to(place)
        mira.finds_no_barrier(f"{place} on a phone")
        assert mira.page.evaluate("document.documentElement.scrollWidth") <= 390, place
    mira.troubles.clear()


def _customer(desk, number: int) -> int:
    return desk.installation.python(
        f"from goodwill.conversations.models import Conversation as C; result = C.objects.get(pk={number}).customer_id"
    )


def _message(desk, number: int) -> int:
    return desk.installation.python(
        f"from goodwill.conversations.models import Message as M; result = M.objects.filter(conversation_id={number}).first().pk"
    )
