"""Works out what a conversation needs, from the desk's rules of routing: the first whose conditions all hold."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from goodwill.activity.models import Activity
from goodwill.conversations.conditions import KIT
from goodwill.conversations.enums import Direction, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts
from goodwill.core.clock import now
from goodwill.workforce.domain import authority, presence, settings, shifts
from goodwill.workforce.domain.settings import Settings
from goodwill.workforce.enums import SkillKind, State, Why
from goodwill.workforce.models import QueueEntry, RoutingRule, Skill

TOP = 5
UNPROMISED = timedelta(days=1)
HANDED_OVER = "conversation.handed_over"
_rules: tuple[int, list[RoutingRule]] = (0, [])


def rules(version: int) -> list[RoutingRule]:
    """The active rules in their order, read once for each version of the settings."""
    global _rules
    if _rules[0] != version or not version:
        _rules = (version, list(RoutingRule.objects.filter(is_active=True).order_by("position", "id")))
    return _rules[1]


def rule_for(conversation: Conversation, found: Sequence[RoutingRule]) -> RoutingRule | None:
    """The rule that decides about a conversation; None where none fits: it is not routed."""
    facts = Facts(conversation)
    return next((rule for rule in found if all(KIT.holds(given, facts) for given in rule.conditions)), None)


def is_waiting(conversation: Conversation) -> bool:
    """Whether it is somebody's turn to take it: open, shown, and nobody's."""
    return conversation.status == Status.OPEN and conversation.assignee_id is None and conversation.merged_into_id is None


def entry_for(conversation: Conversation, rule: RoutingRule, held: Settings, *, why: Why, former: int | None = None) -> QueueEntry:
    """What the queue holds of a conversation under a rule. ``former`` is the agent who had it until now."""
    at = now()
    since = conversation.waiting_since or at
    entry = QueueEntry(conversation=conversation, rule=rule, why=why, channel=conversation.inbox.kind, since=since, queued_at=at)
    entry.team_id = conversation.team_id
    entry.tier = max(rule.tier, handed_to_tier(conversation))
    entry.skills = [*rule.skills, *_language(conversation, rule)]
    entry.allowed = authority.who_may(rule.authority, conversation)
    entry.level = min(TOP - 1, conversation.priority + rule.boost)
    entry.goes_first = rule.is_vip
    entry.due_at = conversation.due_at or since + UNPROMISED
    entry.raise_at = at + held.raised_after
    _prefer(entry, rule, conversation, former)
    _overflow(entry, rule, at)
    return entry


def _language(conversation: Conversation, rule: RoutingRule) -> list[dict[str, int]]:
    """The customer's language, where the desk has named it as a skill: what nobody was asked about keeps nobody out."""
    if not rule.needs_language:
        return []
    code = Facts(conversation)["language"]
    known = Skill.objects.filter(kind=SkillKind.LANGUAGE, code=code, is_active=True).first() if code else None
    return [{"skill": known.pk, "level": 1}] if known else []


def handed_to_tier(conversation: Conversation) -> int:
    """The tier that it was last handed to; 1 where nobody did. It stays there, whoever takes it."""
    last = Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk, kind=HANDED_OVER).order_by("-id").first()
    return int(last.data.get("tier") or 1) if last else 1


def _prefer(entry: QueueEntry, rule: RoutingRule, conversation: Conversation, former: int | None) -> None:
    """Who is asked first, and until when they alone; nobody is waited for who neither is here nor comes soon."""
    preferred = list(rule.agents)
    if rule.prefers_same_agent:
        last = former if entry.why in (Why.REOPENED, Why.AGENT_OFFLINE) and former else last_author(conversation, rule.same_agent_days)
        if last is not None and last not in preferred and not (entry.why == Why.UNASSIGNED and last == former):
            preferred.insert(0, last)
    if not preferred:
        return
    wait = timedelta(minutes=rule.prefer_for)
    here = presence.current_of(preferred)
    off = shifts.off(preferred, entry.queued_at)
    coming = shifts.begins_within(preferred, entry.queued_at, wait)
    reachable = [
        agent
        for agent in preferred
        if agent in coming or (agent not in off and here.get(agent, {}).get(entry.channel, presence.OFFLINE).state != State.OFFLINE)
    ]
    entry.preferred = preferred
    entry.preferred_until = entry.queued_at + wait if reachable and wait else None


def last_author(conversation: Conversation, days: int) -> int | None:
    """Who of us wrote to this customer last, in whatever conversation, within so many days."""
    said = Message.objects.filter(
        conversation__customer_id=conversation.customer_id,
        direction=Direction.OUTBOUND,
        is_automatic=False,
        author__isnull=False,
        created_at__gte=now() - timedelta(days=days),
    )
    return said.order_by("-position").values_list("author_id", flat=True).first()


def _overflow(entry: QueueEntry, rule: RoutingRule, at: datetime) -> None:
    """Where else it may go, and when: as the rule says, else as its team does."""
    own = settings.of_team(entry.team_id)
    from_rule = rule.overflow_team_id is not None
    target = rule.overflow_team_id if from_rule else own.overflow_team_id
    after = rule.overflow_after if from_rule else own.overflow_after
    if entry.team_id is None or target is None or target == entry.team_id:
        return
    entry.overflow_team_id = target
    entry.overflow_at = at + timedelta(minutes=after) if after is not None else None
