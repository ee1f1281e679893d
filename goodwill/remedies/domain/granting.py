"""The one gate through which money leaves: what is asked for is weighed, and granted, put up for approval, or denied.

Agents, the bot and the customer's own page all come here; nothing else puts a store's action into the outbox.
"""

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.commerce.contract.documents import encode_action
from goodwill.commerce.models import Order, StoreCustomer
from goodwill.core import outbox
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.remedies.contract import Grantee, Incomplete, Request
from goodwill.remedies.domain import asking, describing, judging, tabling
from goodwill.remedies.domain.entering import actor_of, enter
from goodwill.remedies.domain.judging import PassedOver
from goodwill.remedies.domain.weighing import Weighed, key_for, weigh
from goodwill.remedies.enums import Effect, EntryKind, GranteeKind, RemedyState
from goodwill.remedies.errors import Denied, NeedsSecondFactor
from goodwill.remedies.models import Remedy

TOPIC = "remedy"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: ``sentence`` is the policy's, ``sentences`` are the dry run, ``problems`` stand against it."""

    outcome: Effect
    rule: str
    sentence: str
    sentences: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    value: Money | None = None
    room: Money | None = None
    needs_second_factor: bool = False
    approvers: tuple[Agent, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    lacks_reason: bool = False
    wrong_field: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether sending it would do something: it can be done, and is allowed or can be approved."""
        return not self.problems and not self.lacks_reason and self.outcome != Effect.DENY


def preview(request: Request, grantee: Grantee) -> Preview:
    """What ``grant`` would do with it now; writes nothing."""
    try:
        weighed = weigh(request, grantee, tabling.active(), now())
    except Incomplete as error:
        return Preview(Effect.DENY, "", "", problems=(str(error),), wrong_field=error.field)
    verdict = weighed.verdict
    return Preview(
        outcome=verdict.effect,
        rule=verdict.rule,
        sentence=verdict.sentence,
        sentences=weighed.plan.sentences,
        problems=weighed.problems,
        value=weighed.plan.value,
        room=verdict.room,
        needs_second_factor=verdict.effect == Effect.ALLOW and verdict.needs_second_factor,
        approvers=tuple(asking.approvers(weighed)) if verdict.effect == Effect.APPROVE else (),
        passed_over=verdict.passed_over,
        lacks_reason=verdict.lacks_reason,
    )


def grant(request: Request, grantee: Grantee, *, is_stepped_up: bool = False) -> Remedy:
    """Judge and decide in one transaction: the remedy, its entry in the ledger, and what the outbox carries out.

    Raise Denied when the policy or the facts are against it, which the ledger keeps; NeedsSecondFactor and Incomplete
    when something is missing, which leaves no trace. A second request with the same key is the first one.
    """
    with transaction.atomic():
        policy = tabling.held()
        request = _held(request)
        if (known := _asked_before(request, grantee)) is not None:
            return known
        weighed = weigh(request, grantee, policy, now())
        remedy = _decide(weighed, is_stepped_up)
    if remedy.state == RemedyState.DENIED:
        raise Denied(remedy.rule_name, remedy.sentence)
    return remedy


def release(remedy: Remedy, weighed: Weighed, *, by: Agent | Actor, words: str = "") -> None:
    """Grant a remedy whose row is held: it is in the ledger and in the outbox, or in neither."""
    assert weighed.plan.action is not None
    enter(
        remedy,
        EntryKind.GRANTED,
        by=by,
        amount=weighed.plan.value.minor,
        words=words or "\n".join(weighed.plan.sentences),
        value=weighed.plan.value.minor,
        action=encode_action(weighed.plan.action),
        granted_by=by if isinstance(by, Agent) else None,
        granted_at=now(),
    )
    outbox.put(TOPIC, outbox_key(remedy), {"remedy": remedy.pk})


def outbox_key(remedy: Remedy) -> str:
    return f"{TOPIC}:{remedy.key}"


def _decide(weighed: Weighed, is_stepped_up: bool) -> Remedy:
    verdict = weighed.verdict
    if weighed.problems or verdict.effect == Effect.DENY:
        rule, why = ("", weighed.problems[0]) if weighed.problems else (verdict.rule, verdict.sentence)
        # Under a key of its own: the same form may be sent again when the obstacle is gone.
        remedy = _made(weighed, key=f"denied-{uuid4().hex}", rule_name=rule, sentence=why)
        enter(remedy, EntryKind.DENIED, by=actor_of(remedy), words=why)
        return remedy
    if verdict.lacks_reason:
        raise Incomplete(_("Say why: the rule “%(rule)s” asks for a reason.") % {"rule": verdict.rule}, "reason")
    if verdict.effect == Effect.APPROVE:
        remedy = _made(weighed)
        asking.ask(remedy, weighed)
        return remedy
    if verdict.needs_second_factor and not is_stepped_up and weighed.grantee.kind == GranteeKind.AGENT:
        raise NeedsSecondFactor(_("So much takes your second factor once more."))
    remedy = _made(weighed)
    release(remedy, weighed, by=actor_of(remedy))
    return remedy


def _made(weighed: Weighed, key: str = "", rule_name: str = "", sentence: str = "") -> Remedy:
    """The row of the remedy; the caller enters what became of it."""
    request, subject, verdict = weighed.request, weighed.subject, weighed.verdict
    conversation = request.conversation
    return Remedy.objects.create(
        kind=request.kind,
        key=key or weighed.key,
        store=request.store,
        order=subject.order,
        buyer=subject.buyer,
        customer_id=conversation.customer_id if conversation else (subject.buyer.customer_id if subject.buyer else None),
        conversation=conversation,
        grantee=weighed.grantee.kind,
        agent=weighed.grantee.agent,
        parameters=dict(request.parameters),
        situation=_kept(weighed.facts),
        value=weighed.plan.value.minor,
        limit=verdict.room.minor if verdict.room is not None else None,
        currency=weighed.plan.value.currency,
        reason=request.reason,
        note=request.note,
        address_key=describing.address_key(subject),
        policy=weighed.policy,
        rule_name=rule_name or verdict.rule,
        sentence=sentence or verdict.sentence,
        is_statutory=bool(verdict.row and verdict.row.is_statutory),
        is_impossible=bool(weighed.problems),
        budget_id=verdict.row.budget_id if verdict.row else None,
        state=RemedyState.ASKED,
        asked_at=weighed.subject.at,
    )


def _kept(facts: judging.Facts) -> dict[str, object]:
    """What judging it again under another policy takes, beside the columns of the remedy."""
    return {
        **(facts.situation or {}),
        "_role": facts.role,
        "_teams": sorted(facts.team_ids),
        "_country": facts.country,
        "_order_total": facts.order_total.minor if facts.order_total else None,
    }


def _held(request: Request) -> Request:
    """The request with its order or buyer as they are now, held: two that ask at once for one order meet here."""
    order, buyer = request.order, request.buyer
    if order is not None:
        order = Order.objects.select_for_update(no_key=True, of=("self",)).select_related("buyer").get(pk=order.pk)
    elif buyer is not None:
        buyer = StoreCustomer.objects.select_for_update(no_key=True).get(pk=buyer.pk)
    return Request(
        request.kind, request.store, order, buyer, request.parameters, request.reason, request.note, request.conversation, request.key
    )


def _asked_before(request: Request, grantee: Grantee) -> Remedy | None:
    """The remedy that the same form asked for already. A key that belongs to something else is no such form."""
    known = Remedy.objects.filter(key=key_for(request)).first() if request.key else None
    if known is None:
        return None
    is_same = (known.kind, known.store_id, known.order_id, known.grantee, known.agent_id) == (
        request.kind,
        request.store.pk,
        request.order.pk if request.order else None,
        grantee.kind,
        grantee.agent.pk if grantee.agent else None,
    )
    if not is_same:
        raise Denied("", _("This form was used for something else. Open it again."))
    return known
