"""The small verbs: status, snooze, assignment, tags, subject, notes, drafts, read marks, presence."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.accounts.domain import deactivating, teaming
from goodwill.activity.models import Activity
from goodwill.conversations import listing
from goodwill.conversations.domain import (
    assigning,
    describing,
    detaching,
    drafting,
    noting,
    reading,
    resolving,
    saving_replies,
    snoozing,
    starting,
    tallying,
    viewing,
)
from goodwill.conversations.domain.replying import Refused
from goodwill.conversations.domain.resolving import AlreadySo, PastReopening
from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.models import Draft, Link, Mention, Presence, SavedReply, Tally
from goodwill.conversations.searching import search_for
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import LiveEvent
from goodwill.inboxes.contract import Address
from tests.factories.conversations import OMAR, assert_derived_right, fresh, make_answer, make_conversation, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(world):
    return make_conversation(world.support)


def kinds(conversation) -> list[str]:
    return list(
        Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk).order_by("id").values_list("kind", flat=True)
    )[2:]


def test_status_moves_are_recorded_with_who_and_from_where(world, conversation):
    resolving.leave_pending(conversation, by=world.agent)
    resolving.resolve(conversation, by=world.agent)
    resolving.reopen(conversation, by=world.lead)
    resolving.close(conversation, by=world.lead)
    assert kinds(conversation) == ["conversation.left_pending", "conversation.resolved", "conversation.reopened", "conversation.closed"]
    last = Activity.objects.order_by("-id").first()
    assert (last.agent, last.data) == (world.lead, {"from": "open"})
    assert_derived_right()


def test_second_to_resolve_is_told_and_changes_nothing(world, conversation):
    stale = fresh(conversation)
    resolving.resolve(conversation, by=world.agent)
    version = fresh(conversation).version
    with pytest.raises(AlreadySo):
        resolving.resolve(stale, by=world.lead)
    assert (fresh(conversation).version, kinds(conversation)) == (version, ["conversation.resolved"])


@pytest.mark.parametrize("verb", [resolving.reopen, resolving.resolve, resolving.leave_pending])
def test_closed_is_past_reopening(world, conversation, verb):
    resolving.close(conversation, by=world.agent)
    with pytest.raises(PastReopening):
        verb(conversation, by=world.agent)
    with pytest.raises(PastReopening):
        snoozing.snooze(conversation, now() + timedelta(hours=1), by=world.agent)


def test_snooze_wakes_at_its_time_once(world, conversation):
    snoozing.snooze(conversation, now() + timedelta(hours=1), by=world.agent)
    Worker(name="test").work_off()
    assert fresh(conversation).status == Status.SNOOZED
    with time_machine.travel(now() + timedelta(minutes=61)):
        Worker(name="test").work_off()
        snoozing.wake_due(conversation.pk)
    assert (fresh(conversation).status, fresh(conversation).snoozed_until) == (Status.OPEN, None)
    assert kinds(conversation) == ["conversation.snoozed", "conversation.woken"]
    assert_derived_right()


def test_snooze_again_for_longer_moves_the_timer(world, conversation):
    snoozing.snooze(conversation, now() + timedelta(hours=1), by=world.agent)
    snoozing.snooze(conversation, now() + timedelta(hours=3), by=world.agent)
    with time_machine.travel(now() + timedelta(hours=2)):
        Worker(name="test").work_off()
        snoozing.wake_due(conversation.pk)
    assert fresh(conversation).status == Status.SNOOZED


def test_snooze_into_the_past_is_refused(world, conversation):
    with pytest.raises(snoozing.NotInFuture):
        snoozing.snooze(conversation, now() - timedelta(seconds=1), by=world.agent)


def test_customers_answer_ends_a_snooze_and_the_timer_finds_nothing(world, conversation):
    snoozing.snooze(conversation, now() + timedelta(hours=1), by=world.agent)
    make_answer(conversation.messages.get())
    assert (fresh(conversation).status, fresh(conversation).snoozed_until) == (Status.OPEN, None)
    snoozing.wake_due(conversation.pk)
    snoozing.wake_due(10**9)
    assert "conversation.woken" not in kinds(conversation)


def test_wake_of_what_is_awake_records_nothing(world, conversation):
    snoozing.wake(conversation, by=world.agent)
    assert kinds(conversation) == []


def test_assignment_and_team_move_counters_and_scope(world, conversation):
    assigning.assign(conversation, world.loner, by=world.lead)
    assigning.assign(conversation, world.loner, by=world.lead)
    assigning.hand_to_team(conversation, world.care, by=world.lead)
    assigning.unassign(conversation, by=world.lead)
    assigning.hand_to_team(conversation, None, by=world.lead)
    assert kinds(conversation) == [
        "conversation.assigned",
        "conversation.moved_to_team",
        "conversation.unassigned",
        "conversation.moved_to_team",
    ]
    assert_derived_right()


def test_who_cannot_answer_cannot_be_assigned(world, conversation):
    for agent in (world.reader, world.outsider):
        with pytest.raises(assigning.CannotAnswer):
            assigning.assign(conversation, agent, by=world.lead)


def test_removed_team_and_deactivated_agent_leave_their_conversations_counted_right(world):
    conversation, done = make_conversation(world.sales), make_conversation(world.sales)
    for each in (conversation, done):
        assigning.assign(each, world.loner, by=world.lead)
    resolving.resolve(done, by=world.loner)
    teaming.remove(world.orders, by=world.owner)
    assert fresh(conversation).team is None
    assert_derived_right()
    deactivating.deactivate(world.loner, by=world.owner)
    assert (fresh(conversation).assignee, fresh(done).assignee) == (None, world.loner)
    assert_derived_right()


def test_tags_are_words_once_each(world, conversation):
    for name in ("  Back  in Stock ", "back in stock", "Öl"):
        describing.tag(conversation, name, by=world.agent)
    assert fresh(conversation).tag_names == ["back in stock", "öl"]
    describing.untag(conversation, "Back in  stock", by=world.agent)
    describing.untag(conversation, "absent", by=world.agent)
    assert (fresh(conversation).tag_names, kinds(conversation)) == (
        ["öl"],
        ["conversation.tagged", "conversation.tagged", "conversation.untagged"],
    )
    for name in ("", "  ", "x" * 61):
        with pytest.raises(describing.UnusableName):
            describing.tag(conversation, name, by=world.agent)
    assert_derived_right()


def test_subject_and_priority_are_recorded_when_they_change(world, conversation):
    describing.rename(conversation, "  A \n new  one ", by=world.agent)
    describing.rename(conversation, "A new one", by=world.agent)
    describing.prioritise(conversation, Priority.URGENT, by=world.agent)
    describing.prioritise(conversation, Priority.URGENT, by=world.agent)
    assert (fresh(conversation).subject, fresh(conversation).priority) == ("A new one", Priority.URGENT)
    assert kinds(conversation) == ["conversation.renamed", "conversation.prioritised"]


def test_renamed_conversation_is_found_by_its_new_subject_and_by_what_the_customer_wrote_above(world):
    first = make_message(world.support, "Where is it?", subject="Hello again", attachments=[["fern.png", "image/png", "x"]])
    noting.add_note(first.conversation, "see the label", by=world.agent)
    describing.rename(first.conversation, "Crushed calathea", by=world.agent)
    describing.rename(first.conversation, "Crushed maranta", by=world.agent)
    words = ("subject:maranta", "maranta where", "subject:hello fern", "note:maranta label", "calathea")
    found = [[hit.row.id for hit in search_for(world.agent, text).results] for text in words]
    assert found == [[first.conversation_id]] * 4 + [[]]
    assert_derived_right()


def test_note_tells_those_it_names_who_may_see_it(world, conversation):
    text = "@Jonas @teo silva @Priya @Mira look; mail sam@sam.example, ask@Ada"
    noting.add_note(conversation, text, by=world.agent)
    assert [mention.agent for mention in Mention.objects.order_by("agent__name")] == [world.lead]
    assert sorted(event.topics for event in LiveEvent.objects.filter(kind="mention")) == [f"a{world.lead.pk}"]
    noting.mark_mentions_seen(conversation, world.lead)
    assert Mention.objects.get().seen_at is not None


def test_first_name_that_two_share_names_nobody(world, conversation):
    from tests.factories.accounts import an_agent

    an_agent(name="Jonas Berg", email="jonas.berg@fernandfable.example")
    noting.add_note(conversation, "@Jonas", by=world.agent)
    noting.add_note(conversation, "@Jonas Weber", by=world.agent)
    assert [mention.agent for mention in Mention.objects.all()] == [world.lead]


def test_empty_note_is_refused(world, conversation):
    with pytest.raises(Refused):
        noting.add_note(conversation, " \n", by=world.agent)


def test_naming_agents_takes_as_many_statements_for_many(world, conversation, django_assert_num_queries):
    with CaptureQueriesContext(
        connection,
    ) as few:
        noting.mentionable(conversation)
    from tests.factories.accounts import an_agent

    for number in range(5):
        an_agent(name=f"Agent {number}", email=f"a{number}@x.example", visibility="teams", teams=(world.care,))
    with django_assert_num_queries(len(few)):
        noting.mentionable(conversation)


def test_draft_is_one_for_each_agent_and_kind_and_none_when_empty(world, conversation):
    for text in ("a", "ab", "abc"):
        drafting.save(conversation, world.agent, text, is_note=False)
    drafting.save(conversation, world.lead, "x", is_note=True)
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["abc", "x"]
    drafting.save(conversation, world.agent, "  ", is_note=False)
    assert Draft.objects.get().agent == world.lead


def test_read_marks_are_each_agents_own_and_writing_ends_when_known(world, conversation, django_assert_num_queries):
    view = listing.view_for("open", world.agent)
    reading.mark_read(conversation, world.agent)
    with django_assert_num_queries(1):
        reading.mark_read(conversation, world.agent)
    assert [row.is_unread for row in listing.page(world.agent, view).rows] == [False]
    assert [row.is_unread for row in listing.page(world.lead, view).rows] == [True]
    make_answer(conversation.messages.get())
    assert [row.is_unread for row in listing.page(world.agent, view).rows] == [True]
    reading.mark_read(fresh(conversation), world.agent)
    reading.mark_unread(conversation, world.agent)
    assert [row.is_unread for row in listing.page(world.agent, view).rows] == [True]


def test_presence_lasts_forty_seconds_and_tells_only_changes(world, conversation):
    def told() -> int:
        return LiveEvent.objects.filter(kind="presence").count()

    viewing.arrive(conversation, world.agent)
    viewing.arrive(conversation, world.agent)
    assert told() == 1
    viewing.arrive(conversation, world.agent, is_typing=True)
    assert told() == 2
    assert [p.agent for p in viewing.present([conversation.pk], besides=world.lead)] == [world.agent]
    assert viewing.present([conversation.pk], besides=world.agent) == []
    with time_machine.travel(now() + timedelta(seconds=41)):
        assert viewing.present([conversation.pk], besides=world.lead) == []
        viewing.arrive(conversation, world.agent, is_typing=True)
        assert told() == 3
    with time_machine.travel(now() + timedelta(seconds=90)):
        assert (viewing.sweep(), Presence.objects.count()) == (1, 0)
    viewing.arrive(conversation, world.lead)
    viewing.leave(conversation, world.lead)
    viewing.leave(conversation, world.lead)
    assert told() == 5


def test_detach_gives_a_message_its_own_conversation(world, conversation):
    message = make_answer(conversation.messages.get(), "Something else")
    own = detaching.detach(message, by=world.agent)
    assert (own.message_count, fresh(conversation).message_count) == (1, 1)
    assert (Link.objects.get().other_id, Link.objects.get().reason) == (conversation.pk, "detached")
    assert make_answer(message, "more", sender=("greta@post.example", "Greta")).conversation_id == own.pk
    assert_derived_right()
    with pytest.raises(detaching.OnlyMessage):
        detaching.detach(conversation.messages.get(), by=world.agent)


def test_detached_third_party_is_a_customer_of_their_own(world, conversation):
    from tests.factories.conversations import make_reply

    ours = make_reply(conversation, world.agent)
    message = make_message(world.support, "I am her sister", sender=OMAR, references=[ours.external_id])
    own = detaching.detach(message, by=world.agent)
    message.refresh_from_db()
    assert (own.customer.name, own.customer_name, message.is_third_party, message.matched_by) == (
        "Omar Haddad",
        "Omar Haddad",
        False,
        "agent",
    )
    with pytest.raises(detaching.OnlyMessage):
        detaching.detach(ours, by=world.agent)


def test_started_conversation_is_the_agents_and_waits_for_the_customer(world, posted):
    conversation = starting.start(world.support, Address(" Omar@Mail.Example", "Omar"), " Your  order ", "It is ready.", by=world.agent)
    row = fresh(conversation)
    assert (row.subject, row.assignee, row.status, row.customer_name, row.message_count) == (
        "Your order",
        world.agent,
        Status.PENDING,
        "Omar",
        1,
    )
    assert conversation.messages.get().recipients == [{"role": "to", "address": "omar@mail.example", "name": "Omar"}]
    assert_derived_right()
    for to, text in ((Address("  "), "Hello"), (Address("a@b.example"), "  ")):
        with pytest.raises(Refused):
            starting.start(world.support, to, "x", text, by=world.agent)
    assert Tally.objects.filter(count__lt=0).count() == 0
    assert_derived_right()


def test_saved_reply_fills_in_names_what_is_missing_and_counts(world, conversation):
    reply = SavedReply.objects.create(
        title="Hi", text="Hi {{ customer.first_name | there }}, #{{conversation.number}} {{ order.number }} {{agent.first_name}}"
    )
    filled = saving_replies.use(reply, conversation, world.agent)
    assert filled == saving_replies.Filled(f"Hi Greta, #{conversation.pk} {{{{ order.number }}}} Mira", ("order.number",))
    reply.refresh_from_db()
    assert reply.uses == 1
    assert saving_replies.unknown_variables(reply.text) == ["order.number"]
    assert saving_replies.fill("Hi {{ customer.first_name | there }}", {}).text == "Hi there"
    assert saving_replies.values_for(conversation, world.agent).keys() == saving_replies.variables().keys()


def test_saved_replies_of_other_teams_are_not_offered(world):
    SavedReply.objects.create(title="Everybody", text="x")
    SavedReply.objects.create(title="Care", text="x", team=world.care, uses=3)
    SavedReply.objects.create(title="Orders", text="x", team=world.orders)
    assert [reply.title for reply in saving_replies.usable_by(world.carer)] == ["Care", "Everybody"]


def test_wrong_counters_are_found_and_made_right(world, conversation):
    make_conversation(world.sales)
    Tally.objects.filter(inbox_id=world.support.pk).update(count=7)
    Tally.objects.filter(inbox_id=world.sales.pk).delete()
    assert len(tallying.differences()) == 2
    assert (tallying.rebuild(), tallying.differences()) == (2, {})
