"""Answers the questions that go over a limit: yes and no by people, once; escalated and expired by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.commerce.models import Order, StoreCustomer
from goodwill.core import live
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import asking, granting, tabling, weighing
from goodwill.remedies.domain.entering import enter
from goodwill.remedies.domain.weighing import Weighed
from goodwill.remedies.enums import Effect, EntryKind
from goodwill.remedies.errors import AlreadyAnswered, Denied, NeedsSecondFactor, NotForYou
from goodwill.remedies.models import Approval, Remedy

# Who is asked when those who were asked first let it lie.
HIGHEST = [Role.ADMINISTRATOR.value, Role.OWNER.value]


def approve(approval: Approval, *, by: Agent, words: str = "", is_stepped_up: bool = False) -> Remedy:
    """Say yes: it is judged once more as if ``by`` asked for it, and granted under that limit.

    Raise NotForYou for whoever may not answer, or may not give so much; AlreadyAnswered when it is not open any more;
    Denied when it can't be done now, which leaves the question open; NeedsSecondFactor as when granting.
    """
    with _answering(approval, by) as fresh:
        weighed = _weighed_for(fresh.remedy, by)
        if weighed.problems:
            raise Denied("", weighed.problems[0])
        if weighed.verdict.effect != Effect.ALLOW:
            raise NotForYou(_("This is more than you may grant yourself. %(why)s") % {"why": weighed.verdict.sentence})
        if weighed.verdict.needs_second_factor and not is_stepped_up:
            raise NeedsSecondFactor(_("So much takes your second factor once more."))
        _close(fresh, by, is_granted=True, words=words)
        enter(fresh.remedy, EntryKind.APPROVED, by=by, words=words)
        granting.release(fresh.remedy, weighed, by=by)
    return fresh.remedy


def decline(approval: Approval, *, by: Agent, words: str = "") -> Remedy:
    """Say no; raise NotForYou and AlreadyAnswered as ``approve``."""
    with _answering(approval, by) as fresh:
        _close(fresh, by, is_granted=False, words=words)
        enter(fresh.remedy, EntryKind.DECLINED, by=by, words=words)
    return fresh.remedy


def preview(approval: Approval, by: Agent) -> Weighed:
    """What a yes of this agent would do now, with the verdict about the agent; writes nothing."""
    return _weighed_for(approval.remedy, by)


def escalate(approval_id: int) -> None:
    """Ask administrators and owners too, once the time has come and nobody has answered."""
    with transaction.atomic():
        approval = _locked(approval_id)
        if approval is None or not approval.is_open or approval.escalated_at or not approval.escalates_at or approval.escalates_at > now():
            return
        asked = {agent.pk for agent in asking.eligible(approval.roles, approval.teams)}
        approval.roles = [*approval.roles, *(role for role in HIGHEST if role not in approval.roles)]
        approval.escalated_at = now()
        approval.save(update_fields=["roles", "escalated_at"])
        enter(approval.remedy, EntryKind.ESCALATED)
        everybody = asking.eligible(approval.roles, approval.teams)
        asking.tell(approval, [agent for agent in everybody if agent.pk not in asked or agent.role in HIGHEST])


def expire(approval_id: int) -> None:
    """Close a question that nobody answered in time; nothing is granted."""
    with transaction.atomic():
        approval = _locked(approval_id)
        if approval is None or not approval.is_open or approval.expires_at > now():
            return
        _close(approval, None, is_granted=False, words="")
        enter(approval.remedy, EntryKind.EXPIRED)


def why_not(approval: Approval, agent: Agent) -> str:
    """Why this agent may not answer, in words; "" for those who may. What they may grant is another matter."""
    if not may_answer(agent):
        return _("You may only read.")
    if approval.remedy.agent_id == agent.pk:
        return _("Nobody answers their own question.")
    is_asked = agent.role in approval.roles or agent.teams.filter(pk__in=approval.teams).exists()
    return "" if is_asked else _("Others are asked for this.")


def waiting_for(agent: Agent, limit: int = 50) -> list[Approval]:
    """The open questions that this agent may answer, oldest first."""
    found = Approval.objects.filter(is_open=True, expires_at__gt=now()).exclude(remedy__agent=agent).order_by("expires_at", "pk")
    rows = found.select_related("remedy__agent", "remedy__order", "remedy__buyer", "remedy__store", "remedy__conversation")[: limit * 4]
    teams = set(agent.teams.values_list("pk", flat=True))
    return [row for row in rows if agent.role in row.roles or teams & set(row.teams)][:limit] if may_answer(agent) else []


@contextmanager
def _answering(approval: Approval, by: Agent) -> Iterator[Approval]:
    """The question, held with all that decides, if it is open and this agent's to answer."""
    with transaction.atomic():
        tabling.held()
        fresh = _locked(approval.pk)
        if fresh is None or not fresh.is_open or fresh.expires_at <= now():
            raise AlreadyAnswered(_("This was answered already, or it has expired."))
        if sentence := why_not(fresh, by):
            raise NotForYou(sentence)
        yield fresh


def _locked(approval_id: int) -> Approval | None:
    """The question as it is now, held with its order and its remedy, in the order in which all hold them."""
    found = Approval.objects.filter(pk=approval_id).values_list("remedy_id", "remedy__order_id", "remedy__buyer_id").first()
    if found is None:
        return None
    remedy_id, order_id, buyer_id = found
    if order_id:
        Order.objects.select_for_update(no_key=True).get(pk=order_id)
    elif buyer_id:
        StoreCustomer.objects.select_for_update(no_key=True).get(pk=buyer_id)
    Remedy.objects.select_for_update(no_key=True).get(pk=remedy_id)
    return (
        Approval.objects.select_for_update(no_key=True, of=("self",))
        .select_related("remedy__order__buyer", "remedy__store")
        .get(pk=approval_id)
    )


def _weighed_for(remedy: Remedy, agent: Agent) -> Weighed:
    request = Request(
        kind=remedy.kind,
        store=remedy.store,
        order=remedy.order,
        buyer=remedy.buyer,
        parameters=remedy.parameters,
        reason=remedy.reason,
        note=remedy.note,
        conversation=remedy.conversation,
    )
    return weighing.weigh(request, Grantee.of(agent), tabling.active(), now(), again=remedy)


def _close(approval: Approval, by: Agent | None, *, is_granted: bool, words: str) -> None:
    approval.is_open, approval.is_granted = False, is_granted
    approval.answered_by, approval.answered_at, approval.words = by, now(), words
    approval.save(update_fields=["is_open", "is_granted", "answered_by", "answered_at", "words"])
    asked = asking.eligible(approval.roles, approval.teams)
    asker = [approval.remedy.agent_id] if approval.remedy.agent_id else []
    live.publish([f"a{number}" for number in {*asker, *(agent.pk for agent in asked)}] or ["all"], "approval", {"id": approval.pk})
