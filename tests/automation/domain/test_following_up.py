"""Check-ins, closings after a warning: done when nobody wrote, needless when somebody did."""

from datetime import timedelta

import pytest

from goodwill.activity.models import Activity
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import following_up
from goodwill.automation.enums import FollowUpKind, FollowUpState
from goodwill.automation.models import FollowUp
from goodwill.conversations.domain import resolving
from goodwill.conversations.models import Message, Note
from goodwill.core.clock import now, pretending
from goodwill.core.models import Job
from tests.factories.automation import make_rule, work_off
from tests.factories.conversations import assert_derived_right, fresh, make_answer, make_conversation, make_reply

DAY = timedelta(days=1)


def days_on(number: float):
    return pretending(now() + number * DAY)


def plan(conversation, kind=FollowUpKind.MESSAGE, text="All well, {{ customer.first_name }}?", **options):
    return following_up.plan(conversation, kind, now() + 3 * DAY, text, **options)


def outcome(follow_up):
    follow_up.refresh_from_db()
    return follow_up.state, follow_up.detail


def test_check_in_is_sent_when_nobody_wrote(world, posted):
    conversation = make_conversation(world.support)
    resolving.resolve(conversation, by=world.agent)
    planned = plan(conversation)
    with days_on(2.9):
        work_off()
    assert posted.messages == []
    with days_on(3.1):
        work_off()
    assert outcome(planned) == (FollowUpState.DONE, "")
    assert [message.text.splitlines()[0] for message in posted.messages] == ["All well, Greta?"]
    assert fresh(conversation).status == "resolved"
    assert Activity.objects.filter(kind="follow_up.done").count() == 1
    assert_derived_right()


def test_customer_who_writes_makes_it_needless(world, posted):
    conversation = make_conversation(world.support)
    planned = plan(conversation)
    assert following_up.planned_for(conversation) == [planned]
    make_answer(conversation.messages.get())
    assert following_up.planned_for(fresh(conversation)) == []
    with days_on(4):
        work_off()
    assert outcome(planned) == (FollowUpState.CANCELLED, "The customer wrote.")
    assert posted.messages == []


def test_our_answer_makes_it_needless_too(world):
    conversation = make_conversation(world.support)
    planned = plan(conversation)
    make_reply(conversation, world.agent)
    with days_on(4):
        work_off()
    assert outcome(planned) == (FollowUpState.CANCELLED, "The customer was answered.")


def test_reopening_comes_with_a_note(world):
    conversation = make_conversation(world.support)
    resolving.resolve(conversation, by=world.agent)
    plan(conversation, FollowUpKind.REOPEN, "Ask {{ customer.first_name }} how it went")
    with days_on(4):
        work_off()
    assert fresh(conversation).status == "open"
    note = Note.objects.get()
    assert (note.text, note.author) == ("Ask Greta how it went", None)


def test_missing_value_stops_it_with_a_reason(world, posted):
    planned = plan(make_conversation(world.support), text="{{ order.last.number }}")
    with days_on(4):
        work_off()
    assert outcome(planned) == (FollowUpState.STOPPED, "Not written: order.last.number is not known here.")
    assert posted.messages == []


def test_cancelled_one_and_replaced_one_never_come(world, posted):
    conversation = make_conversation(world.support)
    first = plan(conversation)
    second = plan(conversation)
    assert outcome(first) == (FollowUpState.CANCELLED, "Another was planned.")
    assert following_up.cancel(second, by=world.agent) is True
    assert following_up.cancel(second, by=world.agent) is False
    assert not Job.objects.filter(task__contains="follow_up").exists()
    with pytest.raises(Stopped):
        following_up.cancel_by_number(second.pk, by=world.agent)
    with days_on(4):
        work_off()
    assert posted.messages == []


def auto_close():
    warn = {"name": "warn_and_close", "text": "Anything else, {{ customer.first_name }}?", "days": 3}
    return make_rule(warn, trigger="quiet", trigger_parameters={"hours": 168, "calendar": "", "statuses": ["pending", "resolved"]})


def test_quiet_conversation_is_warned_then_closed(world, posted):
    auto_close()
    conversation = make_conversation(world.support)
    make_reply(conversation, world.agent)
    work_off()
    with days_on(7.1):
        work_off()
    assert posted.messages[-1].text.splitlines()[0] == "Anything else, Greta?"
    closing = FollowUp.objects.get()
    assert (closing.kind, closing.state, fresh(conversation).status) == (FollowUpKind.CLOSE, FollowUpState.WAITING, "pending")
    with days_on(10.2):
        work_off()
    assert fresh(conversation).status == "closed"
    with days_on(40):
        work_off()
    assert Message.objects.filter(is_automatic=True).count() == 1


def test_answer_to_the_warning_keeps_it_open(world):
    auto_close()
    conversation = make_conversation(world.support)
    reply = make_reply(conversation, world.agent)
    work_off()
    with days_on(7.1):
        work_off()
    with days_on(8):
        make_answer(reply)
        work_off()
    with days_on(12):
        work_off()
    assert fresh(conversation).status == "open"
    assert FollowUp.objects.get().detail == "The customer wrote."


def test_conversation_that_is_ours_again_is_not_closed(world):
    conversation = make_conversation(world.support)
    planned = plan(conversation, FollowUpKind.CLOSE, "")
    with days_on(4):
        work_off()
    assert outcome(planned) == (FollowUpState.STOPPED, "It is Open again.")
    assert fresh(conversation).status == "open"
