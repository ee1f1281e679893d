"""Who may give how much, as the remedies' active policy says: for conversations that only some can settle."""

from dataclasses import replace

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee, Incomplete, Request
from goodwill.remedies.domain import judging, tabling, weighing
from goodwill.remedies.enums import Effect
from goodwill.workforce.enums import Authority


def who_may(asked: str, conversation: Conversation) -> list[int] | None:
    """The agents (ids) who may give by themselves what the conversation's newest order could need; None for no restriction.

    They are judged by the limits of the policy, not by what is left of them today: that may be different when they have
    read it. Where no order is linked, or nothing of it can be given back, nobody is kept out.
    """
    if asked != Authority.ORDER:
        return None
    links = linking_orders.links_of(conversation)
    if not links or links[0].order.paid <= links[0].order.refunded:
        return None
    order = links[0].order
    at, policy = now(), tabling.active()
    request = Request(kind="refund", store=order.store, order=order, conversation=conversation)
    rows = tabling.rows_of(policy, at)
    named = {agent for row in rows for agent in row.agents}
    agents = list(Agent.objects.active().exclude(role=Role.READ_ONLY).prefetch_related("teams"))
    known: dict[tuple[str, frozenset[int], int], bool] = {}
    allowed, facts = [], None
    for agent in agents:
        teams = frozenset(team.pk for team in agent.teams.all())
        if facts is None:
            try:
                facts = weighing.weigh(request, Grantee.of(agent), policy, at).facts
            except Incomplete:
                return None
        alike = (agent.role, teams, agent.pk if agent.pk in named else 0)
        if alike not in known:
            own = replace(facts, role=agent.role, team_ids=teams, agent_id=agent.pk)
            known[alike] = judging.judge(own, rows, _nothing_spent).effect == Effect.ALLOW
        if known[alike]:
            allowed.append(agent.pk)
    return allowed


def _nothing_spent(_row: judging.Row) -> int:
    return 0
