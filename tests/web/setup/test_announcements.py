"""Writing announcements over HTTP: drafts, publishing, errors that lose nothing, and the report of who has not read."""

import csv

import pytest

from goodwill.activity.models import Notice
from goodwill.coaching.domain import confirming
from goodwill.coaching.enums import State
from goodwill.coaching.models import Announcement
from tests.coaching.making import an_announcement
from tests.factories.conversations import make_conversation
from tests.factories.fixtures import posted, world  # noqa: F401

WRITTEN = {"kind": "promotion", "title": "Autumn week", "text": "Ten percent.", "terms": "Until Sunday."}
WORDS = {"condition-0-name": "words", "condition-0-words": "parcel, delivery"}


@pytest.fixture
def lead(world, client):  # noqa: F811
    client.force_login(world.lead)
    return client


def test_a_draft_is_saved_then_published(lead, world):  # noqa: F811
    answer = lead.post("/setup/announcements", {**WRITTEN, **WORDS})
    found = Announcement.objects.get()
    assert answer.headers["Location"] == f"/setup/announcements/{found.pk}"
    assert (found.state, found.matchers) == (State.DRAFT, [{"name": "words", "words": ["parcel", "delivery"]}])
    answer = lead.post(f"/setup/announcements/{found.pk}/publication", follow=True)
    assert "Mira Okafor" in answer.content.decode(), "the report names who has not read it"
    found.refresh_from_db()
    assert found.state is State.LIVE


def test_errors_keep_what_was_written(lead):
    answer = lead.post("/setup/announcements", {**WRITTEN, "title": "", "suggested_reply": "{{ no.such }}", "condition-0-name": "words"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no variable no.such." in text
    assert "Ten percent." in text
    assert text.count("field__error") >= 3
    assert not Announcement.objects.exists()


def test_an_end_before_the_beginning_is_said_in_words(lead):
    answer = lead.post("/setup/announcements", {**WRITTEN, "ends_at": "2020-01-01T10:00", "publish": "1"})
    assert answer.status_code == 422
    assert "over before it began" in answer.content.decode()


def test_changed_words_want_to_know_what_changed(lead, world):  # noqa: F811
    found = an_announcement(world.owner)
    changed = {"kind": "delay", "title": found.title, "text": "Four days."}
    answer = lead.post(f"/setup/announcements/{found.pk}", changed)
    assert answer.status_code == 422
    assert "Say in a line what changed" in answer.content.decode()
    lead.post(f"/setup/announcements/{found.pk}", {**changed, "change": "Four now."})
    found.refresh_from_db()
    assert (found.version, found.text) == (2, "Four days.")


def test_conditions_are_put_together_and_tried_without_saving(lead, world):  # noqa: F811
    make_conversation(world.support, "Where is my parcel?")
    text = lead.post("/setup/announcements", {**WRITTEN, "add": "1", "condition": "carrier"}).content.decode()
    assert "Carrier of the parcel" in text
    assert "Autumn week" in text
    text = lead.post("/setup/announcements", {**WRITTEN, **WORDS, "foresee": "1"}).content.decode()
    assert "it would explain 1." in text
    assert not Announcement.objects.exists()


def test_report_reminds_and_comes_as_a_file(lead, world):  # noqa: F811
    found = an_announcement(world.owner, roles=["agent"])
    confirming.confirm(found, world.carer)
    text = lead.get(f"/setup/announcements/{found.pk}/readers").content.decode()
    assert text.index("Mira Okafor") < text.index("Have read it") < text.rindex("Teo Silva")
    lead.post(f"/setup/announcements/{found.pk}/reminder")
    assert set(Notice.objects.values_list("agent__name", flat=True)) == {"Mira Okafor", "Priya Nair"}
    lines = list(csv.reader(lead.get(f"/setup/announcements/{found.pk}/readers/file").content.decode().splitlines()))
    assert [(line[0], bool(line[5])) for line in lines[1:]] == [("Mira Okafor", False), ("Priya Nair", False), ("Teo Silva", True)]


def test_a_draft_is_removed_and_a_published_one_ended(lead, world):  # noqa: F811
    lead.post("/setup/announcements", WRITTEN)
    lead.post(f"/setup/announcements/{Announcement.objects.get().pk}", {"_method": "DELETE"})
    assert not Announcement.objects.exists()
    found = an_announcement(world.owner)
    lead.post(f"/setup/announcements/{found.pk}/publication", {"_method": "DELETE"})
    found.refresh_from_db()
    assert found.state is State.ENDED
    assert "This announcement is over" in lead.get(f"/setup/announcements/{found.pk}").content.decode()


@pytest.mark.parametrize("path", ["announcements", "announcements/new"])
def test_agents_do_not_write_them(world, client, path):  # noqa: F811
    client.force_login(world.agent)
    assert client.get(f"/setup/{path}").status_code == 403
