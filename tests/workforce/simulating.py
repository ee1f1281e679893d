"""A day of a large desk in memory, decided by the functions that decide in the desk: who comes, when, and who gets it.

Values only: the clock is a number of seconds, and an agent's work is a time drawn beforehand.
"""

import heapq
from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from goodwill.workforce.domain.selecting import (
    Candidate,
    Limit,
    Need,
    can_take_any,
    choose,
    first_for,
    obstacle,
    on_coming,
    on_leaving,
    weight,
)

DAWN = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
LIMITS = {"call": Limit(1, 100), "chat": Limit(3, 33), "mail": Limit(6)}
SECONDS = {"call": 300, "chat": 420, "mail": 900}
RAISED_AFTER = timedelta(minutes=60)
TOP = 5
GERMAN, RETURNS = 1, 2


@dataclass(frozen=True)
class Contact:
    at: float
    work: float
    need: Need


@dataclass
class Outcome:
    """What happened: the wait of each, in seconds; how often a lower one went before a higher one.

    ``given`` is what each agent got, as parts of what fits, and ``due`` what they would have if each contact had been
    shared equally among those who were there then.
    """

    waits: dict[int, float] = field(default_factory=dict)
    given: dict[int, float] = field(default_factory=Counter)
    due: dict[int, float] = field(default_factory=Counter)
    overtaken: int = 0
    given_while_unable: int = 0
    left: int = 0
    decisions: int = 0


def contacts(count: int, random: Random, *, hours: float = 12) -> list[Contact]:
    """Arrivals over twelve hours with peaks at ten, one and five; three channels, languages, skills, priorities."""
    found = []
    for number in range(count):
        peak = random.choices((4, 7, 11, None), weights=(3, 2, 2, 5))[0]
        hour = hours / 12 * (random.uniform(0, 12) if peak is None else min(11.99, max(0.0, random.gauss(peak, 0.7))))
        at, channel = hour * 3600, random.choices(("call", "chat", "mail"), weights=(3, 3, 4))[0]
        skills = ((GERMAN, 1),) * (random.random() < 0.25) + ((RETURNS, random.randint(1, 3)),) * (random.random() < 0.2)
        moment = DAWN + timedelta(seconds=at)
        need = Need(
            key=number,
            channel=channel,
            teams=frozenset({random.choice((1, 2))}) if random.random() < 0.5 else frozenset(),
            tier=2 if random.random() < 0.05 else 1,
            skills=skills,
            level=random.choices((1, 2, 3, 4), weights=(1, 7, 2, 1))[0],
            goes_first=random.random() < 0.05,
            due_at=moment + timedelta(hours=random.choice((1, 4, 24))),
            since=moment,
        )
        found.append(Contact(at, random.expovariate(1 / SECONDS[channel]) + 20, need))
    return sorted(found, key=lambda contact: contact.at)


def staff(count: int, random: Random, *, alike: bool = False) -> dict[int, Candidate]:
    """Agents of two teams, some with German, some with returns, a tenth on the second tier; or all alike."""
    states = dict.fromkeys(LIMITS, "offline")
    found = {}
    for number in range(1, count + 1):
        skills = (
            {} if alike else {GERMAN: 3} if number % 3 == 0 else {RETURNS: 1 + number % 5} if number % 3 == 1 else {GERMAN: 2, RETURNS: 3}
        )
        teams = frozenset({1, 2}) if alike else frozenset({1 + number % 2})
        tier = 2 if alike or number % 10 == 0 else 1
        found[number] = Candidate(number, f"Agent {number}", tier, teams, skills, dict(states), LIMITS, {})
    if alike:
        found = {key: replace(agent, skills={GERMAN: 5, RETURNS: 5}) for key, agent in found.items()}
    return found


def could_ever(need: Need, crew: Iterable[Candidate]) -> bool:
    """Whether anybody of these has what it takes, were they here and free."""
    here = dict.fromkeys(LIMITS, "available")
    return any(obstacle(replace(agent, states=here, loads={}), need, DAWN) is None for agent in crew)


