"""How Fern & Fable plans its people: skills, tiers, capacity, shifts around today, and when everybody was here lately."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation
from goodwill.core import clock
from goodwill.demo.house import House
from goodwill.workforce.domain import away_reasons, channels, presence, ruling, skills
from goodwill.workforce.domain.skills import Known
from goodwill.workforce.enums import Authority, Ended, ShiftKind, SkillKind, State
from goodwill.workforce.models import Capacity, Holding, PresenceInterval, RoutingRule, Seat, Shift, Skill

ZONE = ZoneInfo("Europe/London")
DAYS_PLANNED, DAYS_TOLD = 9, 6
# Who works on which days of the week (Monday is 0), from and until: always somebody is here.
WEEKS = {
    "jonas": ({0, 1, 2, 3, 4}, time(8), time(16, 30)),
    "mira": ({0, 1, 2, 5, 6}, time(8, 30), time(17)),
    "teo": ({2, 3, 4, 5, 6}, time(10), time(18, 30)),
    "priya": ({0, 1, 3, 4}, time(11, 30), time(20)),
}
LANGUAGES = {"de": ("German", {"jonas": 5, "teo": 2}), "pt": ("Portuguese", {"teo": 5}), "fr": ("French", {"mira": 4})}
KNOWLEDGE = {"Plant care": {"ada": 5, "mira": 4, "teo": 5}, "Returns": {"jonas": 4, "priya": 5, "teo": 3}}
TIERS = {"ada": 3, "jonas": 2, "mira": 1, "teo": 1, "priya": 1}


def staff(house: House, today: datetime) -> None:
    """Set it all up as Jonas would have, and tell the last days; routing itself is for whoever tries it to switch on."""
    random, agents = Random(77), house.agents  # noqa: S311 - the same world each time is the point
    with clock.pretending(today - timedelta(days=40)):
        reasons = {reason.name: reason for reason in away_reasons.offered()}
        _teach(agents)
        skills.set_capacities(None, [Capacity(channel=kind, at_once=12) for kind in channels.kinds()], by=agents["ada"])
        _lay_down_rules(house)
    names = list(reasons)
    for key, agent in agents.items():
        if key not in WEEKS:
            continue
        for start, end in _shifts(key, today):
            _plan(agent, start, end, by=agents["jonas"])
            if today - timedelta(days=DAYS_TOLD) < start < today:
                _tell(agent, start, min(end, today), names, random)
        Seat.objects.filter(agent=agent).update(seen_at=today - timedelta(minutes=5))


def _teach(agents: dict[str, Agent]) -> None:
    made = {
        code: skills.save(Skill(name=name, kind=SkillKind.LANGUAGE, code=code), by=agents["ada"])
        for code, (name, _who) in LANGUAGES.items()
    }
    made |= {name: skills.save(Skill(name=name), by=agents["ada"]) for name in KNOWLEDGE}
    levels = {code: who for code, (_name, who) in LANGUAGES.items()} | KNOWLEDGE
    for key, tier in TIERS.items():
        known = {made[name].pk: Known(who[key]) for name, who in levels.items() if key in who}
        skills.set_skills(agents[key], known, by=agents["jonas"])
        skills.set_tier(agents[key], tier, by=agents["jonas"])


def _lay_down_rules(house: House) -> None:
    """Three rules that are ready when somebody switches routing on."""
    owner, returns = house.agents["ada"], Skill.objects.get(name="Returns")
    ruling.save(
        RoutingRule(
            name="Complaints to the second tier",
            conditions=[{"name": "complaint"}],
            tier=2,
            boost=1,
            is_vip=True,
            authority=Authority.ORDER,
            agents=[house.agents["jonas"].pk],
        ),
        by=owner,
    )
    about_returns = [{"name": "team", "teams": [str(house.teams["Returns"].pk)]}]
    needed = [{"skill": returns.pk, "level": 3}]
    ruling.save(RoutingRule(name="Returns to those who know them", conditions=about_returns, skills=needed), by=owner)
    ruling.save(RoutingRule(name="Everything else", needs_language=True), by=owner)


def _shifts(key: str, today: datetime) -> Iterator[tuple[datetime, datetime]]:
    weekdays, begin, end = WEEKS[key]
    day: date = today.astimezone(ZONE).date() - timedelta(days=DAYS_PLANNED)
    for _number in range(2 * DAYS_PLANNED + 1):
        if day.weekday() in weekdays:
            yield datetime.combine(day, begin, ZONE), datetime.combine(day, end, ZONE)
        day += timedelta(days=1)


def _plan(agent: Agent, start: datetime, end: datetime, *, by: Agent) -> None:
    noon = start + timedelta(hours=4)
    Shift.objects.create(agent=agent, kind=ShiftKind.WORK, starts_at=start, ends_at=end, created_by=by)
    Shift.objects.create(agent=agent, kind=ShiftKind.BREAK, starts_at=noon, ends_at=noon + timedelta(minutes=30), created_by=by)


def _tell(agent: Agent, start: datetime, end: datetime, reasons: list[str], random: Random) -> None:
    """A day as it was: here a little late, a lunch, a shorter break, perhaps a meeting; then the browser is closed."""
    presence.hold_seat(agent.pk)
    at = start + timedelta(minutes=random.randint(0, 9))
    lunch, pause = reasons[1 % len(reasons)], reasons[0]
    away = [(start + timedelta(minutes=random.randint(95, 130)), random.randint(8, 14), pause)]
    away += [(start + timedelta(minutes=random.randint(235, 250)), random.randint(26, 38), lunch)]
    if random.random() < 0.4:
        away.append((start + timedelta(minutes=random.randint(340, 380)), random.randint(20, 45), reasons[-1]))
    for began, minutes, reason in away:
        until = began + timedelta(minutes=minutes)
        if until < end:
            _interval(agent, State.AVAILABLE, at, began)
            _interval(agent, State.AWAY, began, until, reason)
            at = until
    if at < end:
        _interval(agent, State.AVAILABLE, at, end, because=Ended.SILENT)
    _hold(agent, start, end, random)


def _interval(agent: Agent, state: State, start: datetime, end: datetime, reason: str = "", *, because: Ended = Ended.CHANGED) -> None:
    told = {"state": state, "reason": reason, "started_at": start, "ended_at": end, "ended_because": because}
    is_work = not reason or reason not in [row.name for row in away_reasons.offered() if not row.is_work]
    for kind in channels.kinds():
        PresenceInterval.objects.create(agent=agent, channel=kind, is_work=is_work, **told)


def _hold(agent: Agent, start: datetime, end: datetime, random: Random) -> None:
    """What they had on that day: conversations of theirs that were written in then, each for a while before its last message."""
    found = Conversation.objects.filter(assignee=agent, last_message_at__gte=start, last_message_at__lt=end).select_related("inbox")
    for conversation in found.order_by("id")[:40]:
        begin = max(start, conversation.last_message_at - timedelta(minutes=random.randint(20, 150)))
        Holding.objects.create(
            agent=agent,
            conversation=conversation,
            channel=conversation.inbox.kind,
            started_at=begin,
            ended_at=min(end, conversation.last_message_at + timedelta(minutes=5)),
        )
