"""A bounce marks the message that bounced, and makes the conversation ours again."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.domain import merging, receiving
from goodwill.conversations.domain.threading import reply_token
from goodwill.conversations.enums import Delivery, Status
from goodwill.conversations.models import Message
from goodwill.inboxes.models import RawMessage
from tests.factories.conversations import GRETA, assert_derived_right, fresh, make_conversation, make_reply
from tests.factories.inboxes import letter, make_raw

pytestmark = pytest.mark.django_db


def report(inbox, *, is_permanent: bool = True, **content) -> RawMessage:
    failures = content.pop("failures", [[GRETA[0], is_permanent, "5.1.1", "no such person"]])
    raw = make_raw(inbox, letter(what="report", failures=failures, **content))
    receiving.process(raw.pk)
    return RawMessage.objects.get(pk=raw.pk)


@pytest.fixture
def ours(world) -> Message:
    return make_reply(make_conversation(world.support), world.agent)


def test_bounce_by_signed_id_marks_the_message_and_reopens(world, ours):
    raw = report(world.support, about=["other@x", ours.external_id])
    ours.refresh_from_db()
    assert (ours.delivery, ours.delivery_detail) == (Delivery.BOUNCED, f"{GRETA[0]}: no such person")
    assert (raw.state, raw.outcome) == ("dropped", "delivery_report")
    assert fresh(ours.conversation).status == Status.OPEN
    assert Activity.objects.get(kind="message.bounced").data == {"message": ours.pk, "raw": raw.pk}
    assert_derived_right()


def test_bounce_by_reply_token_marks_the_newest_message_to_that_address(world, ours):
    newer = make_reply(ours.conversation, world.agent, "Again")
    report(world.support, reply_tokens=[reply_token(ours.conversation_id, GRETA[0])])
    assert [m.delivery for m in Message.objects.filter(pk__in=[ours.pk, newer.pk]).order_by("pk")] == [Delivery.WAITING, Delivery.BOUNCED]


@pytest.mark.parametrize("content", [{"is_permanent": False}, {"failures": []}])
def test_delay_and_good_news_change_nothing(world, ours, content):
    report(world.support, about=[ours.external_id], **content)
    ours.refresh_from_db()
    assert (ours.delivery, fresh(ours.conversation).status) == (Delivery.WAITING, Status.PENDING)


def test_report_about_nothing_of_ours_changes_nothing(world, ours):
    forged = ours.external_id.replace("gw.", "gw.1")
    raw = report(world.support, about=[forged, "x@y"], reply_tokens=["1-aaaaaaaaaaaaaaaa"])
    assert raw.sentence == "A delivery report that names no message of ours."
    assert Message.objects.get(pk=ours.pk).delivery == Delivery.WAITING


def test_bounce_in_a_merged_part_reopens_what_shows_it(world, ours):
    target = make_reply(make_conversation(world.support), world.agent).conversation
    merging.merge(fresh(ours.conversation), fresh(target), by=world.agent)
    report(world.support, about=[ours.external_id])
    assert (fresh(target).status, Message.objects.get(pk=ours.pk).delivery) == (Status.OPEN, Delivery.BOUNCED)
    assert_derived_right()