@dataclass
class Day:
    """One day: events in order of time; ``run`` gives what became of everything."""

    crew: dict[int, Candidate]
    arriving: list[Contact]
    random: Random
    all_day: bool = False
    now: float = 0.0
    queue: list[Need] = field(default_factory=list)
    events: list[tuple[float, int, str, object]] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    came: set[int] = field(default_factory=set)

    def run(self) -> Outcome:
        self.work = {contact.need.key: contact.work for contact in self.arriving}
        self.arrived = {contact.need.key: contact.at for contact in self.arriving}
        for contact in self.arriving:
            self._plan(contact.at, "arrive", contact.need)
        for agent in self.crew:
            self._plan_presence(agent)
        while self.events:
            self.now, _, what, about = heapq.heappop(self.events)
            getattr(self, f"_{what}")(about)
        self.outcome.left = len(self.queue)
        return self.outcome

    def _plan(self, at: float, what: str, about: object) -> None:
        heapq.heappush(self.events, (at, len(self.events) + self.outcome.decisions * 10**6, what, about))

    def _plan_presence(self, agent: int) -> None:
        """An early, a middle or a late shift, or the whole day; with a break, and sometimes a browser that closes for a while."""
        begin, end = (0.0, 15 * 3600.0) if self.all_day else ((0, 2, 4.5)[agent // 10 % 3] * 3600.0, 0.0)
        end = end or begin + 8.5 * 3600
        out = [(self.random.uniform(begin + 1, end - 7200), 1800.0)]
        if agent % 3 == 0:
            out.append((self.random.uniform(begin + 1, end - 7200), 900.0))
        self._plan(begin, "come", agent)
        for gone, length in out:
            self._plan(gone, "go", agent)
            self._plan(gone + length, "come", agent)
        self._plan(end, "go", agent)

    def _arrive(self, need: Need) -> None:
        insort(self.queue, need, key=lambda waiting: waiting.order)
        self._plan(self.now + RAISED_AFTER.total_seconds(), "raise", need.key)
        self._find(need)

    def _raise(self, key: object) -> None:
        need = next((waiting for waiting in self.queue if waiting.key == key), None)
        if need is None:
            return
        self.queue.remove(need)
        up = min(TOP, need.level + 1)
        insort(self.queue, replace(need, level=up, goes_first=need.goes_first or up == TOP), key=lambda waiting: waiting.order)
        if up < TOP:
            self._plan(self.now + RAISED_AFTER.total_seconds(), "raise", key)

    def _find(self, need: Need) -> None:
        """As ``routing._find_agent``: the best for it, unless the queue has something else for them first."""
        while True:
            choice = choose(need, self.crew.values(), self.moment)
            if choice.chosen is None:
                return
            first = first_for(choice.chosen, self.queue, self.moment)
            assert first is not None
            if first.key == need.key:
                self._give(need, choice.chosen)
                return
            best = choose(first, self.crew.values(), self.moment).chosen
            assert best is not None
            self._give(first, best)

    def _serve(self, agent: int) -> None:
        """As ``routing.serve``."""
        candidate = self.crew[agent]
        while can_take_any(candidate, list(LIMITS)) and (first := first_for(candidate, self.queue, self.moment)) is not None:
            best = choose(first, self.crew.values(), self.moment).chosen
            assert best is not None
            self._give(first, best)

    def _give(self, need: Need, agent: Candidate) -> None:
        self.outcome.decisions += 1
        place = next(number for number, waiting in enumerate(self.queue) if waiting.key == need.key)
        self.outcome.overtaken += any(obstacle(agent, higher, self.moment) is None for higher in self.queue[:place])
        self.outcome.given_while_unable += obstacle(agent, need, self.moment) is not None
        del self.queue[place]
        agent.loads[need.channel] = agent.loads.get(need.channel, 0) + 1
        agent.given_at = self.moment
        agent.given += weight(agent, need.channel)
        self.outcome.waits[need.key] = self.now - self.arrived[need.key]
        self.outcome.given[agent.agent_id] += weight(agent, need.channel)
        for other in self.came:
            self.outcome.due[other] += weight(agent, need.channel) / len(self.came)
        self._plan(self.now + self.work[need.key], "finish", (agent.agent_id, need.channel))

    def _finish(self, about: tuple[int, str]) -> None:
        agent, channel = about
        self.crew[agent].loads[channel] -= 1
        self._serve(agent)

    def _come(self, agent: int) -> None:
        if agent in self.came:
            return
        self.crew[agent].given = on_coming(self.crew[agent].given, self._given_here())
        self.crew[agent].states = dict.fromkeys(LIMITS, "available")
        self.came.add(agent)
        self._serve(agent)

    def _go(self, agent: int) -> None:
        if agent in self.came:
            self.crew[agent].given = on_leaving(self.crew[agent].given, self._given_here())
        self.crew[agent].states = dict.fromkeys(LIMITS, "offline")
        self.came.discard(agent)

    def _given_here(self) -> list[float]:
        return [self.crew[agent].given for agent in self.came]

    def unfairness(self) -> float:
        """By how much the agent with most or least was off what was due to them."""
        return max(abs(self.outcome.given[agent] / due - 1) for agent, due in self.outcome.due.items())

    @property
    def moment(self) -> datetime:
        return DAWN + timedelta(seconds=self.now)
