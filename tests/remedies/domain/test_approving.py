"""Questions over the limit: answered once, by somebody else, within their own limit; escalated and expired by the clock."""

import re
from datetime import timedelta

import pytest

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import LiveEvent, OutboxEntry
from goodwill.inboxes import mail_backend
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import approving, granting
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.errors import AlreadyAnswered, Denied, NeedsSecondFactor, NotForYou
from goodwill.remedies.models import Approval, Remedy
from tests.factories.accounts import an_agent
from tests.factories.conversations import make_conversation
from tests.remedies.making import entries, make_policy, refund, refunded, reserved, tell

pytestmark = pytest.mark.django_db


def letters() -> list[dict]:
    return [mail_backend.opened(entry.payload) for entry in OutboxEntry.objects.filter(topic="letter").order_by("id")]


@pytest.fixture
def approval(order, world, settings) -> Approval:
    """Mira asks for 40.00, over her limit of 25.00."""
    settings.EMAIL_BACKEND = "goodwill.inboxes.mail_backend.DeskMail"
    remedy = granting.grant(refund(order, "40.00", conversation=make_conversation(world.support)), Grantee.of(world.agent))
    return remedy.approval


def test_question_goes_to_those_who_may_grant_it(approval, world):
    assert [letter["to"] for letter in letters()] == [["ada@fernandfable.example"], ["jonas@fernandfable.example"]]
    letter = letters()[1]
    assert letter["subject"] == "Approve? Refund, €40.00"
    assert re.search(rf"/approvals/{re.escape(approval.token)}/\n", letter["text"])
    assert "Mira Okafor asks for your approval, under the rule “Over the limit”:" in letter["text"]
    told = LiveEvent.objects.filter(kind="approval").get()
    assert told.topics == f"a{world.owner.pk} a{world.lead.pk}"
    assert [waiting.pk for waiting in approving.waiting_for(world.lead)] == [approval.pk]
    assert approving.waiting_for(world.agent) == []


def test_yes_grants_under_the_approvers_limit(approval, world, shelf):
    remedy = approving.approve(approval, by=world.lead, words="She is right.")

    assert (remedy.state, entries(remedy), reserved(remedy)) == (RemedyState.SENT, ["asked", "approved", "granted"], 4000)
    assert (remedy.granted_by, remedy.agent) == (world.lead, world.agent)
    Worker(name="test").work_off()
    remedy.refresh_from_db()
    assert (remedy.state, [what for what, *_rest in shelf.asked]) == (RemedyState.DONE, ["perform"])
    kinds = Activity.objects.filter(subject_kind="conversation", kind__startswith="remedy").order_by("id").values_list("kind", "agent")
    assert list(kinds) == [
        ("remedy.asked", world.agent.pk),
        ("remedy.approved", world.lead.pk),
        ("remedy.granted", world.lead.pk),
        ("remedy.done", None),
    ]


def test_question_is_answered_once(approval, world):
    approving.decline(approval, by=world.lead, words="Ask for a photo first.")

    with pytest.raises(AlreadyAnswered):
        approving.approve(approval, by=world.owner)
    remedy = Remedy.objects.get()
    assert (remedy.state, entries(remedy), reserved(remedy)) == (RemedyState.DECLINED, ["asked", "declined"], 0)
    assert not OutboxEntry.objects.filter(topic="remedy").exists()


def test_nobody_answers_their_own(order, world):
    remedy = granting.grant(refund(order, "105.00", parameters={}), Grantee.of(world.agent))
    with pytest.raises(NotForYou, match="their own"):
        approving.approve(remedy.approval, by=world.agent)

    make_policy({"name": "All ask", "effect": "approve", "approver_roles": ["owner"]})
    asked = granting.grant(refund(order, "1.00"), Grantee.of(world.owner))
    with pytest.raises(NotForYou, match="their own"):
        approving.approve(asked.approval, by=world.owner)


@pytest.mark.parametrize("who", ["agent_two", "reader"])
def test_others_may_not_answer(approval, world, who):
    other = world.reader if who == "reader" else an_agent(Role.AGENT, "Nils Holm")

    with pytest.raises(NotForYou):
        approving.approve(approval, by=other)
    assert Approval.objects.get().is_open


def test_lead_approves_no_more_than_the_policy_lets_them_grant(order, world):
    make_policy(
        {"name": "Leads", "roles": ["lead"], "amount": 3000, "currency": "EUR", "per": "day"},
        {"name": "Owner", "roles": ["owner"], "step_up_over": 5000},
        {"name": "Ask", "effect": "approve", "approver_roles": ["lead", "owner"]},
    )
    first, second = (granting.grant(refund(order, amount), Grantee.of(world.agent)) for amount in ("20.00", "20.00"))
    approving.approve(first.approval, by=world.lead)

    with pytest.raises(NotForYou, match="more than you may grant yourself"):
        approving.approve(second.approval, by=world.lead)
    assert approving.approve(second.approval, by=world.owner).state == RemedyState.SENT
    third = granting.grant(refund(order, "60.00"), Grantee.of(world.agent))
    with pytest.raises(NeedsSecondFactor):
        approving.approve(third.approval, by=world.owner)
    assert approving.approve(third.approval, by=world.owner, is_stepped_up=True).state == RemedyState.SENT


def test_what_is_impossible_by_now_is_not_granted(approval, order, world):
    tell(order.store, refunded("1001", "100.00"))

    with pytest.raises(Denied, match="left of what was paid"):
        approving.approve(approval, by=world.lead)
    assert (Remedy.objects.get().state, Approval.objects.get().is_open) == (RemedyState.ASKED, True)


def at(delta: timedelta):
    return clock.pretending(clock.now() + delta)


def test_question_escalates_and_expires_by_the_clock(approval, world, settings):
    boss = an_agent(Role.ADMINISTRATOR, "Ines Moreau")
    with at(timedelta(hours=3, minutes=59)):
        approving.escalate(approval.pk)
    assert entries(approval.remedy) == ["asked"]
    before = len(letters())
    with at(timedelta(hours=4, minutes=1)):
        approving.escalate(approval.pk)
        approving.escalate(approval.pk)
    assert entries(approval.remedy) == ["asked", "escalated"]
    assert {letter["to"][0] for letter in letters()[before:]} == {world.owner.email, boss.email}

    with at(timedelta(days=3, minutes=1)):
        with pytest.raises(AlreadyAnswered):
            approving.approve(approval, by=world.lead)
        approving.expire(approval.pk)
        approving.expire(approval.pk)
    remedy = Remedy.objects.get()
    assert (remedy.state, entries(remedy), reserved(remedy)) == (RemedyState.EXPIRED, ["asked", "escalated", "expired"], 0)


def test_timers_are_rows(approval):
    from goodwill.core.models import Job

    due = dict(Job.objects.filter(unique_key__endswith=f"approval:{approval.pk}").values_list("unique_key", "run_at"))
    assert {
        key: abs(moment - wanted) < timedelta(milliseconds=2)
        for (key, moment), wanted in zip(sorted(due.items()), (approval.escalates_at, approval.expires_at), strict=True)
    } == {f"escalate-approval:{approval.pk}": True, f"expire-approval:{approval.pk}": True}
