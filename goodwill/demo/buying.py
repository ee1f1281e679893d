"""Decides who bought what and when: the orders that stories are about, and those of which nobody ever wrote."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from goodwill.core.money import Money
from goodwill.demo import goods, hours
from goodwill.demo.casting import Play
from goodwill.demo.goods import Article
from goodwill.demo.people import Person
from goodwill.demo.script import Who
from goodwill.demo.stories import goods as data
from goodwill.demo.stories import purchases, shop
from goodwill.demo.stories.purchases import Bought, Fate, Promise

SILENT = 600
SPAN = timedelta(days=91)
ASKED = ("pot", "book", "plant")


@dataclass
class Purchase:
    """An order to be. ``began`` and ``arrives`` are when its story begins, and when the customer must have it."""

    person: Person
    placed_at: datetime
    items: list[tuple[Article, int]]
    fate: Fate = Fate.ARRIVED
    began: datetime | None = None
    arrives: datetime | None = None
    carrier: str = ""
    tracking: str = ""
    method: str = "Standard"
    number: str = ""
    is_in_shop: bool = False
    is_paid_twice: bool = False
    own_id: str = ""

    @property
    def external_id(self) -> str:
        return self.own_id or f"o{self.number.removeprefix('FF-')}"

    @property
    def subtotal(self) -> Money:
        return sum((article.price * count for article, count in self.items), start=Money.zero(goods.CURRENCY))

    @property
    def shipping(self) -> Money:
        is_free = self.is_in_shop or (self.method == "Standard" and self.subtotal.minor >= data.FREE_FROM)
        return Money(0 if is_free else data.SHIPPING[self.method][2], goods.CURRENCY)

    @property
    def total(self) -> Money:
        return self.subtotal + self.shipping

    def article(self, kind: str) -> Article | None:
        return next((article for article, _count in self.items if article.kind == kind), None)


@dataclass
class Granting:
    """A promise as it is kept in one play: what is done with the store for which purchase, at which moment."""

    play: Play
    promise: Promise
    purchase: Purchase
    at: datetime
    about: str
    number: str = ""

    @property
    def makes_order(self) -> bool:
        return self.promise.kind == "reship"


@dataclass
class Books:
    """All that was bought, the oldest first, and all that was promised."""

    purchases: list[Purchase] = field(default_factory=list)
    grantings: list[Granting] = field(default_factory=list)
    of_play: dict[int, Purchase] = field(default_factory=dict)
    plays: list[Play] = field(default_factory=list)
    last_number: int = shop.FIRST_ORDER


def keep(plays: list[Play], people: list[Person], today: datetime, random: Random) -> Books:
    """Give each play the orders that it speaks of, and fill its variables with their numbers, articles, dates and prices."""
    books, buying = Books(plays=plays), _Buying(today, random)
    firsts = {play.plot.name: play for play in plays if play.plot.name in purchases.SHARED.values()}
    seconds: list[tuple[Play, Purchase]] = []
    strangers: list[tuple[Play, Purchase]] = []
    for play in plays:
        if play.plot.name in purchases.SHARED or not buying.has_order(play):
            continue
        bought = buying.terms(play)
        purchase = buying.purchase(play, bought)
        books.of_play[id(play)] = purchase
        books.purchases.append(purchase)
        if play.plot.name == "cancel" and "{order2}" in _said(play):
            twin = buying.twin(purchase)
            books.purchases.append(twin)
            seconds.append((play, twin))
        elif "{order2}" in _said(play):
            strangers.append((play, purchase))
        books.grantings += buying.grantings(play, bought, purchase, seconds[-1][1] if seconds and seconds[-1][0] is play else purchase)
    books.purchases += list(buying.silent(people, books.purchases))
    _number(books)
    for play, purchase in _in_order(plays, books):
        buying.fill(play, purchase)
    for play, twin in seconds:
        play.details["order2"] = twin.number
    for play, purchase in strangers:
        play.details["order2"] = _neighbour(purchase, books).number
    for play in plays:
        if play.plot.name in purchases.SHARED:
            play.details["order"] = firsts[purchases.SHARED[play.plot.name]].details["order"]
    return books


def _in_order(plays: Iterable[Play], books: Books) -> Iterator[tuple[Play, Purchase]]:
    for play in plays:
        if purchase := books.of_play.get(id(play)):
            yield play, purchase


def _said(play: Play) -> str:
    """All that is said in a play, with its variables as they stand."""
    words = [turn.words[play.variant % len(turn.words)] for turn in play.turns]
    return "\n".join([play.plot.subjects[play.variant % len(play.plot.subjects)], *words])


def _number(books: Books) -> None:
    """Number orders as they were placed; a promise to send something again takes a number too."""
    books.purchases.sort(key=lambda purchase: purchase.placed_at)
    books.grantings.sort(key=lambda granting: granting.at)
    placed: list[tuple[datetime, Purchase | Granting]] = [(purchase.placed_at, purchase) for purchase in books.purchases]
    placed += [(granting.at, granting) for granting in books.grantings if granting.makes_order]
    placed.sort(key=lambda entry: entry[0])
    for number, (_at, thing) in enumerate(placed, start=shop.FIRST_ORDER + 1):
        thing.number = f"FF-{number}"
        books.last_number = number


def _neighbour(purchase: Purchase, books: Books) -> Purchase:
    """The order of somebody else that was packed at about the same time."""
    others = [other for other in books.purchases if other.person != purchase.person and not other.is_in_shop]
    return min(others, key=lambda other: abs(other.placed_at - purchase.placed_at))


class _Buying:
    def __init__(self, today: datetime, random: Random) -> None:
        self.today, self.random = today, random
        self.stalled_since = stalled_since(today)

    def has_order(self, play: Play) -> bool:
        return play.plot.name in purchases.ALWAYS or any(mark in _said(play) for mark in ("{order}", "{tracking}"))

    def terms(self, play: Play) -> Bought:
        if play.plot.name == "refund where" and play.variant % 2:
            return purchases.BOUGHT["refund where, booked in wrongly"]
        return purchases.BOUGHT.get(play.plot.name, Bought(Fate.UNPACKED))

    def purchase(self, play: Play, bought: Bought) -> Purchase:
        random, began, fate = self.random, play.moments[0], bought.fate
        first = next((place for place, turn in enumerate(play.turns) if _names_order(play, place)), 0)
        subject = play.plot.subjects[play.variant % len(play.plot.subjects)]
        if first and play.turns[first].who is Who.CUSTOMER and "{order}" not in subject and play.plot.name not in purchases.ALWAYS:
            began, fate = play.moments[first], Fate.UNPACKED
        placed = began - timedelta(days=random.uniform(*bought.days))
        if fate is Fate.UNPACKED:
            placed = began - timedelta(minutes=random.uniform(12, 55))
        made = Purchase(play.person, placed.replace(microsecond=0), self._items(play, bought), fate, began)
        made.is_paid_twice = play.plot.name == "double charge"
        if fate in (Fate.LATE, Fate.HELD, Fate.SPLIT) and len(play.turns) > 2:
            made.arrives = play.moments[2] - timedelta(hours=2)
        if fate is Fate.UNPACKED and play.turns[-1].who is not Who.CUSTOMER:
            made.arrives = play.moments[-1] + timedelta(days=3)
        made.method = "Click & collect" if fate is Fate.WAITING else "Standard" if play.person.country == "GB" else "Abroad"
        if play.plot.name == "urgent present":
            made.method = "Express"
        self._send(made, play.plot.details.get("carrier", ""))
        return made

    def twin(self, purchase: Purchase) -> Purchase:
        """The same once more, by pressing the button twice."""
        placed = purchase.placed_at + timedelta(seconds=40)
        made = Purchase(purchase.person, placed, list(purchase.items), purchase.fate, purchase.began, method=purchase.method)
        self._send(made)
        return made

    def grantings(self, play: Play, bought: Bought, purchase: Purchase, second: Purchase) -> Iterator[Granting]:
        for promise in bought.promises:
            if play.variant % promise.every not in promise.pick or promise.turn >= len(play.turns):
                continue
            about = _asked(play, purchase) if promise.about == "asked" else promise.about
            at = self.refunded_at(play) if promise.turn < 0 else play.moments[promise.turn] - timedelta(seconds=20)
            yield Granting(play, promise, second if promise.kind == "cancel" else purchase, at, about)

    def silent(self, people: list[Person], told: list[Purchase]) -> Iterator[Purchase]:
        """What was bought by people who had no reason to write of it; more of it by some than by others.

        Between an order and the letter about it they buy nothing else, so that their latest order is the one meant.
        """
        waits = [(purchase.person, purchase.placed_at, purchase.began) for purchase in told]
        weights = [self.random.choice((1, 1, 2, 3, 6)) for _person in people]
        for _ in range(SILENT):
            person = self.random.choices(people, weights)[0]
            placed = hours.a_busy_moment(self.random, self.today - SPAN, self.today - timedelta(minutes=5))
            if any(who == person and since < placed < until for who, since, until in waits if until):
                continue
            items = [(self.random.choice(_IN_STOCK), 1) for _ in range(self.random.choice((1, 1, 2, 2, 3)))]
            made = Purchase(person, placed, list(dict(items).items()))
            made.method = (
                self.random.choices(("Standard", "Express", "Click & collect"), (8, 2, 1))[0] if person.country == "GB" else "Abroad"
            )
            made.is_in_shop = person.city in ("Bristol", "Bath") and self.random.random() < 0.5
            if made.method == "Click & collect":
                made.fate = Fate.WAITING
            self._send(made)
            yield made

    def fill(self, play: Play, purchase: Purchase) -> None:
        """Let the variables of a play tell of its order; the words for a day are those of the shop's own clock."""
        details, bought = play.details, self.terms(play)
        placed, began = purchase.placed_at.astimezone(hours.ZONE), play.moments[0].astimezone(hours.ZONE)
        spoken = placed if began - placed < timedelta(days=6) else began - timedelta(days=2)
        if purchase.fate in (Fate.REFUNDED, Fate.BACK):
            spoken = self.refunded_at(play).astimezone(hours.ZONE)
            placed = spoken - timedelta(days=1)
        article = purchase.article(_asked(play, purchase)) if bought.price == "asked" else None
        price = article.price if article else purchase.subtotal if bought.price == "asked" else purchase.total
        details |= {
            "order": purchase.number,
            "carrier": purchase.carrier or details["carrier"],
            "tracking": purchase.tracking or details["tracking"],
            "price": f"£{price.amount}",
            "date": f"{placed.day} {placed:%B}",
            "day": f"{spoken:%A}",
        }

    def refunded_at(self, play: Play) -> datetime:
        return hours.at_work_before(play.moments[0] - timedelta(days=5), Random(play.plot.name + play.person.name))  # noqa: S311

    def _items(self, play: Play, bought: Bought) -> list[tuple[Article, int]]:
        """What the customer speaks of, and what the plot needs; sold out is only what was never sold lately."""
        speech = "\n".join(play.turns[place].words[play.variant % len(play.turns[place].words)] for place in _customers(play))
        subject = play.plot.subjects[play.variant % len(play.plot.subjects)]
        kinds = [kind for kind in ASKED if kind in bought.items or f"{{{kind}}}" in speech + subject] or ["plant"]
        found = []
        for kind in kinds:
            sizes = [article for article in goods.of_title(play.details[kind]) if not article.is_sold_out]
            article = sizes[0] if bought.is_small else self.random.choice(sizes)
            found.append((article, bought.quantity))
        if "plant2" in speech:
            found.append((goods.of_title(play.details["plant2"])[0], 1))
        return found

    def _send(self, purchase: Purchase, carrier: str = "") -> None:
        """Choose who carries it. What must have arrived since one carrier stands still went with another one."""
        if purchase.is_in_shop or purchase.method == "Click & collect":
            return
        names = list(purchases.CARRIERS)
        if purchase.began is not None and purchase.began > self.stalled_since - timedelta(days=1):
            is_stalled = purchase.fate is Fate.LATE and purchase.arrives is None
            names = [purchases.STALLED] if is_stalled else [name for name in names if name != purchases.STALLED]
        elif purchase.arrives is not None and purchase.arrives > self.stalled_since:
            names = [name for name in names if name != purchases.STALLED]
        purchase.carrier = carrier or self.random.choice(names)
        purchase.tracking = f"{purchases.CARRIERS[purchase.carrier]}{self.random.randint(10**8, 10**9 - 1)}GB"


def stalled_since(today: datetime) -> datetime:
    """The morning of the last Tuesday before today: since then one carrier's parcels have not moved."""
    local = today.astimezone(hours.ZONE).replace(hour=11, minute=40, second=0, microsecond=0)
    return local - timedelta(days=(local.weekday() - 1) % 7 or 7)


def subject_of(play: Play) -> str:
    return play.plot.subjects[play.variant % len(play.plot.subjects)].format_map(play.details)


def _names_order(play: Play, place: int) -> bool:
    turn = play.turns[place]
    return "{order}" in turn.words[play.variant % len(turn.words)]


def _customers(play: Play) -> list[int]:
    return [place for place, turn in enumerate(play.turns) if turn.who is Who.CUSTOMER]


def _asked(play: Play, purchase: Purchase) -> str:
    """The first kind of article that the customer speaks of, among those that were bought."""
    opening = play.turns[0].words[play.variant % len(play.turns[0].words)]
    said = sorted((opening.find(f"{{{kind}}}"), kind) for kind in ASKED if f"{{{kind}}}" in opening and purchase.article(kind))
    return said[0][1] if said else next(kind for kind in ASKED if purchase.article(kind))


_IN_STOCK = [article for article in goods.articles() if not article.is_sold_out]
