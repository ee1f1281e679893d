"""Statements that are compiled once mean what the models and querysets say."""

from datetime import timedelta

import pytest
from django.db import transaction

from goodwill.conversations.models import Conversation, Draft
from goodwill.core import rows
from goodwill.core.clock import now
from goodwill.core.models import OutboxEntry
from goodwill.customers.models import Identity
from goodwill.inboxes.models import Inbox
from tests.factories.conversations import make_message

pytestmark = pytest.mark.django_db


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_fetched_row_has_the_values_of_the_model(world):
    conversation = make_message(world.support, "Hello").conversation
    conversation.tag_names, conversation.snoozed_until = ["late", "fern"], now() + timedelta(days=1)
    conversation.save()

    fetched = rows.fetch(Conversation, id=conversation.pk)

    assert values(fetched) == values(Conversation.objects.get(pk=conversation.pk))
    assert (fetched.inbox, fetched._state.adding) == (world.support, False)


def test_fetched_row_has_its_encrypted_and_nested_values(world):
    Inbox.objects.filter(pk=world.support.pk).update(aliases=["a@x.example"], settings={"password": "secret"})

    fetched = rows.fetch(Inbox, id=world.support.pk)

    assert (fetched.aliases, fetched.settings) == (["a@x.example"], {"password": "secret"})


def test_row_is_found_by_all_given_values_or_not_at_all(world):
    identity = make_message(world.support).identity
    with transaction.atomic():
        assert rows.fetch(Identity, hold=True, kind=identity.kind, address=identity.address) == identity
        assert rows.fetch(Identity, hold=True, kind="smoke", address=identity.address) is None


def test_update_writes_only_where_the_expected_values_stand(world):
    conversation = make_message(world.support).conversation
    conversation.subject = "Changed"

    assert rows.update(conversation, ["subject"], status="closed") is False
    assert rows.update(conversation, ["subject"], status="open") is True
    assert Conversation.objects.get(pk=conversation.pk).subject == "Changed"


def test_row_of_a_known_key_is_not_inserted_again():
    first = OutboxEntry(topic="message", key="once", payload={"message": 1})
    second = OutboxEntry(topic="message", key="once", payload={"message": 2})

    assert (rows.insert_once(first, "key"), rows.insert_once(second, "key")) == (True, False)

    assert second.pk is None
    assert list(OutboxEntry.objects.values_list("pk", "payload")) == [(first.pk, {"message": 1})]


def test_delete_takes_the_rows_with_all_given_values_and_no_others(world):
    conversation = make_message(world.support).conversation
    Draft.objects.create(conversation=conversation, agent=world.agent, text="a reply")
    note = Draft.objects.create(conversation=conversation, agent=world.agent, text="a note", is_note=True)
    other = Draft.objects.create(conversation=conversation, agent=world.lead, text="another's")

    assert rows.delete(Draft, conversation_id=conversation.pk, agent_id=world.agent.pk, is_note=False) == 1

    assert set(Draft.objects.all()) == {note, other}
