"""What belongs together: conversations about one order, customers who are one person; and an agent without single keys."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_suggestion_is_linked_taken_back_and_turned_down(desk, person):
    first = desk.mail("Where is FF-77001?", name="Twice Writer", address="twice@post.example", subject="The late parcel")
    number = desk.mail("About FF-77001 again", name="Twice Writer", address="twice@post.example", subject="Still late")
    mira = person("Mira").opens(number)
    mira.sees(f"#{first} The late parcel", ".suggestion")
    mira.finds_no_barrier()
    mira.page.locator(".suggestion").get_by_role("button", name="Link").click()
    mira.is_told(f"Linked to #{first}.")
    mira.sees(f"#{first} The late parcel", "#card")
    expect(mira.page.locator(".suggestion")).to_have_count(0)
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    mira.page.locator(".suggestion").get_by_role("button", name="Another matter").click()
    mira.is_told(f"#{first} is another matter.")
    expect(mira.page.locator(".suggestion")).to_have_count(0)


def test_customers_are_compared_joined_and_parted_with_the_keyboard_alone(desk, person):
    desk.mail("Where is FF-77002?", name="Anna Berg", address="anna@post.example")
    number = desk.mail("FF-77002 is not here", name="A. Berg", address="berg@work.example")
    mira = person("Mira").opens(number)
    mira.page.locator(".card__name").focus()
    mira.presses("Enter")
    compare = mira.page.get_by_role("link", name="Compare and join")
    compare.focus()
    mira.presses("Enter")
    mira.sees("Are they one person?")
    mira.finds_no_barrier()
    mira.page.get_by_label("I made sure that they are the same person").focus()
    mira.presses("Space", "Tab", "Enter")
    mira.sees("Joined: Anna Berg")
    mira.finds_no_barrier()
    part = mira.page.get_by_role("button", name="Part again")
    part.focus()
    mira.presses("Enter")
    mira.is_told("Parted.")
    mira.sees_not("Joined: Anna Berg")
    recorded = desk.installation.python("""
        from goodwill.activity.models import Activity
        kinds = Activity.objects.filter(kind__in=["customer.joined", "customer.parted"]).order_by("id")
        result = list(kinds.values_list("kind", "agent__name"))
    """)
    assert recorded == [["customer.joined", "Mira Okafor"], ["customer.parted", "Mira Okafor"]]


def test_files_of_a_reply_that_was_taken_back_are_there_to_be_sent(desk, person):
    number = desk.mail("Please send the label.", name="File Friend", address="files@post.example")
    mira = person("Mira").opens(number)
    mira.page.locator("#files").set_input_files({"name": "label.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    mira.writes_reply("Here it is.")
    mira.sends()
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    kept = mira.page.get_by_role("checkbox", name="label.pdf")
    expect(kept).to_be_checked()
    mira.finds_no_barrier()
    mira.sends()
    expect(kept).to_have_count(0)
    facts = desk.conversation(number)
    assert (facts["sent"], facts["files"]) == (["Here it is."], ["label.pdf", "label.pdf"])


def test_single_keys_that_are_off_do_nothing_and_the_palette_still_does(desk, person):
    number = desk.mail("Speech input", name="Voice User", address="voice@post.example")
    mira = person("Mira").goes_to("/preferences")
    mira.page.get_by_label("Only Escape, the arrows and keys with Ctrl act").check()
    mira.clicks("Save")
    mira.opens(number)
    mira.page.locator("#scroll").focus()
    mira.presses("e", "n", "?", "Shift+E")
    expect(mira.page.get_by_label("Your note")).to_be_hidden()
    expect(mira.page.locator("#keys")).to_be_hidden()
    mira.presses("Control+k")
    mira.types("Note")
    mira.presses("Enter")
    expect(mira.page.get_by_label("Your note")).to_be_focused()
    assert desk.conversation(number)["status"] == "open"
