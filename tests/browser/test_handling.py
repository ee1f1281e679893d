"""What becomes of a conversation: resolved, snoozed, assigned, tagged, merged, and all of it taken back."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_resolving_takes_it_off_the_list_and_undo_brings_it_back(desk, person):
    number = desk.mail("All good now, thanks.", name="Edda Lange", address="edda@post.example")
    mira = person("Mira").opens(number)
    mira.presses("e")
    mira.is_told("Resolved.")
    mira.sees("Resolved", ".conversation__second")
    mira.sees("Mira Okafor resolved this", "#timeline")
    expect(mira.row(number)).to_have_count(0)
    assert desk.conversation(number)["status"] == "resolved"
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    mira.is_told("Open again.")
    expect(mira.row(number)).to_be_visible()
    assert desk.conversation(number)["status"] == "open"


def test_snoozing_until_tomorrow_puts_it_away_and_opening_brings_it_back(desk, person):
    number = desk.mail("Call me next week.", name="Ivo Brandt", address="ivo@post.example")
    mira = person("Mira").opens(number)
    mira.presses("s")
    mira.page.get_by_role("button", name=re.compile("Tomorrow morning")).click()
    mira.is_told("Snoozed until")
    assert desk.conversation(number)["snoozed"] is True
    expect(mira.row(number)).to_have_count(0)
    mira.clicks("Open again")
    mira.sees("Open", ".conversation__second .chip:not(#promise)")
    facts = desk.conversation(number)
    assert (facts["status"], facts["snoozed"]) == ("open", False)


def test_assigning_to_a_colleague_shows_on_the_row_and_can_be_undone(desk, person):
    number = desk.mail("Who helps me?", name="Nora Falk", address="nora@post.example")
    mira = person("Mira").opens(number)
    mira.page.get_by_label("Assignee").select_option("Jonas Weber")
    mira.is_told("Assigned to Jonas Weber.")
    expect(mira.row(number).get_by_role("img", name="Assigned to Jonas Weber")).to_be_visible()
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    mira.is_told("Nobody is assigned.")
    assert desk.conversation(number)["assignee"] is None


def test_tag_is_added_by_key_and_removed(desk, person):
    number = desk.mail("Gift wrap?", name="Pia Storm", address="pia@post.example")
    mira = person("Mira").opens(number)
    mira.presses("t")
    mira.page.get_by_label("Add a tag").fill("Gifts")
    mira.presses("Enter")
    mira.sees("gifts", ".conversation__second")
    assert desk.conversation(number)["tags"] == ["gifts"]
    mira.clicks("Remove the tag gifts")
    mira.is_told("Tag gifts removed.")
    assert desk.conversation(number)["tags"] == []


def test_subject_is_changed_where_it_stands(desk, person):
    number = desk.mail("Hm", name="Rolf Kern", address="rolf@post.example", subject="(none)")
    mira = person("Mira").opens(number)
    mira.page.locator(".conversation__first summary").first.click()
    mira.page.locator("#subject-field").fill("Broken watering can")
    mira.presses("Enter")
    mira.sees("Broken watering can", "#subject")
    assert desk.conversation(number)["subject"] == "Broken watering can"


def test_merging_shows_both_as_one_and_undo_parts_them(desk, person):
    first = desk.mail("The first half of my question.", name="Anna Ruiz", address="anna@post.example", subject="Half")
    second = desk.mail("And the second half.", name="Anna Ruiz", address="anna@post.example", subject="Other half")
    mira = person("Mira").opens(second)
    mira.presses("m")
    mira.page.get_by_label("Merge another conversation into this one").fill(str(first))
    mira.presses("Enter")
    mira.is_told(f"#{first} is merged into this conversation.")
    mira.sees("The first half of my question.", "#timeline")
    expect(mira.row(first)).to_have_count(0)
    assert desk.conversation(first)["merged_into"] == second
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    mira.is_told("is on its own again")
    mira.sees_not("The first half of my question.", "#timeline")
    expect(mira.row(first)).to_be_visible()
    assert desk.conversation(first)["merged_into"] is None


def test_several_at_once_are_resolved_and_taken_back(desk, person):
    numbers = [desk.mail(f"Batch {at}", name=f"Batch Person {at}", address=f"batch{at}@post.example") for at in range(3)]
    mira = person("Mira").goes_to("/conversations/?view=open")
    for number in numbers[:2]:
        mira.row(number).hover()
        mira.row(number).locator("input[type=checkbox]").check()
    mira.sees("2 chosen", "#batch")
    mira.page.locator("#batch").get_by_role("button", name="Resolve").click()
    mira.is_told("2 conversations changed.")
    expect(mira.row(numbers[0])).to_have_count(0)
    expect(mira.row(numbers[2])).to_be_visible()
    assert [desk.conversation(number)["status"] for number in numbers] == ["resolved", "resolved", "open"]
    mira.page.locator("#flashes").get_by_role("button", name="Undo").click()
    expect(mira.row(numbers[0])).to_be_visible()
    assert [desk.conversation(number)["status"] for number in numbers] == ["open", "open", "open"]


def test_search_finds_while_typing_and_stays_in_the_address(desk, person):
    number = desk.mail("The bougainvillea climbs the wall.", name="Mette Juhl", address="mette@post.example", subject="Climbing")
    mira = person("Mira").goes_to("/")
    mira.presses("/")
    mira.page.wait_for_url("**/search")
    mira.page.wait_for_selector("html[data-ready]", state="attached")
    mira.page.get_by_label("Search everything said").press_sequentially("bougainv")
    expect(mira.page.locator("#results mark").first).to_have_text(re.compile("bougainvillea", re.IGNORECASE))
    expect(mira.page).to_have_url(re.compile(r"q=bougainv"))
    mira.page.locator(".found__link").first.click()
    expect(mira.page).to_have_url(re.compile(rf"/conversations/{number}/"))
