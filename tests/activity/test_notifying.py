"""Notices: one for each agent and occasion, in their language, by mail where asked, until they were seen."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from goodwill.activity import letters, tasks
from goodwill.activity.models import Notice, Urgency
from goodwill.activity.notifying import mark_seen, notify
from goodwill.core.clock import now, pretending
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import LiveEvent, OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from goodwill.inboxes.mail_backend import opened
from tests.factories.conversations import make_conversation

pytestmark = pytest.mark.django_db
KIND = "target.breached"


@pytest.fixture
def mira(world):
    return world.agent


@pytest.fixture
def jonas(world):
    return world.lead


@pytest.fixture
def desk_mail(settings):
    settings.EMAIL_BACKEND = "goodwill.inboxes.mail_backend.DeskMail"


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("id").values_list("agent__name", "title"))


def test_each_agent_gets_one_notice_for_an_occasion_however_often_it_is_said(mira, jonas):
    first = notify([mira, mira], key="breach:1", kind=KIND, title="The promise is broken")
    again = notify([mira, jonas], key="breach:1", kind=KIND, title="The promise is broken")
    assert [notice.agent for notice in first] == [mira]
    assert [notice.agent for notice in again] == [jonas]
    assert notify([mira, jonas], key="breach:1", kind=KIND, title="Said a third time") == []
    notify([mira], key="breach:2", kind=KIND, title="Another one")
    assert told() == [("Mira Okafor", "The promise is broken"), ("Jonas Weber", "The promise is broken"), ("Mira Okafor", "Another one")]
    events = [(event.topics, event.kind, json.loads(event.data)) for event in LiveEvent.objects.order_by("id")]
    assert events == [(f"a{agent.pk}", "notice", {"kind": KIND}) for agent in (mira, jonas, mira)]


def test_nobody_to_tell_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert notify([], key="breach:1", kind=KIND, title="Nobody is there") == []


def test_notice_leads_to_its_subject_and_says_how_urgent_it_is(mira, world):
    conversation = make_conversation(world.support)
    (notice,) = notify([mira], key="k", kind=KIND, title="x" * 300, text="Why", subject=conversation, urgency=Urgency.DANGER)
    kept = Notice.objects.get()
    assert (kept, kept.subject_kind, kept.subject_id, kept.urgency) == (notice, "conversation", conversation.pk, Urgency.DANGER)
    assert (kept.title, kept.text, kept.seen_at) == ("x" * 200, "Why", None)


def test_lazy_words_are_written_in_each_agents_language(mira, jonas):
    jonas.language = "de"
    jonas.save()
    title = format_lazy("{word} #7", word=gettext_lazy("Open"))
    notify([mira, jonas], key="k", kind=KIND, title=title)
    assert told() == [("Mira Okafor", "Open #7"), ("Jonas Weber", "Offen #7")]


def test_letter_goes_out_once_for_each_new_notice(mira, jonas, desk_mail, settings, posted):
    for _time in range(2):
        notify([mira, jonas], key="k", kind=KIND, title="The promise of\n#12 is broken", text="Due since 9:00.", by_mail=True)
    entries = list(OutboxEntry.objects.order_by("id"))
    notices = list(Notice.objects.order_by("-agent__name"))
    assert sorted(opened(entry.payload)["to"] for entry in entries) == sorted([[mira.email], [jonas.email]])
    assert sorted(entry.key for entry in entries) == sorted(f"letter:notice-{notice.pk}" for notice in notices)
    content = opened(OutboxEntry.objects.get(key=f"letter:notice-{notices[0].pk}").payload)
    assert content["subject"] == "The promise of #12 is broken"
    assert content["text"] == (
        "Hello Mira Okafor,\n\nThe promise of\n#12 is broken\n\nDue since 9:00.\n\n"
        f"Open this address to see it:\n\n{settings.DESK_URL}/notices/{notices[0].pk}\n"
    )
    for entry in entries:
        deliver_entry.func(entry.pk)
    assert sorted(message.to[0].address for message in posted.messages) == sorted([mira.email, jonas.email])


def test_letter_that_two_at_once_hand_over_is_sent_once(mira, desk_mail):
    """Both may think that the notice is new, where each wrote it before the other's transaction ended."""
    (notice,) = notify([mira], key="k", kind=KIND, title="Broken", by_mail=True)
    letters.notice(notice).send()
    assert OutboxEntry.objects.count() == 1


def test_nothing_is_told_when_the_change_is_undone(mira, desk_mail):
    with transaction.atomic():
        notify([mira], key="k", kind=KIND, title="Broken", by_mail=True)
        assert OutboxEntry.objects.count() == 1
        transaction.set_rollback(True)
    assert (Notice.objects.count(), OutboxEntry.objects.count(), LiveEvent.objects.count()) == (0, 0, 0)


def test_seen_are_only_the_named_ones_of_that_agent(mira, jonas):
    (one,) = notify([mira], key="1", kind=KIND, title="One")
    (two,) = notify([mira], key="2", kind=KIND, title="Two")
    (other,) = notify([jonas], key="1", kind=KIND, title="One")
    assert mark_seen(mira, [one.pk, other.pk]) == 1
    assert set(Notice.objects.filter(seen_at=None)) == {two, other}
    assert mark_seen(mira) == 1
    assert list(Notice.objects.filter(seen_at=None)) == [other]
    before = LiveEvent.objects.count()
    assert mark_seen(mira) == 0
    assert LiveEvent.objects.count() == before


def test_old_notices_are_forgotten(mira, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    with pretending(now() - timedelta(days=91)):
        for key in "123":
            notify([mira], key=key, kind=KIND, title=f"Old {key}")
    notify([mira], key="4", kind=KIND, title="New")
    tasks.forget_notices.enqueue()
    Worker(name="test").work_off()
    assert told() == [("Mira Okafor", "New")]
