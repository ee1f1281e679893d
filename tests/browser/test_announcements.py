"""A lead tells the agents something: it is seen at once, confirmed, found missing in the report, and put into a reply."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_announcement_is_published_seen_live_confirmed_reported_and_inserted(desk, person):
    number = desk.mail("Where is my parcel? I ordered a week ago.", subject="Waiting")
    mira, teo, jonas = person("Mira"), person("Teo"), person("Jonas")
    mira.opens(number)
    teo.goes_to("/conversations/?view=open")

    jonas.goes_to("/setup/announcements")
    jonas.clicks("Write an announcement", role="link")
    page = jonas.page
    page.get_by_label("What it is").select_option("delay")
    page.get_by_label("Title").fill("Parcels are two days late")
    page.get_by_label("Text", exact=True).fill("A sorting centre is closed.\n- Nothing is lost")
    page.get_by_label("Another condition").select_option("words")
    jonas.clicks("Add it")
    page.get_by_label("one of").fill("parcel, delivery")
    page.get_by_label("What to answer").fill("Dear {{ customer.first_name }}, your parcel takes two days longer.")
    jonas.finds_no_barrier("writing an announcement")
    jonas.clicks("Publish")
    jonas.sees("Mira Okafor")
    jonas.sees("of 6 agents have read it")
    jonas.finds_no_barrier("who has read it")

    # Both see it without doing anything; Mira reads and confirms it.
    expect(teo.page.locator("#banner")).to_contain_text("Parcels are two days late")
    expect(mira.page.locator("#banner")).to_contain_text("Parcels are two days late")
    mira.page.locator(".banner__summary").click()
    mira.sees("Nothing is lost", "#banner")
    mira.finds_no_barrier("a banner above a conversation")
    composer = mira.page.locator("#reply-text").bounding_box()
    assert composer is not None
    assert composer["y"] + composer["height"] <= 900, "the banner pushes nothing out of the window"
    mira.clicks("I have read it")
    expect(mira.page.locator("#banner .banner__line")).to_have_count(0)

    # The report in the lead's browser names who has not.
    page.reload()
    late = page.get_by_role("table", name="Have not read it")
    expect(late).to_contain_text("Teo Silva")
    expect(late).not_to_contain_text("Mira Okafor")
    jonas.clicks("Remind who has not")
    jonas.is_told("Teo Silva")

    # The worker looks through what is open; the conversation says so by itself, and the words are put into the reply.
    desk.installation.python("""
        from goodwill.coaching.domain import explaining
        from goodwill.coaching.models import Announcement
        one = Announcement.objects.get()
        result = explaining.explain_batch(one.pk, one.edition, 0)
    """)
    expect(mira.page.locator("#head")).to_contain_text("This is explained by:")
    mira.writes_reply("Hello Greta")
    mira.clicks("Insert the reply")
    expect(mira.page.locator("#reply-text")).to_have_value("Hello Greta\n\nDear Greta, your parcel takes two days longer.")
    mira.finds_no_barrier("a conversation that is explained")
    other = desk.mail("And where is my delivery?", subject="Another", address="omar@mail.example", name="Omar Haddad")
    mira.opens(other)
    mira.sees("This is explained by:", "#head")


def test_a_script_leads_through_a_conversation_beside_it(desk, person):
    desk.installation.python("""
        from goodwill.accounts.models import Agent
        from tests.coaching.making import a_script
        from goodwill.coaching.domain import writing_articles
        lead = Agent.objects.get(name__startswith="Jonas")
        a_script(lead)
        writing_articles.write("Broken pots", "A **new pot** goes by letter.", {}, by=lead)
        result = None
    """)
    number = desk.mail("The pot is broken, and the plant too.", subject="Broken pots everywhere")
    mira = person("Mira").opens(number)
    page = mira.page
    page.locator(".card__help").click()
    mira.sees("Broken pots", "#panel")
    mira.finds_no_barrier("scripts and knowledge")
    page.get_by_role("button", name="Begin “Damaged plants”").click()
    mira.sees("Thank you for calling", "#panel")
    mira.clicks("Next")
    mira.sees("Did the pot break?", "#panel")
    mira.clicks("Next")
    mira.sees("Answer this first", "#panel")
    mira.finds_no_barrier("a question with an error")
    # The browser tells of each refusal in its console.
    assert ["422" in trouble for trouble in mira.troubles] == [True]
    mira.troubles.clear()
    page.get_by_label("Yes").check()
    mira.clicks("Next")
    page.get_by_label("How tall is it?").fill("30")
    mira.clicks("Back")
    expect(page.get_by_label("Yes")).to_be_checked()
    mira.clicks("Next")
    page.get_by_label("How tall is it?").fill("31")
    mira.clicks("Next")
    mira.clicks("Tag it “damaged”")
    mira.sees("damaged", "#head")
    page.get_by_label("Say sorry").check()
    mira.clicks("Next")
    mira.clicks("Finish")
    mira.sees("stands as a note", "#panel")
    expect(page.locator("#timeline")).to_contain_text("How tall is it? – 31")
    assert desk.conversation(number)["tags"] == ["damaged"]
