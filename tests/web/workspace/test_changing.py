"""Changes over HTTP: by plain forms and by htmx, allowed and refused."""

from datetime import timedelta

import pytest

from goodwill.conversations.domain import snoozing
from goodwill.conversations.models import Draft, Presence
from goodwill.core.clock import now
from goodwill.inboxes.contract import Address
from goodwill.inboxes.contract import Attachment as File
from tests.factories.conversations import fresh, make_answer, make_conversation, make_message, make_reply

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(world):
    return make_conversation(world.support)


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def at(conversation, name: str) -> str:
    return f"/conversations/{conversation.pk}/{name}"


def test_resolving_by_form_redirects_and_by_htmx_answers_the_parts(conversation, mira):
    response = mira.post(at(conversation, "resolution") + "?view=mine")
    assert (response.status_code, response.headers["Location"]) == (302, f"/conversations/{conversation.pk}/?view=mine")
    assert fresh(conversation).status == "resolved"
    response = mira.post(at(conversation, "resolution"), {"_method": "DELETE"}, headers=HTMX)
    text = response.content.decode()
    assert (response.status_code, response.headers["HX-Trigger"]) == (200, "list-changed")
    assert 'id="head"' in text
    assert 'id="timeline"' in text
    assert "Open again." in text
    assert fresh(conversation).status == "open"


def test_second_of_two_who_resolve_is_told_so(conversation, mira):
    mira.post(at(conversation, "resolution"))
    response = mira.post(at(conversation, "resolution"), headers=HTMX)
    assert response.status_code == 409
    assert "It is resolved already." in response.content.decode()


@pytest.mark.parametrize(
    ("name", "fields", "field", "value"),
    [
        ("priority", {"priority": "4"}, "priority", 4),
        ("subject", {"subject": " A new\nsubject "}, "subject", "A new subject"),
        ("tags", {"name": "Gifts"}, "tag_names", ["gifts"]),
        ("status", {"status": "pending"}, "status", "pending"),
        ("status", {"status": "closed"}, "status", "closed"),
        ("snooze", {"until": "tomorrow"}, "status", "snoozed"),
        ("snooze", {"until_at": "2099-01-02T09:00"}, "status", "snoozed"),
    ],
)
def test_change_is_made(conversation, mira, name, fields, field, value):
    assert mira.post(at(conversation, name), fields).status_code == 302
    assert getattr(fresh(conversation), field) == value


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("snooze", {"until_at": "2001-01-01T09:00"}, "Choose a time in the future."),
        ("snooze", {"until": "never"}, "Choose a time in the future."),
        ("tags", {"name": "   "}, "A tag is a word or two"),
        ("merge", {"source": "abc"}, "Give the number"),
        ("notes", {"text": "  "}, "Write something first."),
    ],
)
def test_refusal_says_why_and_changes_nothing(conversation, mira, name, fields, sentence):
    version = fresh(conversation).version
    response = mira.post(at(conversation, name), fields, headers=HTMX)
    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert fresh(conversation).version == version


def test_assigning_to_me_to_another_and_to_nobody(conversation, mira, world):
    for agent, wanted in (("me", world.agent.pk), (str(world.lead.pk), world.lead.pk), ("", None)):
        mira.post(at(conversation, "assignment"), {"agent": agent})
        assert fresh(conversation).assignee_id == wanted
    assert mira.post(at(conversation, "assignment"), {"agent": world.reader.pk}, headers=HTMX).status_code == 409
    mira.post(at(conversation, "team"), {"team": world.care.pk})
    assert fresh(conversation).team_id == world.care.pk


def test_waking_and_untagging_undo(conversation, mira, world):
    snoozing.snooze(conversation, now() + timedelta(days=1), by=world.agent)
    mira.post(at(conversation, "snooze"), {"_method": "DELETE"})
    assert fresh(conversation).status == "open"
    mira.post(at(conversation, "tags"), {"name": "gifts"})
    mira.post(at(conversation, "tags"), {"_method": "DELETE", "name": "gifts"})
    assert fresh(conversation).tag_names == []


def test_merging_and_parting(world, mira):
    first, second = make_conversation(world.support, "One"), make_conversation(world.support, "Two")
    mira.post(at(second, "merge"), {"source": f"#{first.pk}"})
    assert fresh(first).merged_into_id == second.pk
    mira.post(at(second, f"merge/{first.pk}"), {"_method": "DELETE"})
    assert fresh(first).merged_into_id is None


def test_reply_names_its_recipients_and_leaves_by_the_outbox(conversation, mira):
    response = mira.post(
        at(conversation, "messages"), {"text": "Here", "seen_up_to": conversation.last_inbound, "status": "resolved"}, headers=HTMX
    )
    assert response.status_code == 200
    assert "Sending to Greta Lind." in response.content.decode()
    sent = conversation.messages.get(direction="out")
    assert ([entry["address"] for entry in sent.recipients], sent.delivery) == (["greta@post.example"], "waiting")
    assert fresh(conversation).status == "resolved"


