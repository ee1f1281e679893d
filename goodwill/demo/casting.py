"""Decides who lives through which plot, and when: from plots, people and random numbers to steps in time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from goodwill.conversations.enums import Status
from goodwill.demo import hours, stories
from goodwill.demo.people import Person
from goodwill.demo.script import Plot, Turn, Who
from goodwill.demo.stories import shop
from goodwill.demo.stories.customers import ONCE as ONCE_ONLY

CONVERSATIONS = 400
LIVE = {Status.OPEN: 43, Status.PENDING: 25, Status.SNOOZED: 6}
ONCE = {name for name, *_ in ONCE_ONLY}
SPAN = timedelta(days=91)
RECENT = timedelta(hours=14)
# How long ago the last word was said in what is not done, in minutes; what is beyond these lists happened some days ago.
LATELY = {
    Status.OPEN: (4, 11, 19, 31, 44, 58, 76, 97, 121, 150, 188, 226, 275, 330, 395, 470, 560, 700, 850, 1100, 1300),
    Status.PENDING: (14, 37, 66, 104, 162, 240, 345, 480, 900, 1200),
    Status.SNOOZED: (210,),
}


@dataclass
class Play:
    """One plot as it happens to one person. ``number`` is the conversation's, once there is one. The ``subject`` is known
    when its order is.

    ``variant`` says which of a turn's texts is said, ``seen`` is the position of the newest message that came in.
    """

    plot: Plot
    person: Person
    agent: str
    subject: str
    details: dict[str, str]
    turns: Sequence[Turn]
    ending: Status
    variant: int = 0
    moments: list[datetime] = field(default_factory=list)
    number: int = 0
    seen: int = 0

    @property
    def is_done(self) -> bool:
        return self.ending in (Status.RESOLVED, Status.CLOSED)


def cast(today: datetime, random: Random, people: list[Person]) -> list[Play]:
    """All plays of the three months before ``today``."""
    return _Casting(today, random, people).all()


class _Casting:
    def __init__(self, today: datetime, random: Random, people: list[Person]) -> None:
        self.today, self.random, self.people = today, random, people
        self.told: set[tuple[str, str]] = set()
        self.variants: Counter[str] = Counter()

    def all(self) -> list[Play]:
        once = [plot for plot in stories.PLOTS if not plot.weight]
        deck = self._deck([plot for plot in stories.PLOTS if plot.weight])
        plays = [self._play(plot, plot.ending or Status.RESOLVED, plot.minutes_ago) for plot in once]
        for status, number in LIVE.items():
            taken = [play for play in plays if play.ending == status]
            ages = self._ages(status, number - len(taken))
            plays += [self._play(self._fitting(deck, status), status, age) for age in ages]
        plays += [self._play(next(deck), Status.RESOLVED, 0) for _ in range(CONVERSATIONS - len(plays))]
        return plays

    def _deck(self, plots: Sequence[Plot]) -> Iterator[Plot]:
        """Each plot as often as it weighs, shuffled, again and again."""
        cards = [plot for plot in plots for _ in range(plot.weight)]
        while True:
            self.random.shuffle(cards)
            yield from cards

    def _fitting(self, deck: Iterable[Plot], status: Status) -> Plot:
        """A plot that can stand in this status: an agent's answer that waits for another is needed unless it is open."""
        return next(plot for plot in deck if status == Status.OPEN or any(map(_waits, plot.turns)))

    def _ages(self, status: Status, number: int) -> list[int]:
        late = list(LATELY[status][:number])
        return late + [self.random.randint(1500, 12000 if status == Status.PENDING else 7000) for _ in range(number - len(late))]

    def _play(self, plot: Plot, ending: Status, minutes_ago: int) -> Play:
        person = self._person(plot)
        turns = plot.turns if plot.ending else self._cut(plot.turns, ending)
        agent = plot.agent or self.random.choices(*zip(*shop.WHO_ANSWERS[plot.team], strict=True))[0]
        play = Play(plot, person, agent, "", {}, turns, ending, self._variant(plot))
        is_live = not play.is_done or minutes_ago
        play.moments = self._backwards(play, minutes_ago or 3000) if is_live else self._forwards(play)
        play.details = self._details(play)
        return play

    def _variant(self, plot: Plot) -> int:
        """Another one each time; those with other numbers of texts are passed through in other rounds."""
        self.variants[plot.name] += 1
        return self.variants[plot.name] + len(plot.name)

    def _person(self, plot: Plot) -> Person:
        if plot.customer:
            return next(person for person in self.people if person.name == plot.customer)
        speakers = [person for person in self.people if person.language == plot.language and person.name not in ONCE]
        fresh = [person for person in speakers if (person.name, plot.name) not in self.told] or speakers
        person = self.random.choice(fresh)
        self.told.add((person.name, plot.name))
        return person

    def _cut(self, turns: Sequence[Turn], ending: Status) -> Sequence[Turn]:
        """The turns up to where the story stands now."""
        if ending in (Status.RESOLVED, Status.CLOSED):
            return turns
        is_last = _asks if ending == Status.OPEN else _waits
        places = [place for place, turn in enumerate(turns, start=1) if is_last(turn)]
        if ending == Status.OPEN and len(places) > 1 and self.random.random() < 0.62:
            places = places[:1]
        return turns[: self.random.choice(places)]

    def _forwards(self, play: Play) -> list[datetime]:
        latest = self.today - timedelta(days=2)
        while True:
            moments = [hours.a_busy_moment(self.random, self.today - SPAN, latest)]
            for turn in play.turns[1:]:
                moments.append(self._after(moments[-1], turn))
            if moments[-1] < latest:
                return moments
            latest -= timedelta(days=1)

    def _after(self, before: datetime, turn: Turn) -> datetime:
        moment = before + hours.a_while(self.random, turn.hours)
        is_ours = turn.who in (Who.AGENT, Who.NOTE)
        return hours.at_work(moment, self.random) if is_ours else hours.awake(moment, self.random)

    def _backwards(self, play: Play, minutes_ago: int) -> list[datetime]:
        last = self.today - timedelta(minutes=minutes_ago)
        if self.today - last > RECENT:
            last = hours.at_work_before(last, self.random)
        moments = [last]
        for before, turn in reversed(list(pairwise(play.turns))):
            moment = moments[0] - hours.a_while(self.random, turn.hours)
            if self.today - moment > RECENT and before.who in (Who.AGENT, Who.NOTE):
                moment = hours.at_work_before(moment, self.random)
            moments.insert(0, moment)
        return moments

    def _details(self, play: Play) -> dict[str, str]:
        """What the variables of a plot stand for in this play; those of its order come from what was bought."""
        random, began = self.random, play.moments[0].astimezone(hours.ZONE)
        ordered = began - timedelta(days=random.randint(3, 9))
        plant, other = random.sample(shop.PLANTS, 2)
        found = {
            "plant": plant,
            "plant2": other,
            "pot": random.choice(shop.POTS),
            "book": random.choice(shop.BOOKS),
            "carrier": random.choice(shop.CARRIERS),
            "tracking": f"{random.choice('PNQ')}{random.randint(10**8, 10**9 - 1)}",
            "price": f"£{random.choice((14, 18, 22, 24, 29, 34, 39, 46, 58))}.{random.choice(('00', '50', '90'))}",
            "code": random.choice(shop.CODES),
            "day": f"{ordered:%A}",
            "date": f"{ordered.day} {ordered:%B}",
            "weekday": f"{began + timedelta(days=random.randint(2, 4)):%A}",
            "city": play.person.city,
            "first": play.person.first_name,
            "name": play.person.name,
            "address": play.person.address,
            "street": f"{random.randint(2, 140)} {random.choice(shop.STREETS)}",
            "count": str(random.randint(8, 40)),
        }
        return {**found, **play.plot.details}


def _waits(turn: Turn) -> bool:
    return turn.who is Who.AGENT and turn.then == Status.PENDING


def _asks(turn: Turn) -> bool:
    return turn.who is Who.CUSTOMER
