"""Puts a remedy that is over the limit before those who may say yes: on their pages, and by letter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db.models import Q

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.core import jobs, live
from goodwill.core.clock import now
from goodwill.remedies import letters
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import judging, tabling
from goodwill.remedies.domain.entering import actor_of, enter
from goodwill.remedies.domain.judging import Verdict
from goodwill.remedies.domain.spending import Spending
from goodwill.remedies.domain.weighing import Weighed
from goodwill.remedies.enums import Effect, EntryKind, GranteeKind
from goodwill.remedies.models import Approval, Remedy

LIFETIME = timedelta(days=3)


def ask(remedy: Remedy, weighed: Weighed) -> Approval:
    """Make the question, with its timers, and tell those who may answer; in the transaction that made the remedy."""
    row = weighed.verdict.row
    assert row is not None
    enter(remedy, EntryKind.ASKED, by=actor_of(remedy), words="\n".join(weighed.plan.sentences))
    at = now()
    approval = Approval.objects.create(
        remedy=remedy,
        roles=list(row.approver_roles),
        teams=list(row.approver_teams),
        token=token_urlsafe(32),
        escalates_at=at + row.escalates_after if row.escalates_after else None,
        expires_at=at + (row.expires_after or LIFETIME),
    )
    _set_timers(approval)
    tell(approval, approvers(weighed))
    return approval


def approvers(weighed: Weighed) -> list[Agent]:
    """Who may say yes: of the rule's roles and teams, those whom the policy allows to grant it themselves; never the asker."""
    row = weighed.verdict.row
    if row is None:
        return []
    rows = tabling.rows_of(weighed.policy, weighed.subject.at)
    asker = weighed.grantee.agent
    asked = eligible(row.approver_roles, row.approver_teams)
    return [
        agent for agent in asked if (asker is None or agent.pk != asker.pk) and _verdict_for(agent, weighed, rows).effect == Effect.ALLOW
    ]


def eligible(roles: Sequence[str], teams: Sequence[int]) -> list[Agent]:
    """Active agents of these roles, or in these teams."""
    found = (
        Agent.objects.active().filter(Q(role__in=roles) | Q(teams__in=teams)).distinct().prefetch_related("teams").order_by("name", "pk")
    )
    return [agent for agent in found if may_answer(agent)]


def tell(approval: Approval, agents: Iterable[Agent]) -> None:
    """Show the question on the pages of these agents, and write to each."""
    topics = []
    for agent in agents:
        topics.append(f"a{agent.pk}")
        letters.question(approval, agent).send()
    if topics:
        live.publish(topics, "approval", {"id": approval.pk})


def _verdict_for(agent: Agent, weighed: Weighed, rows: list[judging.Row]) -> Verdict:
    """What the policy would say if this agent asked for the same."""
    grantee = Grantee(GranteeKind.AGENT, agent, frozenset(team.pk for team in agent.teams.all()))
    facts = replace(weighed.facts, grantee=grantee.kind, role=agent.role, team_ids=grantee.team_ids, agent_id=agent.pk)
    return judging.judge(facts, rows, Spending(weighed.request, grantee, facts.value.currency, weighed.subject.at))


def _set_timers(approval: Approval) -> None:
    from goodwill.remedies import tasks

    if approval.escalates_at and approval.escalates_at < approval.expires_at:
        _at(tasks.escalate, "escalate", approval, approval.escalates_at)
    _at(tasks.expire, "expire", approval, approval.expires_at)


def _at(task: "jobs.backend.LeasedTask[..., None]", name: str, approval: Approval, moment: datetime) -> None:
    jobs.enqueue_once(task, f"{name}-approval:{approval.pk}", approval.pk, run_after=moment)
