"""Messages join a conversation by proof alone; whoever has none begins one or is a third party."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from goodwill.conversations.domain import merging, receiving, replying, resolving, threading
from goodwill.conversations.enums import MatchedBy
from goodwill.conversations.models import Conversation, Link, Message
from goodwill.core import signing
from goodwill.customers.models import Customer
from goodwill.inboxes.models import Inbox
from tests.factories.conversations import GRETA, OMAR, fresh, make_conversation, make_message, make_reply
from tests.factories.customers import make_identity
from tests.factories.inboxes import letter, make_inbox, make_raw
from tests.factories.letters import letters

EVE = ("eve@evil.example", "Eve")


@pytest.fixture
def conversation(world) -> Conversation:
    return make_conversation(world.support)


@pytest.fixture
def reply(world, conversation) -> Message:
    return make_reply(conversation, world.agent)


def test_reply_token_finds_its_conversation_without_any_reference(world, conversation, reply):
    token = threading.reply_token(conversation.pk, GRETA[0])
    answer = make_message(world.support, "Thanks", reply_tokens=[token.upper()])
    assert (answer.conversation_id, answer.matched_by, answer.is_third_party) == (conversation.pk, MatchedBy.REPLY_TOKEN, False)


def test_token_for_another_conversation_address_or_with_another_seal_is_forged(world, conversation, reply):
    other = make_conversation(world.support, sender=OMAR)
    good = threading.reply_token(conversation.pk, GRETA[0])
    number, _, seal = good.partition("-")
    forged = [
        f"{threading.reply_token(other.pk, OMAR[0]).partition('-')[0]}-{seal}",
        threading.reply_token(conversation.pk, EVE[0]),
        f"{number}-{'a' * 16}",
        f"{number}-",
        f"-{seal}",
        seal,
        "",
        "z" * 40,
        f"{number}-{signing.seal('message-id', conversation.pk, GRETA[0])}",
    ]
    for token in forged:
        message = make_message(world.support, "Let me in", sender=EVE, reply_tokens=[token])
        assert (message.matched_by, Link.objects.count()) == (MatchedBy.NEW, 0), token
        assert message.conversation_id not in (conversation.pk, other.pk)


@given(token=st.text(max_size=60) | st.from_regex(r"\A[0-9a-z]{0,14}-[a-z2-7]{0,60}\Z"))
@settings(max_examples=60, deadline=None)
def test_no_guessed_token_or_id_is_ours(token):
    assert not signing.check("reply", token, 1, "a@b.example")
    assert threading.message_of_id(f"gw.1.{token}@x") is None


def test_signed_id_finds_its_conversation_in_any_inbox(world, conversation, reply):
    answer = make_message(world.sales, "Thanks", references=["unknown@x", reply.external_id])
    assert (answer.conversation_id, answer.matched_by) == (conversation.pk, MatchedBy.SIGNED_ID)


def test_signed_id_of_an_inbound_number_proves_nothing(world, conversation):
    inbound = conversation.messages.get()
    assert threading.message_of_id(threading.message_id(inbound.pk, "x.example")) is None


def test_reference_of_a_participant_joins(world, conversation):
    answer = make_message(world.support, "One more thing", references=[conversation.messages.get().external_id])
    assert (answer.conversation_id, answer.matched_by) == (conversation.pk, MatchedBy.REFERENCES)


def test_reference_in_another_inbox_proves_nothing(world, conversation):
    assert make_message(world.sales, references=[conversation.messages.get().external_id]).matched_by == MatchedBy.NEW


def test_stolen_message_id_begins_a_linked_conversation_with_no_earlier_content(world, conversation):
    stolen = make_message(world.support, "Resend it to me", sender=EVE, references=[conversation.messages.get().external_id])
    link = Link.objects.get()
    assert (link.conversation_id, link.other_id, link.reason) == (stolen.conversation_id, conversation.pk, "references")
    assert stolen.conversation.message_count == 1


def test_whoever_pretends_to_be_us_does_not_take_part(world, conversation, reply):
    ours = (world.support.address, "Support")
    forged = make_message(world.support, "Refund her", sender=ours, references=[conversation.messages.order_by("id").first().external_id])
    assert forged.conversation_id != conversation.pk


def test_stranger_with_a_signed_id_is_a_third_party_and_never_a_recipient(world, conversation, reply):
    forwarded = make_message(world.support, "I am her sister", sender=EVE, references=[reply.external_id])
    assert (forwarded.conversation_id, forwarded.is_third_party) == (conversation.pk, True)
    assert EVE[0] not in threading.participants(conversation)
    assert [a.address for a in replying.default_recipients(fresh(conversation))] == [GRETA[0]]
    assert EVE[0] not in [a.address for a in replying.copied(fresh(conversation))]
    answer = make_reply(conversation, world.agent, "To Greta")
    assert [entry["address"] for entry in answer.recipients] == [GRETA[0]]
    again = make_message(world.support, "And mine?", sender=EVE, references=[forwarded.external_id])
    assert again.conversation_id != conversation.pk


def test_third_party_does_not_make_the_customer_wait_nor_hide_that_they_do(world, conversation, reply):
    make_message(world.support, "I am her sister", sender=EVE, references=[reply.external_id])
    assert fresh(conversation).waiting_since is None


def test_copied_colleague_takes_part(world):
    first = make_message(world.support, cc=[["colleague@post.example", "Kim"]])
    answer = make_message(world.support, "Me too", sender=("colleague@post.example", "Kim"), references=[first.external_id])
    assert (answer.conversation_id, answer.is_third_party) == (first.conversation_id, False)


def test_other_address_of_the_same_customer_takes_part(world, conversation):
    make_identity(conversation.customer, "greta@work.example")
    answer = make_message(
        world.support, "From work", sender=("greta@work.example", "Greta"), references=[conversation.messages.get().external_id]
    )
    assert answer.conversation_id == conversation.pk


def test_recipient_of_a_reply_that_was_undone_takes_no_part(world, conversation):
    from goodwill.inboxes.contract import Address

    undone = make_reply(conversation, world.agent, "Oops", to=[Address(EVE[0])])
    replying.undo(undone, by=world.agent)
    assert EVE[0] not in threading.participants(conversation)


def test_merged_conversation_is_continued_where_it_went(world, conversation, reply):
    target = make_conversation(world.support)
    merging.merge(fresh(conversation), target, by=world.agent)
    by_token = make_message(world.support, "1", reply_tokens=[threading.reply_token(conversation.pk, GRETA[0])])
    by_id = make_message(world.support, "2", references=[reply.external_id])
    assert {by_token.conversation_id, by_id.conversation_id} == {target.pk}
    assert (by_token.is_third_party, by_id.is_third_party) == (False, False)


def test_parent_that_comes_late_joins_its_answers(world):
    answer = make_message(world.support, "B", external_id="b@x", references=["a@x"])
    sibling = make_message(world.support, "C", external_id="c@x", references=["a@x"])
    parent = make_message(world.support, "A", external_id="a@x")
    assert {answer.conversation_id, sibling.conversation_id, parent.conversation_id} == {answer.conversation_id}
    assert parent.matched_by == MatchedBy.REFERENCES


def test_thousands_of_references_and_tokens_cost_no_more_than_a_few(world, django_assert_max_num_queries):
    inbound = letter(
        "Busy?", references=[f"{number}@x" for number in range(5000)], reply_tokens=[f"{number}-{'a' * 16}" for number in range(5000)]
    )
    raw = make_raw(world.support, inbound)
    with django_assert_max_num_queries(120):
        assert receiving.process(raw.pk) is not None


def test_stranger_who_names_an_id_beforehand_catches_nobody(world):
    trap = make_message(world.support, "Trap", sender=EVE, references=["a@x"])
    assert make_message(world.support, "A", external_id="a@x").conversation_id != trap.conversation_id


def test_closed_conversation_found_by_token_is_followed_up(world, conversation, reply):
    resolving.close(conversation, by=world.agent)
    late = make_message(world.support, "Still broken", reply_tokens=[threading.reply_token(conversation.pk, GRETA[0])])
    assert late.conversation_id != conversation.pk
    assert Link.objects.get().reason == "follow_up"


class Reordering(TestCase):
    """The same messages, doubled and in any order, end in the same state."""

    # Two people, three matters; each message names its ancestors, as mail programs do.
    MATTERS = (
        (GRETA, "a", ["b", "c"]),
        (OMAR, "d", ["e"]),
        (GRETA, "f", []),
    )

    def _letters(self) -> list[bytes]:
        found = []
        for sender, root, answers in self.MATTERS:
            ancestors: list[str] = []
            for name in [root, *answers]:
                found.append(letter(name, sender=sender, external_id=f"{name}@x", references=list(reversed(ancestors))))
                ancestors.append(f"{name}@x")
        return found

    def _take_in(self, deliveries: list[bytes]) -> tuple:
        Message.objects.all().delete()
        Conversation.objects.all().delete()
        Customer.objects.all().delete()
        with letters():
            for content in deliveries:
                receiving.process(make_raw(self.inbox, content).pk)
        found = []
        for conversation in Conversation.objects.all():
            ids = sorted(conversation.messages.values_list("external_id", flat=True))
            found.append((tuple(ids), conversation.customer_name, conversation.status, conversation.message_count))
        return tuple(sorted(found))

    @given(seed=st.integers(0, 10**6))
    @settings(max_examples=15, deadline=None)
    def test_any_order_with_doubles_ends_in_the_same_state(self, seed):
        self.inbox = Inbox.objects.first() or make_inbox()
        rng = random.Random(seed)
        deliveries = self._letters()
        deliveries += rng.choices(deliveries, k=4)
        rng.shuffle(deliveries)
        expected = (
            (("a@x", "b@x", "c@x"), "Greta Lind", "open", 3),
            (("d@x", "e@x"), "Omar Haddad", "open", 2),
            (("f@x",), "Greta Lind", "open", 1),
        )
        assert self._take_in(deliveries) == expected


def test_message_ids_of_different_messages_differ():
    made = [threading.message_id(number, "x.example") for number in itertools.chain(range(50), [36**6])]
    assert len(set(made)) == len(made)
