"""Macros in a conversation over HTTP: tried first, used once, taken back."""

import pytest

from goodwill.automation.domain import macros
from goodwill.automation.models import Macro, MacroUse
from tests.factories.conversations import fresh, make_conversation, make_message

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(world):
    return make_conversation(world.support)


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


@pytest.fixture
def sorry(world) -> Macro:
    actions = [{"name": "tag", "tags": ["sorry"]}, {"name": "assign_team", "team": str(world.orders.pk)}]
    return macros.create({"name": "Sorry", "text": "Dear {{ customer.first_name }}, sorry.", "actions": actions}, by=world.lead)


def at(conversation, macro: Macro | None = None) -> str:
    return f"/conversations/{conversation.pk}/macros/{macro.pk if macro else ''}"


def test_dry_run_says_what_would_happen_and_does_nothing(world, conversation, mira, sorry):
    version = fresh(conversation).version
    assert "Sorry" in mira.get(at(conversation)).content.decode()
    for headers in ({}, HTMX):
        page = mira.get(at(conversation, sorry), headers=headers).content.decode()
        for words in ("Tags it sorry.", "Hands it to Orders.", "greta@post.example", "Dear Greta, sorry.", "Afterwards it is: Pending"):
            assert words in page, words
    assert (fresh(conversation).version, MacroUse.objects.count()) == (version, 0)


def test_use_is_done_once_however_often_it_is_sent_and_is_taken_back(world, conversation, mira, sorry):
    sent = {"key": "abc", "text": "Dear Greta, so sorry.", "seen_up_to": conversation.last_inbound}
    page = mira.post(at(conversation, sorry), sent, headers=HTMX).content.decode()
    assert ("Tagged sorry." in page, "used the macro “Sorry”" in page, "/undo" in page) == (True, True, True)
    mira.post(at(conversation, sorry), sent, headers=HTMX)
    done = fresh(conversation)
    assert (done.tag_names, done.team, done.status, done.assignee) == (["sorry"], world.orders, "pending", world.agent)
    assert [message.text for message in done.messages.filter(direction="out")] == ["Dear Greta, so sorry."]
    use = MacroUse.objects.get()
    assert "Take it back" in mira.get(f"/macro-uses/{use.pk}/").content.decode()
    mira.post(f"/macro-uses/{use.pk}/undo", headers=HTMX)
    done = fresh(conversation)
    assert (done.tag_names, done.team) == ([], None)
    assert done.messages.get(direction="out").delivery == "undone"
    again = mira.post(f"/macro-uses/{use.pk}/undo", headers=HTMX)
    assert (again.status_code, "nothing to take back" in again.content.decode()) == (409, True)


def test_what_the_customer_wrote_since_holds_it_back_and_keeps_the_words(world, conversation, mira, sorry):
    seen = conversation.last_inbound
    make_message(world.support, "Wait!", references=[conversation.messages.get().external_id])
    sent = {"key": "abc", "text": "Words of my own", "seen_up_to": seen}
    answer = mira.post(at(conversation, sorry), sent, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#panel")
    assert ("wrote again" in page, "Words of my own" in page) == (True, True)
    assert (fresh(conversation).tag_names, MacroUse.objects.count()) == ([], 0)


def test_macro_of_another_team_and_readers_stay_outside(world, conversation, mira, as_agent, sorry):
    macros.change(sorry, {"team": world.care}, by=world.lead)
    assert "Sorry" not in mira.get(at(conversation)).content.decode()
    assert mira.get(at(conversation, sorry)).status_code == 404
    assert mira.post(at(conversation, sorry), {"key": "abc"}).status_code == 404
    assert as_agent(world.reader).get(at(conversation)).status_code == 403
    assert not MacroUse.objects.exists()
