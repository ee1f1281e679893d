"""Tries out what a policy would say of somebody's request, without making one."""

from dataclasses import dataclass

from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.remedies.contract import Grantee, Plan, Request
from goodwill.remedies.domain import describing, judging, tabling
from goodwill.remedies.domain.judging import Verdict
from goodwill.remedies.domain.offering import HOPEFUL
from goodwill.remedies.domain.spending import Spending
from goodwill.remedies.domain.weighing import facts_of
from goodwill.remedies.models import Policy


@dataclass(frozen=True, slots=True)
class Trial:
    """The verdict on ``value``, with what was given away before counted as it stands now."""

    value: Money
    verdict: Verdict


def try_out(policy: Policy, request: Request, grantee: Grantee, value: Money) -> Trial:
    """Judge so much of this kind; what only a filled-in form would tell is taken for what the policy likes."""
    at = now()
    subject = describing.subject_of(request, at)
    facts = facts_of(request, grantee, subject, Plan(value, None, (), traits=HOPEFUL))
    spent = Spending(request, grantee, value.currency, at)
    return Trial(value, judging.judge(facts, tabling.rows_of(policy, at), spent))
