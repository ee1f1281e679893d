"""Announcements over HTTP: the banner, confirming with and without scripts, and the conversations that they explain."""

import pytest

from goodwill.coaching.domain import announcing
from goodwill.coaching.models import Explanation, Receipt
from goodwill.conversations.models import Draft
from tests.coaching.making import ABOUT_PARCELS, an_announcement, content
from tests.factories.conversations import make_conversation
from tests.web.workspace.test_reading import page

HTMX = {"HX-Request": "true"}


def test_banner_shows_one_at_a_time_on_every_page_and_goes_when_confirmed(world, as_agent):
    an_announcement(world.lead, title="The first", text="With **bold** words.")
    an_announcement(world.lead, title="The second", is_urgent=True)
    client = as_agent(world.agent)
    text = page(client, "/mentions")
    assert "The second" in text
    assert "The first" not in text
    assert "1 more" in text
    assert "Later" not in text, "an urgent one can't be put off"
    number = Receipt.objects.get(agent=world.agent).announcement_id
    answer = client.post(f"/announcements/{number}/confirmation", headers=HTMX).content.decode()
    assert "The first" in answer
    assert "<strong>bold</strong>" in answer
    assert Receipt.objects.get(agent=world.agent, announcement=number).confirmed_at is not None


def test_without_scripts_confirming_leads_back_to_the_page_and_nowhere_else(world, as_agent):
    found = an_announcement(world.lead)
    client = as_agent(world.agent)
    answer = client.post(f"/announcements/{found.pk}/confirmation", {"here": "/customers/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/customers/")
    answer = client.post(f"/announcements/{found.pk}/confirmation", {"here": "https://evil.example/"})
    assert answer.headers["Location"] == "/announcements/"
    assert "Parcels are late" not in page(client, "/mentions")


def test_later_hides_it_but_not_from_the_list(world, as_agent):
    found = an_announcement(world.lead)
    client = as_agent(world.agent)
    answer = client.post(f"/announcements/{found.pk}/postponement", headers=HTMX).content.decode()
    assert "Parcels are late" not in answer
    assert "Not read yet" in page(client, "/announcements/")


def test_an_urgent_one_answers_putting_off_with_a_sentence(world, as_agent):
    found = an_announcement(world.lead, is_urgent=True)
    answer = as_agent(world.agent).post(f"/announcements/{found.pk}/postponement", headers=HTMX).content.decode()
    assert "please read it now" in answer
    assert "Parcels are late" in answer


def test_one_of_another_team_is_not_there(world, as_agent):
    found = an_announcement(world.lead, team_ids=[world.care.pk], text="Only <b>Care</b>")
    page(as_agent(world.agent), f"/announcements/{found.pk}/", status=404)
    assert "Only &lt;b&gt;Care" in page(as_agent(world.carer), f"/announcements/{found.pk}/")


def test_a_changed_one_says_what_changed(world, as_agent):
    found = an_announcement(world.lead)
    announcing.change(found, content(text="Four days."), change="It is four days now.", by=world.lead)
    assert "It is four days now." in page(as_agent(world.agent), "/mentions")
    shown = page(as_agent(world.agent), f"/announcements/{found.pk}/")
    assert "Two days, in the whole country." in shown, "earlier wordings stay readable"


def test_conversation_says_what_explains_it_and_the_reply_is_inserted(world, as_agent):
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS, suggested_reply="Dear {{ customer.first_name }}, two days more.")
    conversation = make_conversation(world.support, "Where is my parcel?")
    client = as_agent(world.agent)
    path = f"/conversations/{conversation.pk}/"
    assert "This is explained by:" in page(client, path)
    data = client.post(f"{path}insertions", {"announcement": found.pk}, headers={"Accept": "application/json"}).json()
    assert data == {"text": "Dear Greta, two days more.", "missing": []}
    Draft.objects.create(conversation=conversation, agent=world.agent, is_note=False, text="Begun")
    client.post(f"{path}insertions", {"announcement": found.pk})
    assert Draft.objects.get().text == "Begun\n\nDear Greta, two days more."
    assert conversation.subject in page(client, f"/announcements/{found.pk}/")


def test_what_does_not_fit_is_not_offered_again(world, as_agent):
    an_announcement(world.lead, matchers=ABOUT_PARCELS, suggested_reply="Two days more.")
    conversation = make_conversation(world.support, "Where is my parcel?")
    client = as_agent(world.agent)
    path = f"/conversations/{conversation.pk}/"
    client.post(f"{path}explanations/{Explanation.objects.get().pk}", {"_method": "DELETE"})
    assert "This is explained by:" not in page(client, path)


def test_words_of_an_announcement_that_does_not_explain_the_conversation_are_not_given(world, as_agent):
    found = an_announcement(world.lead, suggested_reply="Secret")
    conversation = make_conversation(world.support, "Hello")
    answer = as_agent(world.agent).post(f"/conversations/{conversation.pk}/insertions", {"announcement": found.pk})
    assert answer.status_code == 404


def test_who_may_only_read_confirms_but_inserts_nothing(world, as_agent):
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS, suggested_reply="x")
    conversation = make_conversation(world.support, "parcel")
    client = as_agent(world.reader)
    assert client.post(f"/announcements/{found.pk}/confirmation").status_code == 302
    assert client.post(f"/conversations/{conversation.pk}/insertions", {"announcement": found.pk}).status_code == 403


@pytest.mark.parametrize("bad", ["", "x", "9" * 30])
def test_odd_numbers_are_answered_with_not_found(world, as_agent, bad):
    conversation = make_conversation(world.support, "parcel")
    answer = as_agent(world.agent).post(f"/conversations/{conversation.pk}/insertions", {"announcement": bad})
    assert answer.status_code == 404
