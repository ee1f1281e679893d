"""Other ways to use the desk: by keys alone, by the palette, without scripts, on a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_working_by_keys_alone(desk, person):
    number = desk.mail("By keys", name="Keyboard Customer", address="keys@post.example")
    mira = person("Mira").goes_to("/conversations/?view=open")
    mira.presses("ArrowDown")
    expect(mira.page.locator("#rows .entry__link").first).to_be_focused()
    for _ in range(60):
        if mira.page.evaluate("document.activeElement.closest('.entry')?.id") == f"row-{number}":
            break
        mira.presses("ArrowDown")
    mira.presses("Enter")
    expect(mira.page.locator("#subject")).to_be_focused()
    mira.presses("r")
    expect(mira.page.get_by_label("Your reply")).to_be_focused()
    mira.types("Answered without a mouse.")
    mira.presses("Control+Enter")
    mira.is_told("Sending to Keyboard Customer")
    mira.presses("Escape", "n")
    expect(mira.page.get_by_label("Your note")).to_be_focused()
    mira.types("No mouse was used.")
    mira.presses("Control+Enter")
    mira.is_told("Note added.")
    mira.presses("Escape", "e")
    mira.is_told("Resolved.")
    facts = desk.conversation(number)
    assert (facts["sent"], facts["notes"], facts["status"]) == (["Answered without a mouse."], ["No mouse was used."], "resolved")
    mira.presses("?")
    expect(mira.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    mira.presses("Escape")
    expect(mira.page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    mira.presses("g", "c")
    mira.page.wait_for_url("**/customers/")


def test_palette_goes_to_places_and_acts_on_the_open_conversation(desk, person):
    number = desk.mail("Palette", name="Palette Customer", address="palette@post.example")
    mira = person("Mira").opens(number)
    mira.presses("Control+k")
    mira.types("assign teo")
    expect(mira.page.get_by_role("option", name="Assign to Teo Silva")).to_have_attribute("aria-selected", "true")
    expect(mira.page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    mira.presses("Enter")
    mira.is_told("Assigned to Teo Silva.")
    mira.presses("Control+k")
    mira.types("pending")
    mira.page.get_by_role("option", name="Pending", exact=True).click()
    mira.page.wait_for_url("**/conversations/?view=pending")
    mira.page.wait_for_selector("html[data-ready]", state="attached")
    mira.presses("Control+k")
    mira.types(f"#{number}")
    mira.presses("Enter")
    mira.page.wait_for_url(f"**/conversations/{number}/")
    assert desk.conversation(number)["assignee"] == "Teo Silva"


def test_everything_that_matters_works_without_scripts(desk, person):
    number = desk.mail("Plain browser", name="Plain Customer", address="plain@post.example")
    mira = person("Mira", java_script_enabled=False).goes_to("/conversations/?view=open")
    mira.row(number).get_by_role("link").click()
    mira.sees("Plain browser", "#timeline")
    mira.writes_reply("Plain answer.")
    mira.sends()
    mira.is_told("Sending to Plain Customer")
    mira.sees("Plain answer.", "#timeline")
    mira.page.locator("#timeline").get_by_role("button", name="Undo").click()
    expect(mira.page.get_by_label("Your reply")).to_have_value("Plain answer.")
    mira.page.get_by_label("Assignee").select_option("Jonas Weber")
    mira.clicks("Assign")
    mira.is_told("Assigned to Jonas Weber.")
    mira.page.locator("label.composer__mode--note").click()
    mira.page.get_by_label("Your note").fill("Plain note.")
    mira.clicks("Add note")
    mira.sees("Plain note.", "#timeline .note")
    mira.page.locator("#head").get_by_role("button", name="Resolve").click()
    mira.is_told("Resolved.")
    facts = desk.conversation(number)
    assert (facts["status"], facts["assignee"], facts["notes"], facts["sent"]) == ("resolved", "Jonas Weber", ["Plain note."], [])
    mira.goes_to("/search?q=Plain")
    mira.sees("Plain Customer", "#results")


def test_refused_reply_keeps_its_words_without_scripts(desk, person):
    number = desk.mail("One", name="Plain Guard", address="plainguard@post.example")
    mira = person("Mira", java_script_enabled=False).opens(number)
    mira.writes_reply("Too early.")
    desk.mail("Two", name="Plain Guard", address="plainguard@post.example", answers=number)
    mira.sends()
    mira.sees("The customer wrote again", "#refusal")
    mira.sees("Two", "#timeline")
    expect(mira.page.get_by_label("Your reply")).to_have_value("Too early.")
    assert desk.conversation(number)["sent"] == []
    mira.sends()
    mira.is_told("Sending to Plain Guard")


def test_one_pane_at_a_time_on_a_phone(desk, person):
    number = desk.mail("From the bus", name="Phone Customer", address="phone@post.example", subject="On the road")
    mira = person("Mira", width=390, height=844, has_touch=True, is_mobile=True).goes_to("/conversations/?view=open")
    expect(mira.page.locator("#pane")).to_be_hidden()
    mira.row(number).get_by_role("link").tap()
    mira.sees("From the bus", "#timeline")
    expect(mira.page.locator("#list")).to_be_hidden()
    assert mira.page.evaluate("document.documentElement.scrollWidth") <= 390
    mira.writes_reply("From the train.")
    mira.page.get_by_role("button", name="Send", exact=True).tap()
    mira.is_told("Sending to Phone Customer")
    mira.page.get_by_role("link", name="Back to the list").tap()
    expect(mira.page).to_have_url(re.compile(r"/conversations/\?view=open"))
    expect(mira.page.locator("#list")).to_be_visible()
    assert desk.conversation(number)["sent"] == ["From the train."]
