"""What the outbox carries out shows on the message; a note has no way out."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

import goodwill
from goodwill.activity.models import Activity
from goodwill.conversations import deliveries
from goodwill.conversations.domain import merging, noting, replying
from goodwill.conversations.enums import Delivery, Status
from goodwill.conversations.models import Message, Note
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import OutboxEntry
from goodwill.inboxes.contract import Address, Capability, DeliveryResult, DeliveryState, FailedRecipient
from goodwill.inboxes.models import SinkMessage
from tests.factories.conversations import GRETA, fresh, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db


def work_off(after: float = 11) -> None:
    with time_machine.travel(now() + timedelta(seconds=after), tick=True):
        Worker(name="test").work_off()


def settled(message: Message, result: DeliveryResult, posted) -> Message:
    posted.results.append(result)
    work_off()
    message.refresh_from_db()
    return message


def test_message_leaves_after_ten_seconds_with_all_that_an_answer_needs(world, posted):
    conversation = make_conversation(world.support, "Where is\nmy fern?")
    message = make_reply(conversation, world.agent, "It is *here*: https://post.example/1 <b>")
    work_off(5)
    assert posted.messages == []
    work_off()
    (sent,) = posted.messages
    assert (sent.sender, sent.to, sent.subject) == (
        Address(world.support.address, "Mira Okafor – Support"),
        (Address(*GRETA),),
        "Re: My order",
    )
    assert (sent.in_reply_to, sent.external_id, sent.idempotency_key) == (
        message.references[-1],
        message.external_id,
        f"message-{message.pk}",
    )
    assert sent.text.endswith("Greta Lind:\n> Where is\n> my fern?")
    assert '<a href="https://post.example/1">' in sent.html
    assert "&lt;b&gt;" in sent.html
    assert "<blockquote>Where is<br>my fern?</blockquote>" in sent.html
    message.refresh_from_db()
    assert (message.delivery, message.delivery_detail, message.sent_at is not None) == (Delivery.SENT, "", True)


def test_token_that_goes_out_brings_the_answer_back(world, posted):
    conversation = make_conversation(world.support)
    make_reply(conversation, world.agent)
    work_off()
    answer = make_message(world.support, "Thanks", reply_tokens=[posted.messages[0].reply_token])
    assert answer.conversation_id == conversation.pk


def test_quotation_goes_only_to_those_who_had_the_words(world, posted):
    conversation = make_message(world.support, "My card is lost", cc=[["kim@post.example", "Kim"]]).conversation
    make_reply(conversation, world.agent, "To both", cc=[Address("kim@post.example")])
    make_reply(conversation, world.agent, "To the carrier", to=[Address("carrier@van.example")])
    make_reply(conversation, world.agent, "With the carrier", cc=[Address("carrier@van.example")])
    work_off()
    assert ["card" in sent.text for sent in posted.messages] == [True, False, False]


def test_sink_keeps_what_has_no_way_out_once(world, posted):
    message = make_reply(make_conversation(world.support), world.agent)
    settled(message, DeliveryResult(DeliveryState.ACCEPTED, "kept", kept=b"wire"), posted)
    entry = OutboxEntry.objects.get()
    deliveries.settle(entry, deliveries.outbox.Done("", DeliveryResult(DeliveryState.ACCEPTED, kept=b"wire")))
    assert (SinkMessage.objects.get().content(), message.delivery) == (b"wire", Delivery.KEPT)


def test_temporary_failure_is_tried_again_under_the_same_key(world, posted):
    message = make_reply(make_conversation(world.support), world.agent)
    settled(message, DeliveryResult(DeliveryState.TEMPORARY, "busy"), posted)
    assert (message.delivery, message.delivery_detail) == (Delivery.RETRYING, "busy")
    work_off(60)
    message.refresh_from_db()
    assert (message.delivery, len({(sent.idempotency_key, sent.external_id) for sent in posted.messages}), len(posted.messages)) == (
        Delivery.SENT,
        1,
        2,
    )


def test_failure_makes_it_ours_again_and_can_be_retried(world, posted):
    conversation = make_conversation(world.support)
    message = make_reply(conversation, world.agent)
    settled(message, DeliveryResult(DeliveryState.PERMANENT, "no such address"), posted)
    assert (message.delivery, fresh(conversation).status) == (Delivery.FAILED, Status.OPEN)
    assert Activity.objects.get(kind="message.failed").data == {"message": message.pk}
    replying.retry(message, by=world.agent)
    work_off()
    message.refresh_from_db()
    assert (message.delivery, message.delivery_detail) == (Delivery.SENT, "")
    with pytest.raises(replying.Refused):
        replying.retry(message, by=world.agent)


def test_refused_recipient_among_accepted_ones_is_shown(world, posted):
    message = make_reply(make_conversation(world.support), world.agent, cc=[Address("kim@x.example")])
    refused = FailedRecipient("kim@x.example", True, "5.1.1", "unknown")
    settled(message, DeliveryResult(DeliveryState.ACCEPTED, "", refused=(refused,)), posted)
    assert (message.delivery, message.delivery_detail) == (Delivery.SENT, "kim@x.example: unknown")


def test_delivery_of_a_merged_part_moves_the_version_of_what_shows_it(world, posted):
    source, target = make_conversation(world.support), make_conversation(world.support)
    message = make_reply(source, world.agent)
    merging.merge(fresh(source), target, by=world.agent)
    before = fresh(target).version
    settled(message, DeliveryResult(DeliveryState.ACCEPTED), posted)
    assert (message.delivery, fresh(target).version > before) == (Delivery.SENT, True)


def test_bounce_that_was_quicker_than_the_note_of_sending_stays(world, posted):
    message = make_reply(make_conversation(world.support), world.agent)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.BOUNCED, delivery_detail="came back")
    settled(message, DeliveryResult(DeliveryState.ACCEPTED), posted)
    assert (message.delivery, message.delivery_detail) == (Delivery.BOUNCED, "came back")


def test_note_never_reaches_the_outbox(world, posted):
    conversation = make_conversation(world.support)
    note = noting.add_note(conversation, "She is a VIP, tell nobody @Jonas", by=world.agent)
    make_reply(conversation, world.agent, "Hello")
    work_off()
    assert [entry.payload.keys() for entry in OutboxEntry.objects.all()] == [{"message"}]
    assert all("VIP" not in sent.text + sent.html + sent.subject for sent in posted.messages)
    with pytest.raises(AttributeError):
        deliveries.outbound(note, "key", frozenset(Capability))


def test_no_code_that_sends_knows_of_notes():
    """Whatever imports the outbox or builds an OutboundMessage never names Note: it could not get one."""
    offenders = []
    for path in Path(goodwill.__file__).parent.rglob("*.py"):
        text = path.read_text()
        if "utbo" not in text or "Note" not in text:
            continue
        tree = ast.parse(text)
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import) for alias in node.names}
        if names & {"outbox", "OutboundMessage"} and names & {"Note", "CustomerNote", "noting"} and "core" not in path.parts:
            offenders.append(path.name)
    assert offenders == []
    assert Note._meta.get_field("conversation")
    assert not {"recipients", "delivery", "external_id"} & {field.name for field in Note._meta.get_fields()}


def test_files_signatures_and_an_own_subject_go_along(world, posted):
    from goodwill.conversations.domain import starting
    from goodwill.inboxes.contract import Attachment as File

    world.agent.signature, world.support.signature = "Mira", "Fern & Fable"
    world.agent.save()
    world.support.save()
    starting.start(
        world.support,
        Address("omar@mail.example"),
        "Your order",
        "It is ready.",
        by=world.agent,
        files=[File("a.txt", "text/plain", b"hi")],
    )
    work_off()
    (sent,) = posted.messages
    assert (sent.subject, sent.text, sent.in_reply_to) == ("Your order", "It is ready.\n\nMira\nFern & Fable", "")
    assert [(file.filename, file.content) for file in sent.attachments] == [("a.txt", b"hi")]


def test_subject_is_not_answered_twice(world, posted):
    make_reply(make_conversation(world.support, subject="Aw: Pflanze"), world.agent)
    work_off()
    assert posted.messages[0].subject == "Aw: Pflanze"
