"""The demo world keeps what it promises, and what is shown of it agrees with what was said in it."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import connection, models

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.commerce.models import Order, Shipment
from goodwill.conversations.access import visible_to
from goodwill.conversations.domain import comparing, rebuilding
from goodwill.conversations.models import Attachment, Conversation, Draft, Mention, Message, Note, SavedReply, Tag, Tally
from goodwill.core.commands import CommandFailed
from goodwill.core.models import Job, LiveEvent, OutboxEntry
from goodwill.core.search.models import SearchDocument
from goodwill.customers.models import Customer, CustomerNote, Identity
from goodwill.demo import world
from goodwill.demo.commands import COMMANDS
from goodwill.inboxes.models import Inbox, RawMessage
from goodwill.remedies.models import Remedy

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


TOLD = {
    Agent: ("name", "email", "role", "visibility", "created_at"),
    Customer: ("name", "created_at"),
    Identity: ("address", "proof"),
    Conversation: (
        "subject",
        "status",
        "priority",
        "assignee__email",
        "team__name",
        "tag_names",
        "version",
        "last_message_at",
        "created_at",
    ),
    Message: ("direction", "new_text", "sender_address", "created_at", "sent_at", "delivery", "matched_by", "notices"),
    Attachment: ("filename", "size", "content_type"),
    Note: ("text", "author__email", "created_at"),
    Activity: ("kind", "actor", "at"),
    RawMessage: ("state", "outcome", "received_at"),
    Order: ("number", "external_id", "status", "total", "refunded", "placed_at", "updated_at", "email"),
    Shipment: ("tracking_number", "status", "shipped_at", "delivered_at"),
    Remedy: ("kind", "key", "state", "value", "rule_name", "asked_at"),
}


def told(model: type[models.Model]) -> list[tuple]:
    rows = model.objects.order_by("id").values_list(*TOLD[model])
    # A second world in one database has higher numbers, of which an acknowledgement tells.
    return [tuple(re.sub(r"the number \d+", "the number", value) if isinstance(value, str) else value for value in row) for row in rows]


def statuses() -> Counter[str]:
    return Counter(Conversation.objects.filter(merged_into=None).values_list("status", flat=True))


def test_as_many_conversations_are_open_pending_and_snoozed_as_promised():
    found = statuses()

    assert found["open"] in range(35, 51)
    assert (found["pending"], found["snoozed"]) == (25, 6)
    assert found["resolved"] + found["closed"] == Conversation.objects.filter(merged_into=None).count() - found["open"] - 31
    assert Conversation.objects.count() == 400


def test_customers_tags_and_saved_replies_are_many():
    assert Customer.objects.count() > 110
    assert Tag.objects.count() >= 10
    assert SavedReply.objects.count() == 12
    assert CustomerNote.objects.count() == 6


def test_rows_counters_and_search_are_as_rebuilt():
    assert comparing.compare(everything=True).is_right
    assert rebuilding.rebuild_rows() == 0
    assert rebuilding.rebuild_counters() == 0


def test_search_index_is_as_rebuilt():
    def index() -> list[tuple]:
        names = sorted(field.attname for field in SearchDocument._meta.concrete_fields if field.attname != "id")
        return sorted(SearchDocument.objects.values_list("key", *names), key=lambda row: row[0])

    before = index()
    rebuilding.rebuild_search()
    assert index() == before


def test_every_agent_signs_in_with_the_password_of_the_greeting():
    lines = "\n".join(world.sign_in_lines())

    assert Agent.objects.count() == 6
    for agent in Agent.objects.all():
        assert authenticate(None, username=agent.email, password="goodwill-demo") == agent
        assert agent.email in lines
    assert "goodwill-demo" in lines


def test_desk_without_all_of_its_people_is_not_greeted_as_the_demo():
    Agent.objects.filter(name="Ada Lindqvist").update(email="ada@elsewhere.example")

    assert world.sign_in_lines() == []


def test_agents_see_what_their_role_and_visibility_allow():
    priya = Agent.objects.get(name="Priya Nair")
    own = set(visible_to(priya))

    assert {conversation.assignee_id for conversation in own} == {priya.pk}
    assert len(own) > 20
    assert visible_to(Agent.objects.get(name="Sam Whitlock")).count() == 400
    assert not Conversation.objects.filter(assignee__name="Sam Whitlock").exists()


def test_nothing_happens_after_today_or_before_the_desk_was_founded():
    founded = Agent.objects.get(name="Ada Lindqvist").created_at

    assert founded > TODAY - timedelta(days=100)
    for model, field in ((Message, "created_at"), (Note, "created_at"), (Activity, "at"), (Conversation, "created_at")):
        times = model.objects.values_list(field, flat=True)
        assert founded <= min(times) <= max(times) <= TODAY, model


def test_positions_follow_time():
    times = list(Message.objects.order_by("position").values_list("created_at", flat=True))

    assert times == sorted(times)


def test_no_work_is_left_but_timers_of_the_future():
    tasks = Counter(task.rpartition(".")[2] for task in Job.objects.values_list("task", flat=True))
    assert tasks == {"wake": 6, "escalate": 2, "expire": 2, "begin": 1, "finish": 2}
    assert min(Job.objects.values_list("run_at", flat=True)) > TODAY
    assert not LiveEvent.objects.exists()
    assert Counter(OutboxEntry.objects.values_list("state", flat=True)).keys() == {"done", "failed"}


def test_odd_messages_are_there_in_every_form():
    outcomes = Counter(RawMessage.objects.values_list("outcome", flat=True))

    assert outcomes["blocked"] == 4
    assert (outcomes["unreadable"], outcomes["auto_reply"], outcomes["delivery_report"]) == (1, 1, 1)
    assert Counter(Message.objects.exclude(delivery__in=["", "sent"]).values_list("delivery", flat=True)) == {"failed": 1, "bounced": 1}
    assert Message.objects.filter(is_third_party=True).count() == 1
    assert Conversation.objects.exclude(merged_into=None).count() == 1
    assert max(Conversation.objects.values_list("message_count", flat=True)) == 40
    assert max(map(len, Conversation.objects.values_list("subject", flat=True))) > 190
    assert max(map(len, Customer.objects.values_list("name", flat=True))) >= 60


def test_senders_are_verified_except_for_one_who_pretends():
    verdicts = Counter(said["dmarc"] for said in Message.objects.filter(direction="in").values_list("authentication", flat=True))

    assert verdicts["fail"] == 1
    assert verdicts["pass"] > verdicts["none"] > 0


def test_quotations_are_cut_from_answers():
    answers = Message.objects.filter(direction="in", matched_by="reply_token")

    assert answers.count() > 200
    # Where a reader can't be sure, more is shown rather than less: a few may keep theirs.
    uncut = [message.pk for message in answers if "\n> " in message.new_text]
    assert len(uncut) < answers.count() * 0.05


def test_variables_of_stories_are_all_filled():
    texts = [*Message.objects.values_list("new_text", flat=True), *Note.objects.values_list("text", flat=True)]

    assert [text for text in texts if "{" in text or "}" in text] == []


def test_files_are_pictures_papers_and_an_invitation():
    kinds = set(Attachment.objects.values_list("content_type", flat=True))

    assert {"image/png", "application/pdf"} <= kinds
    assert Attachment.objects.filter(is_inline=True).count() == 1


def test_drafts_mentions_and_unread_ones_wait_for_the_owner():
    ada = Agent.objects.get(name="Ada Lindqvist")

    assert Draft.objects.filter(agent=ada).count() == 2
    assert Draft.objects.filter(agent__name="Mira Okafor").count() == 2
    assert Mention.objects.filter(agent=ada, seen_at=None).count() >= 1
    assert Mention.objects.filter(agent=ada).exclude(seen_at=None).count() >= 1


def test_acknowledgements_are_sent_since_they_were_switched_on():
    first = Message.objects.filter(is_automatic=True, direction="out").order_by("position").first()

    assert Inbox.objects.get(address="support@fernandfable.example").is_acknowledging
    assert first.created_at > TODAY - timedelta(days=21)


def test_second_build_is_refused():
    agents, tallies = Agent.objects.count(), Tally.objects.count()

    with pytest.raises(world.NotEmpty):
        world.build(today=TODAY)
    with pytest.raises(CommandFailed, match="empty one only"):
        COMMANDS[0].run(None)
    assert (Agent.objects.count(), Tally.objects.count()) == (agents, tallies)


def test_two_builds_at_the_same_moment_are_equal():
    first = {model: told(model) for model in TOLD}
    _empty()

    world.build(today=TODAY.replace(second=17))

    for model in TOLD:
        assert told(model) == first[model], model


def _empty() -> None:
    """Take every row away; what refers to what is checked at the end of the transaction only."""
    models = [model for config in apps.get_app_configs() if config.name.startswith("goodwill.") for model in config.get_models(True)]
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No row of the ledger can be deleted there; whole tables can be emptied.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
