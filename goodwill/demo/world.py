"""Builds the demo world into an empty desk: the shop Fern & Fable after three months of work."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.conversations.enums import Status
from goodwill.core import clock
from goodwill.core.models import Job, LiveEvent
from goodwill.demo import buying, calendars, casting, coaching, hours, odds, promises, rules_of_desk, settling, workforce
from goodwill.demo.casting import Play
from goodwill.demo.house import House, address_of, furnish
from goodwill.demo.people import Person, everybody
from goodwill.demo.promising import Promiser
from goodwill.demo.script import Who
from goodwill.demo.storefront import Storefront, connect
from goodwill.demo.stories import shop
from goodwill.demo.telling import Teller

SEED = 20318
ACKNOWLEDGING_SINCE = timedelta(days=21)
CLOSED_AFTER = timedelta(days=14)
Progress = Callable[[int, int], None]
Step = tuple[datetime, Callable[[], object]]


class NotEmpty(Exception):
    """The desk has agents: the demo world is built into an empty one only."""


def build(progress: Progress | None = None, today: datetime | None = None) -> None:
    """Build all of it in one transaction, so that an interrupted build leaves nothing behind.

    ``today`` (aware) is the moment at which the world stands; the same moment gives the same world but for what is
    derived from the installation's secret. ``progress`` is told how many of how many steps are done. Raise NotEmpty.
    """
    if Agent.objects.exists():
        raise NotEmpty("This desk has agents already; the demo shop is built into an empty one only.")
    today = (today or clock.now()).replace(second=0, microsecond=0)
    random = Random(SEED)  # noqa: S311 - the same world each time is the point
    with transaction.atomic():
        house = furnish(today - casting.SPAN - timedelta(days=2))
        promises.furnish(house, today - casting.SPAN - timedelta(days=2))
        calendars.settle(house, today - casting.SPAN - timedelta(days=2), today)
        people = everybody(random)
        plays = casting.cast(today, random, people)
        storefront = _open_store(house, plays, people, today)
        teller = Teller(house, random, storefront)
        promiser = Promiser(teller, storefront)
        _tell([*_steps(teller, plays, today), *promiser.steps(today)], progress)
        storefront.catch_up(today)
        promiser.finish(today)
        storefront.close_the_books()
        settling.settle(house, plays, today)
        rules_of_desk.install(house, today)
        coaching.teach(house, today)
        workforce.staff(house, today)
        promises.catch_up(today)
        # What the worker would have done for all this is done; what is left are timers of the future.
        Job.objects.filter(run_at__lte=today).delete()
        LiveEvent.objects.filter(created_at__lte=today).delete()


def _open_store(house: House, plays: list[Play], people: list[Person], today: datetime) -> Storefront:
    """The store with its rules, before the first customer writes; what was bought in it is decided on numbers of its own."""
    random, opened = Random(SEED + 1), today - casting.SPAN - timedelta(days=1)  # noqa: S311 - as above
    buyers = [person for person in people if person.name not in casting.ONCE]
    books = buying.keep(plays, buyers, today, random)
    for play in plays:
        play.subject = buying.subject_of(play)
    with clock.pretending(opened):
        storefront = Storefront(connect(opened, house.agents["ada"]), buyers, books, today, random)
        storefront.open(opened)
    return storefront


def sign_in_lines() -> list[str]:
    """How to sign in to the demo shop, for the terminal; nothing where this desk is another one."""
    names = [address_of(key) for key, *_ in shop.AGENTS]
    if Agent.objects.filter(email__in=names).count() < len(names):
        return []
    people = [f"    {address_of(key):<32} {name}, {_WHAT[key]}" for key, name, *_ in shop.AGENTS]
    return [f"  Demo      every password is {shop.PASSWORD}", *people]


_WHAT = {
    "ada": "owner",
    "jonas": "lead",
    "mira": "agent",
    "teo": "agent",
    "priya": "agent, sees only her own",
    "sam": "read-only",
}


def _tell(steps: list[Step], progress: Progress | None) -> None:
    steps.sort(key=lambda step: step[0])
    for done, (at, deed) in enumerate(steps, start=1):
        with clock.pretending(at):
            deed()
        if progress:
            progress(done, len(steps))


def _steps(teller: Teller, plays: list[Play], today: datetime) -> Iterator[Step]:
    yield today - ACKNOWLEDGING_SINCE, teller.house.switch_on_acknowledgements
    for play in plays:
        yield from _steps_of(teller, play, today)
    yield from odds.steps(teller, plays, today)


def _steps_of(teller: Teller, play: Play, today: datetime) -> Iterator[Step]:
    is_taken = False
    deeds = {Who.CUSTOMER: teller.receive, Who.AGENT: teller.answer, Who.NOTE: teller.note, Who.STRANGER: teller.interject}
    for turn, at in zip(play.turns, play.moments, strict=True):
        if turn.who in (Who.AGENT, Who.NOTE) and not is_taken:
            is_taken = True
            yield at - timedelta(seconds=40), partial(teller.take_on, play, at)
        yield at, partial(deeds[turn.who], play, turn, at)
    last = play.moments[-1]
    if not is_taken and not play.plot.is_unassigned and today - last > timedelta(hours=2):
        yield last + timedelta(minutes=teller.random.uniform(4, 50)), partial(teller.take_on, play, last)
    if play.ending == Status.SNOOZED:
        until = hours.at_work(today + timedelta(days=teller.random.uniform(0.5, 6)), teller.random)
        yield last + timedelta(minutes=3), partial(teller.snooze, play, until)
    if play.is_done:
        yield from _endings(teller, play, last, today)


def _endings(teller: Teller, play: Play, last: datetime, today: datetime) -> Iterator[Step]:
    done = min(hours.at_work(last + timedelta(hours=teller.random.uniform(0.2, 20)), teller.random), today - timedelta(minutes=5))
    yield done, partial(teller.resolve, play, done)
    closing = hours.at_work(done + CLOSED_AFTER, teller.random)
    if closing < today - timedelta(days=20) or play.ending == Status.CLOSED:
        yield min(closing, today - timedelta(minutes=4)), partial(teller.close, play, closing)