def test_reply_to_changed_recipients_goes_to_those_alone(conversation, mira):
    fields = {
        "text": "Here",
        "seen_up_to": conversation.last_inbound,
        "derived_to": "x",
        "to": "Bo Ek <BO@post.example>; c@post.example",
        "cc": "d@post.example",
    }
    mira.post(at(conversation, "messages"), fields)
    sent = conversation.messages.get(direction="out")
    assert [(e["role"], e["address"], e["name"]) for e in sent.recipients] == [
        ("to", "bo@post.example", "Bo Ek"),
        ("to", "c@post.example", ""),
        ("cc", "d@post.example", ""),
    ]
    refused = mira.post(at(conversation, "messages"), fields | {"to": "nobody"}, headers=HTMX)
    assert refused.status_code == 409
    assert "is not an address" in refused.content.decode()


def test_reply_that_has_not_seen_the_newest_is_kept_and_shown_what_is_new(world, mira):
    message = make_message(world.support, "First")
    seen = message.conversation.last_inbound
    make_answer(message, "Newer words")
    response = mira.post(at(message.conversation, "messages"), {"text": "My words", "seen_up_to": seen})
    text = response.content.decode()
    assert response.status_code == 409
    assert "My words</textarea>" in text
    assert "Newer words" in text
    assert message.conversation.messages.filter(direction="out").count() == 0


def test_undo_gives_the_words_back_and_is_too_late_afterwards(conversation, mira, world):
    reply = make_reply(conversation, world.agent, "Too quick")
    response = mira.post(f"/messages/{reply.pk}/undo", headers=HTMX)
    assert "Too quick</textarea>" in response.content.decode()
    assert mira.post(f"/messages/{reply.pk}/undo", headers=HTMX).status_code == 409


def test_undone_reply_comes_back_with_its_files_and_recipients(conversation, mira, world):
    files = [File("label.pdf", "application/pdf", b"%PDF")]
    to, cc = [Address("bo@post.example", "Bo")], [Address("cy@post.example")]
    reply = make_reply(conversation, world.agent, "Here", to=to, cc=cc, files=files)
    mira.post(f"/messages/{reply.pk}/undo")
    text = mira.get(at(conversation, "")).content.decode()
    kept = reply.attachments.get()
    assert f'name="kept_files" value="{kept.pk}" checked' in text
    assert 'name="to" value="Bo &lt;bo@post.example&gt;"' in text
    fields = {"text": "Here", "seen_up_to": conversation.last_inbound, "kept_files": [kept.pk]}
    fields |= {"to": "Bo <bo@post.example>", "derived_to": "Greta Lind <greta@post.example>", "cc": "cy@post.example"}
    mira.post(at(conversation, "messages"), fields)
    again = conversation.messages.order_by("-position").first()
    assert [(person["role"], person["address"]) for person in again.recipients] == [("to", "bo@post.example"), ("cc", "cy@post.example")]
    assert [file.filename for file in again.attachments.all()] == ["label.pdf"]
    assert "kept_files" not in mira.get(at(conversation, "")).content.decode()


def test_detached_message_goes_to_its_own_conversation(world, mira):
    message = make_message(world.support, "First")
    second = make_answer(message, "Another matter")
    response = mira.post(f"/messages/{second.pk}/detach")
    second.refresh_from_db()
    assert second.conversation_id != message.conversation_id
    assert response.headers["Location"].startswith(f"/conversations/{second.conversation_id}/")


def test_draft_is_kept_and_presence_told(conversation, mira, world):
    mira.put(at(conversation, "draft"), "text=Half%20a%20thought&is_note=0", content_type="application/x-www-form-urlencoded")
    assert Draft.objects.get().text == "Half a thought"
    mira.post(at(conversation, "presence"), {"typing": "1"})
    assert Presence.objects.get().is_typing
    mira.post(at(conversation, "presence"), {"gone": "1"})
    assert not Presence.objects.exists()


def test_many_at_once_and_back(world, mira):
    made = [make_conversation(world.support, f"Q{number}") for number in range(2)]
    mira.post("/conversations/batch", {"action": "assign", "agent": world.lead.pk, "ids": [c.pk for c in made]})
    assert [fresh(c).assignee_id for c in made] == [world.lead.pk] * 2
    response = mira.post("/conversations/batch", {"action": "resolve", "ids": [c.pk for c in made]}, headers=HTMX)
    text = response.content.decode()
    assert "2 conversations changed." in text
    undo = text.split('name="undo_id" value="')[1].split('"')[0]
    mira.post("/conversations/batch/undo", {"undo_id": undo})
    assert [fresh(c).status for c in made] == ["open", "open"]
    assert "Choose conversations first." in mira.post("/conversations/batch", {"action": "resolve"}, headers=HTMX).content.decode()
    assert "Choose what to do." in mira.post("/conversations/batch", {"action": "fly", "ids": made[0].pk}, headers=HTMX).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "resolution",
        "status",
        "assignment",
        "team",
        "priority",
        "subject",
        "snooze",
        "tags",
        "merge",
        "messages",
        "notes",
        "draft",
        "presence",
    ],
)
def test_reader_changes_nothing_and_outsider_finds_nothing(conversation, world, as_agent, name):
    version = fresh(conversation).version
    assert as_agent(world.reader).post(at(conversation, name), {"text": "x"}).status_code == 403
    assert as_agent(world.loner).post(at(conversation, name), {"text": "x"}).status_code == 404
    assert fresh(conversation).version == version
