"""What keeps the desk healthy, over HTTP: overview, quarantine, what was set aside, failed work."""

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.core.models import Job, OutboxEntry
from goodwill.inboxes.models import Inbox, RawMessage, RawState
from tests.factories.accounts import an_agent
from tests.factories.desk import an_inbox

pytestmark = pytest.mark.django_db
SOURCE = b"Subject: <script>alert(1)</script>\r\n\r\n\xff\xfe<img src=x>\r\n"


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


def a_raw(state: str, inbox: Inbox | None = None, body: bytes = SOURCE, **more) -> RawMessage:
    envelope = {
        "source": "smtp",
        "received_at": "2026-11-22T03:00:00+00:00",
        "sender": "x@example.com",
        "recipients": ["support@fernandfable.example"],
    }
    return RawMessage.objects.create(
        inbox=inbox or an_inbox(),
        body=RawMessage.packed(body),
        size=len(body),
        envelope=envelope,
        state=state,
        sentence="It has no header.",
        **more,
    )


def test_overview_of_a_healthy_desk_says_so(client, ada):
    an_inbox()
    page = client.get("/setup/").content.decode()
    assert "All is well" in page
    assert "could not be read" not in page


def test_overview_names_every_trouble(client, ada):
    inbox = an_inbox()
    Inbox.objects.update(problem="The password is wrong.")
    a_raw(RawState.QUARANTINED, inbox)
    Job.objects.create(task="x.y", state=Job.State.DEAD)
    OutboxEntry.objects.create(topic="letter", key="letter:1", state=OutboxEntry.State.FAILED)
    page = client.get("/setup/").content.decode()
    for words in ("The password is wrong.", "1 message could not be read", "2 pieces of work failed"):
        assert words in page
    assert "All is well" not in page


def test_overview_of_a_desk_without_inbox_leads_to_the_first_one(client, ada):
    assert reverse("setup:new_inbox") in client.get("/setup/").content.decode()


def test_lead_comes_to_the_saved_replies_instead(client):
    client.force_login(an_agent(Role.LEAD))
    assert client.get("/setup/").headers["Location"] == reverse("setup:saved_replies")


def test_source_is_shown_as_text_and_downloaded_as_a_file(client, ada):
    raw = a_raw(RawState.QUARANTINED)
    page = client.get(reverse("setup:raw_message", args=[raw.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    file = client.get(reverse("setup:raw_source", args=[raw.pk]))
    assert file.content == SOURCE
    assert (file.headers["Content-Type"], file.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert file.headers["Content-Disposition"] == f'attachment; filename="message-{raw.pk}.eml"'


def test_long_source_is_shown_in_part(client, ada):
    raw = a_raw(RawState.DROPPED, body=b"Subject: x\r\n\r\n" + b"a" * 100_000 + b"the end")
    page = client.get(reverse("setup:raw_message", args=[raw.pk])).content.decode()
    assert "This is its beginning." in page
    assert "the end" not in page
    assert page.count("a" * 1000) == 65


def test_message_of_a_conversation_is_not_shown_here(client, ada):
    for state in (RawState.DONE, RawState.WAITING):
        raw = a_raw(state, Inbox.objects.first())
        assert client.get(reverse("setup:raw_message", args=[raw.pk])).status_code == 404
        assert client.get(reverse("setup:raw_source", args=[raw.pk])).status_code == 404


def test_quarantined_message_is_read_again_once(client, ada):
    raw = a_raw(RawState.QUARANTINED, outcome="unreadable")
    path = reverse("setup:raw_message", args=[raw.pk])
    client.post(path)
    raw.refresh_from_db()
    assert (raw.state, raw.outcome, raw.sentence) == (RawState.WAITING, "", "")
    assert [job.args[0] for job in Job.objects.filter(task__endswith="process_raw")] == [[raw.pk]]
    assert client.post(path).status_code == 404
    assert Activity.objects.get(kind="raw.retried").agent == ada


def test_quarantined_message_is_put_away_and_stays_readable(client, ada):
    raw = a_raw(RawState.QUARANTINED)
    client.post(reverse("setup:raw_message", args=[raw.pk]), {"_method": "DELETE"})
    raw.refresh_from_db()
    assert (raw.state, raw.outcome, raw.content()) == (RawState.DROPPED, "discarded", SOURCE)
    assert "It has no header." in client.get(reverse("setup:set_aside")).content.decode()
    assert "The quarantine is empty" in client.get(reverse("setup:quarantine")).content.decode()


def test_message_that_was_set_aside_is_neither_retried_nor_put_away(client, ada):
    raw = a_raw(RawState.DROPPED, outcome="loop")
    for data in ({}, {"_method": "DELETE"}):
        client.post(reverse("setup:raw_message", args=[raw.pk]), data)
    raw.refresh_from_db()
    assert (raw.state, raw.outcome) == (RawState.DROPPED, "loop")
    assert not Job.objects.exists()


def test_failed_work_is_tried_again_or_discarded(client, ada):
    one, two = (
        Job.objects.create(task="x.tidy_up", state=Job.State.DEAD, attempts=10, last_error="Traceback\nOSError: full") for _ in range(2)
    )
    running = Job.objects.create(task="x.tidy_up", state=Job.State.LEASED)
    page = client.get(reverse("setup:jobs")).content.decode()
    assert ("OSError: full" in page, page.count("tidy up")) == (True, 2)
    client.post(reverse("setup:job", args=[one.pk]))
    one.refresh_from_db()
    assert (one.state, one.attempts) == (Job.State.READY, 0)
    for job in (two, running):
        client.post(reverse("setup:job", args=[job.pk]), {"_method": "DELETE"})
    assert set(Job.objects.filter(task="x.tidy_up").values_list("pk", flat=True)) == {one.pk, running.pk}


def test_unsent_letter_is_sent_again(client, ada):
    entry = OutboxEntry.objects.create(
        topic="letter", key="letter:1", state=OutboxEntry.State.FAILED, attempts=4, last_error="550 no such user"
    )
    assert "550 no such user" in client.get(reverse("setup:jobs")).content.decode()
    client.post(reverse("setup:unsent", args=[entry.pk]))
    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == (OutboxEntry.State.WAITING, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_many(ada, own_queries, count):
    inbox = an_inbox()
    for number in range(count):
        a_raw(RawState.QUARANTINED, inbox)
        a_raw(RawState.DROPPED, inbox)
        Job.objects.create(task="x.y", state=Job.State.DEAD)
        OutboxEntry.objects.create(topic="letter", key=f"letter:{number}", state=OutboxEntry.State.FAILED)
    assert [own_queries(reverse(name)) for name in ("setup:quarantine", "setup:set_aside", "setup:jobs")] == [1, 1, 2]
