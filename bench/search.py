"""How long the page of a two-word search takes, for an agent who sees all and for one who sees one conversation of a hundred.

Both words stand in one message that the agent may see. What a search costs depends on how many messages hold each word,
so that rare, middling and common words are paired in equal shares, and each share is printed for itself.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache, lru_cache, partial
from urllib.parse import urlencode

from django.db import connection, transaction

from bench import desks
from bench.figures import Figure
from bench.generate import SEES_ALL, SEES_LITTLE
from bench.measuring import WARM_UP, Times, timed
from bench.visiting import Visitor, cookies_of
from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.searching import search_for
from goodwill.core import clock
from goodwill.core.search import Document, Order, Query, find, index, parse, vocabulary
from goodwill.core.search.models import SearchDocument

EACH = 75
_WORD = re.compile(r"[^\W\d_]{3,}")
# Shares of all messages.
RARE, COMMON = 1 / 1_000, 1 / 50
_GIVEN_UP_AFTER = 30_000
_FOUND = b'class="found__item"'


class Band(StrEnum):
    """How often the two words are used; what is between rare and common makes up the rest."""

    RARE = "two rare words"
    MIXED = "a rare and a common word"
    COMMON = "two common words"
    REST = "other words"


def run() -> list[Figure]:
    """Each search is asked for over HTTP, as a browser asks for the page."""
    found = _new_message()
    agents = [Agent.objects.get(email=email) for email in (SEES_ALL, SEES_LITTLE)]
    asked = [(agent, cookies_of(agent.email), _pairs(agent)) for agent in agents]
    for agent, _cookies, pairs in asked:
        found += _itself(agent, [pair for those in pairs.values() for pair in those])
    connection.close()
    variables = {**os.environ, "GOODWILL_LISTEN": f"127.0.0.1:{desks.free_port()}"}
    with desks.running("web", variables) as process:
        for agent, cookies, pairs in asked:
            visitor = Visitor(variables["GOODWILL_LISTEN"], cookies)
            for order in Order:
                found += _searched(visitor, pairs, order, f"search, {order} first, {_who(agent)}", lambda: desks.processor_seconds(process))
    return found


def _itself(agent: Agent, pairs: list[str]) -> list[Figure]:
    """Without the page around it, in processor time, which other programs on the machine disturb less."""
    figures = []
    for order in Order:
        times = timed(partial(_search_for, agent, order), pairs, time.process_time)
        name = f"search itself, {order} first, {_who(agent)}: processor time"
        figures += [Figure(f"{name}, median", times.median, "ms"), Figure(f"{name}, p99", times.p99, "ms")]
    return figures


def _search_for(agent: Agent, order: Order, pair: str) -> None:
    search_for(agent, pair, order=order)


def _who(agent: Agent) -> str:
    return "sees all" if agent.email == SEES_ALL else "sees 1 %"


def _searched(visitor: Visitor, pairs: dict[Band, list[str]], order: Order, name: str, processor: Callable[[], float]) -> list[Figure]:
    def search(pair: str) -> None:
        if _FOUND not in visitor.get(f"/search?{urlencode({'q': pair, 'order': order.value})}"):
            raise AssertionError(f"{pair!r} was not found, though a message has both words")

    _warm(search, pairs)
    used = processor()
    taken = {band: timed(search, those) for band, those in pairs.items() if those}
    used = processor() - used
    everything = Times(tuple(sorted(each for times in taken.values() for each in times.milliseconds)))
    searches = len(everything.milliseconds) + WARM_UP * len(taken)
    figures = [
        Figure.at_most(f"{name}: median", everything.median, "ms", 20),
        Figure.at_most(f"{name}: p99", everything.p99, "ms", 100),
        Figure(f"{name}: processor time", used / searches * 1_000, "ms"),
    ]
    for band, times in taken.items():
        figures += [Figure(f"   {band}: median", times.median, "ms"), Figure(f"   {band}: p99", times.p99, "ms")]
    return figures


def _warm(search: Callable[[str], None], pairs: dict[Band, list[str]]) -> None:
    """A desk that has been searched before: the database holds in memory what it reads at each search."""
    for those in pairs.values():
        for pair in those[::5]:
            search(pair)


def _new_message() -> list[Figure]:
    """What is written is found by the next search, in the same transaction even; nothing of it is kept."""
    key = SearchDocument.objects.order_by("-key").values_list("key", flat=True)[0] + 1
    document = Document(key=key, group=1, kind="message", at=clock.now(), text="the order of a newcomer")
    query = Query(terms=parse("newcomer order").terms)

    def write_and_find(_number: int) -> None:
        with transaction.atomic():
            index([document])
            if [hit.key for hit in find(query).hits] != [key]:
                raise AssertionError("A new message is not found.")
            transaction.set_rollback(True)

    return [Figure("search, a new message: written and found", timed(write_and_find, range(20)).median, "ms")]


def _pairs(agent: Agent) -> dict[Band, list[str]]:
    """The same for each run on the same desk."""
    chance = random.Random(agent.email)
    pairs: dict[Band, list[str]] = {band: [] for band in Band}
    for tried, text in enumerate(_texts(agent, chance)):
        words = sorted({word.lower() for word in _WORD.findall(text)})
        if len(words) >= 2:
            pair = chance.sample(words, 2)
            those = pairs[_band(*map(_share, pair))]
            if len(those) < EACH:
                those.append(" ".join(pair))
        if tried == _GIVEN_UP_AFTER or all(len(those) == EACH for those in pairs.values()):
            break
    return pairs


def _texts(agent: Agent, chance: random.Random) -> Iterator[str]:
    """What was said in messages that the agent may see, picked by chance."""
    if agent.email == SEES_LITTLE:
        few = list(Conversation.objects.filter(team=agent.teams.get()).values_list("id", flat=True)[:20_000])
        while True:
            yield chance.choice(Message.objects.filter(conversation=chance.choice(few)).values_list("new_text", flat=True))
    highest = Message.objects.order_by("-id").values_list("id", flat=True)[0]
    while True:
        yield Message.objects.filter(id=chance.randint(1, highest)).values_list("new_text", flat=True).first() or ""


def _band(first: float, second: float) -> Band:
    rarest, commonest = sorted((first, second))
    if commonest < RARE:
        return Band.RARE
    if rarest > COMMON:
        return Band.COMMON
    return Band.MIXED if rarest < RARE and commonest > COMMON else Band.REST


@cache
def _share(word: str) -> float:
    """The share of all messages that hold the word; of one that is cut into pairs of characters, the rarest pair's."""
    tokens = {token for term in parse(word).terms for token in term.tokens}
    known = vocabulary.uses(tokens)
    return min(known.get(token, 0) for token in tokens) / _messages()


@lru_cache(maxsize=1)
def _messages() -> int:
    return Message.objects.order_by("-id").values_list("id", flat=True)[0]
