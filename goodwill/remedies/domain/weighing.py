"""Works out what a request would do and what the policy says of it; writes nothing."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer
from goodwill.commerce import registry
from goodwill.remedies import kinds
from goodwill.remedies.contract import Grantee, Incomplete, Kind, Plan, Request, Subject
from goodwill.remedies.domain import describing, judging, tabling
from goodwill.remedies.domain.judging import Verdict
from goodwill.remedies.domain.spending import Spending
from goodwill.remedies.models import Policy, Remedy

_KEY = re.compile(r"[A-Za-z0-9_-]{8,60}")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request with all that was found out about it; nothing of it is written."""

    request: Request
    grantee: Grantee
    policy: Policy
    subject: Subject
    plan: Plan
    facts: judging.Facts
    verdict: Verdict
    problems: tuple[str, ...]
    key: str


def weigh(request: Request, grantee: Grantee, policy: Policy, at: datetime, *, again: Remedy | None = None) -> Weighed:
    """Plan it and judge it. ``again`` is the remedy that this request was made from, which must not count against itself."""
    kind = kinds.kind(request.kind)
    key, apart_from = (again.key, again.pk) if again else (key_for(request), 0)
    subject = describing.subject_of(request, at, key, apart_from=apart_from)
    if kind.needs_order and subject.order is None:
        raise Incomplete(_("Choose an order."), "order")
    plan = kind.plan(request.parameters, subject, request.reason)
    facts = facts_of(request, grantee, subject, plan)
    spent = Spending(request, grantee, plan.value.currency, at, apart_from)
    verdict = judging.judge(facts, tabling.rows_of(policy, at, apart_from=apart_from), spent)
    problems = (*_unable(kind, request, grantee), *plan.problems)
    return Weighed(request, grantee, policy, subject, plan, facts, verdict, problems, key)


def facts_of(request: Request, grantee: Grantee, subject: Subject, plan: Plan) -> judging.Facts:
    order, agent = subject.order, grantee.agent
    return judging.Facts(
        kind=request.kind,
        value=plan.value,
        grantee=grantee.kind,
        store_id=request.store.pk,
        role=agent.role if agent else "",
        team_ids=grantee.team_ids,
        agent_id=agent.pk if agent else 0,
        country=order.country if order else ((subject.buyer.document.get("address") or {}).get("country", "") if subject.buyer else ""),
        reason=request.reason,
        order_total=order.total_money if order else None,
        situation=describing.situation_of(request, subject, plan),
    )


def key_for(request: Request) -> str:
    """The idempotency key: the same for the same form, else a new one."""
    return f"gw-{request.key}" if _KEY.fullmatch(request.key) else f"gw-{uuid4().hex}"


def _unable(kind: Kind, request: Request, grantee: Grantee) -> list[str]:
    """Why nobody could do it here: the store is off, its platform can't do that, the agent may only read."""
    if grantee.agent is not None and not may_answer(grantee.agent):
        return [_("You may only read.")]
    if not request.store.is_active:
        return [_("The store is not connected now.")]
    if request.order is not None and request.order.store_id != request.store.pk:
        return [_("The order is of another store.")]
    if request.order is not None and request.order.removed_at is not None:
        return [_("The order was deleted in the store.")]
    lacking = kind.abilities(request.parameters) - registry.connector_of(request.store).abilities
    return [_("%(store)s can't do that: %(what)s.") % {"store": request.store.name, "what": kind.label}] if lacking else []
