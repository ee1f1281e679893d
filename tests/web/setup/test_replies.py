"""Saved replies, tags and blocked senders over HTTP."""

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.conversations.domain import describing, saving_replies
from goodwill.conversations.models import Conversation, SavedReply, Tag
from goodwill.customers.models import BlockedSender
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(client):
    agent = an_agent(Role.LEAD)
    client.force_login(agent)
    return agent


def a_tagged_conversation(by, *names: str, address: str = "greta@post.example") -> Conversation:
    inbox = an_inbox() if not Conversation.objects.exists() else Conversation.objects.first().inbox
    conversation = a_mail(inbox, "Hello", address=address).conversation
    for name in names:
        describing.tag(conversation, name, by=by)
    return conversation


def test_saved_reply_is_written_changed_and_removed(client, jonas):
    team = a_team()
    client.post(reverse("setup:saved_replies"), {"title": "Late", "text": "Dear {{ customer.first_name }}", "team": team.pk})
    reply = SavedReply.objects.get()
    assert (reply.title, reply.text, reply.team, reply.created_by) == ("Late", "Dear {{ customer.first_name }}", team, jonas)
    path = reverse("setup:saved_reply", args=[reply.pk])
    page = client.get(path).content.decode()
    assert "Dear Elin" in page
    client.post(path, {"title": "Later", "text": "Soon"})
    reply.refresh_from_db()
    assert (reply.title, reply.text, reply.team) == ("Later", "Soon", None)
    client.post(path, {"_method": "DELETE"})
    assert not SavedReply.objects.exists()
    assert [one.kind for one in Activity.objects.order_by("id")] == ["saved_reply.added", "saved_reply.changed", "saved_reply.removed"]


def test_variable_that_does_not_exist_is_refused(client, jonas):
    page = client.post(reverse("setup:saved_replies"), {"title": "Late", "text": "Dear {{ customer.nickname }}"})
    assert page.status_code == 422
    assert "There is no variable customer.nickname." in page.content.decode()
    assert not SavedReply.objects.exists()


def test_variables_that_are_offered_are_those_that_are_filled(jonas):
    assert set(saving_replies.variables()) == set(saving_replies.values_for(a_tagged_conversation(jonas), jonas))


def test_preview_fills_in_and_shows_markup_as_text(client, jonas):
    answer = client.post(
        reverse("setup:saved_reply_preview"), {"text": "Dear {{ customer.name }}, <b>hi</b> {{ agent.first_name }} {{ nope }}"}
    )
    page = answer.content.decode()
    assert "Dear Elin Sandberg, &lt;b&gt;hi&lt;/b&gt; Jonas" in page
    assert "There is no variable nope." in page


def test_tag_is_renamed_joined_and_removed(client, jonas):
    conversation = a_tagged_conversation(jonas, "parcel", "gift")
    parcel = Tag.objects.get(name="parcel")
    client.post(reverse("setup:tag", args=[parcel.pk]), {"name": " Late  Parcel "})
    conversation.refresh_from_db()
    assert conversation.tag_names == ["gift", "late parcel"]
    gift = Tag.objects.get(name="gift")
    client.post(reverse("setup:tag_merge", args=[gift.pk]), {"into": parcel.pk})
    conversation.refresh_from_db()
    assert (conversation.tag_names, list(Tag.objects.values_list("name", flat=True))) == (["late parcel"], ["late parcel"])
    client.post(reverse("setup:tag", args=[parcel.pk]), {"_method": "DELETE"})
    conversation.refresh_from_db()
    assert (conversation.tag_names, Tag.objects.exists()) == ([], False)


def test_tag_is_not_joined_with_itself_or_nothing(client, jonas):
    a_tagged_conversation(jonas, "parcel", "gift")
    tag = Tag.objects.get(name="parcel")
    for into in (tag.pk, "", "999"):
        assert client.post(reverse("setup:tag_merge", args=[tag.pk]), {"into": into}).status_code == 422
    assert Tag.objects.count() == 2


def test_sender_is_blocked_and_let_in_again(client, jonas):
    path = reverse("setup:blocked_senders")
    client.post(path, {"pattern": " @Spam.Example ", "reason": "Spam"})
    sender = BlockedSender.objects.get()
    assert (sender.pattern, sender.reason, sender.blocked_by) == ("@spam.example", "Spam", jonas)
    for bad in ("spam", "@", "@spam", "a b@spam.example", "@spam.example, @other.example"):
        assert client.post(path, {"pattern": bad}).status_code == 422, bad
    client.post(reverse("setup:blocked_sender", args=[sender.pk]), {"_method": "DELETE"})
    assert not BlockedSender.objects.exists()
    assert [one.kind for one in Activity.objects.order_by("id")] == ["sender.blocked", "sender.unblocked"]


def test_blocked_senders_come_in_pages(client, jonas):
    BlockedSender.objects.bulk_create(BlockedSender(pattern=f"@spam{number}.example") for number in range(60))
    path = reverse("setup:blocked_senders")
    first = client.get(path).content.decode()
    assert first.count("Let in again") == 50
    last = BlockedSender.objects.order_by("-id")[49].pk
    assert f'href="?after={last}"' in first
    second = client.get(path, {"after": last}).content.decode()
    assert (second.count("Let in again"), "?after=" in second) == (10, False)
    assert client.get(path, {"after": "x"}).content.decode().count("Let in again") == 50


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_many(jonas, own_queries, count):
    for number in range(count):
        SavedReply.objects.create(title=f"Reply {number}", text="x", team=a_team(f"Team {number}"))
        Tag.objects.create(name=f"tag {number}")
        BlockedSender.objects.create(pattern=f"@spam{number}.example", blocked_by=jonas)
    assert [own_queries(reverse(name)) for name in ("setup:saved_replies", "setup:tags", "setup:blocked_senders")] == [1, 1, 1]
