"""An agent reads a mail, answers it, changes their mind, and tells a colleague."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_mail_is_read_answered_and_leaves_the_open_view(desk, person):
    number = desk.mail("My fern lost its leaves.\nWhat can I do?", name="Greta Lind", address="greta@post.example", subject="Sad fern")
    mira = person("Mira").goes_to("/conversations/?view=open")
    expect(mira.row(number)).to_have_class(re.compile("entry--unread"))
    mira.row(number).get_by_role("link").click()
    expect(mira.page).to_have_url(re.compile(rf"/conversations/{number}/\?view=open"))
    mira.sees("My fern lost its leaves.", "#timeline")
    expect(mira.row(number)).not_to_have_class(re.compile("entry--unread"))
    mira.sees("To Greta Lind <greta@post.example>, copy to nobody", "#composer")
    mira.writes_reply("Put it into the shade for a week.")
    mira.sends()
    mira.is_told("Sending to Greta Lind")
    mira.sees("Put it into the shade for a week.", "#timeline")
    mira.sees("Waiting to be sent", "#timeline")
    expect(mira.page.get_by_label("Your reply")).to_have_value("")
    expect(mira.row(number)).to_have_count(0)
    facts = desk.conversation(number)
    assert (facts["sent"], facts["status"], facts["assignee"]) == (["Put it into the shade for a week."], "pending", "Mira Okafor")
    assert facts["recipients"] == [["greta@post.example"]]


def test_reply_is_taken_back_within_ten_seconds_and_its_words_return(desk, person):
    number = desk.mail("Do you sell moss?", name="Oskar Nyman", address="oskar@post.example")
    mira = person("Mira").opens(number)
    mira.writes_reply("No, we do not.")
    mira.sends()
    mira.page.locator("#flashes").get_by_role("button", name=re.compile("Undo")).click()
    mira.is_told("Your words are back.")
    expect(mira.page.get_by_label("Your reply")).to_have_value("No, we do not.")
    expect(mira.page.locator("#timeline .message--out")).to_have_count(0)
    facts = desk.conversation(number)
    assert (facts["sent"], facts["undone"], facts["status"]) == ([], ["No, we do not."], "open")


def test_sending_with_a_key_a_file_and_a_copy_names_everybody(desk, person):
    number = desk.mail("Please send the invoice.", name="Lena Holm", address="lena@post.example", cc="books@post.example")
    mira = person("Mira").opens(number)
    mira.page.locator("[data-recipients] summary").click()
    mira.clicks("Copy to them")
    expect(mira.page.locator("[data-recipients]")).to_have_class(re.compile("composer__to--changed"))
    mira.sees("books@post.example", "[data-recipients-words]")
    mira.page.locator("#files").set_input_files({"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    mira.sees("invoice.pdf", "[data-files]")
    mira.writes_reply("Here it is.")
    mira.presses("Control+Enter")
    mira.is_told("Sending to Lena Holm")
    facts = desk.conversation(number)
    assert facts["recipients"] == [["lena@post.example", "books@post.example"]]
    assert facts["files"] == ["invoice.pdf"]


def test_what_was_typed_is_there_after_the_page_was_left(desk, person):
    number = desk.mail("Hello?", name="Bo", address="bo@post.example")
    mira = person("Mira").opens(number)
    mira.page.get_by_label("Your reply").press_sequentially("Half a thought")
    mira.sees("Draft saved", ".composer__saved")
    mira.goes_to("/customers/")
    mira.opens(number)
    expect(mira.page.get_by_label("Your reply")).to_have_value("Half a thought")


def test_saved_reply_is_chosen_by_key_and_filled_in(desk, person):
    number = desk.mail("Where is it?", name="Fatima Zahra", address="fatima@post.example")
    mira = person("Mira").opens(number)
    mira.page.get_by_label("Your reply").press_sequentially(";")
    mira.page.get_by_placeholder("Find a saved reply").press_sequentially("late")
    mira.presses("Enter")
    expect(mira.page.get_by_label("Your reply")).to_have_value("Dear Fatima, your parcel is on its way.")


def test_note_with_a_name_reaches_the_colleague_and_no_customer(desk, person):
    number = desk.mail("Is it poisonous?", name="Tom Vale", address="tom@post.example")
    mira = person("Mira").opens(number)
    mira.presses("n")
    mira.page.get_by_label("Your note").press_sequentially("Please look, @Jon")
    expect(mira.page.locator(".picker__item")).to_have_text("Jonas Weber")
    mira.presses("Enter")
    expect(mira.page.get_by_label("Your note")).to_have_value("Please look, @Jonas Weber ")
    mira.presses("Control+Enter")
    mira.is_told("Jonas Weber will see it")
    mira.sees("Note", "#timeline .note")
    facts = desk.conversation(number)
    assert (facts["notes"], facts["mentions"], facts["sent"]) == (["Please look, @Jonas Weber"], ["Jonas Weber"], [])
    jonas = person("Jonas").goes_to("/mentions")
    jonas.sees("Please look, @Jonas Weber", "main")
    jonas.page.locator(".found__link").first.click()
    jonas.sees("Please look, @Jonas Weber", "#timeline .note")
