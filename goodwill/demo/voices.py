"""How people sound: puts greeting and closing around what a turn says, and real things in place of its variables."""

from random import Random

from goodwill.accounts.models import Agent
from goodwill.demo.casting import Play
from goodwill.demo.script import Turn
from goodwill.demo.stories import shop

GOING_ON = ("Hallo", "Guten Tag", "Liebes", "Moin", "Dzień", "Witam")


def filled(play: Play, turn: Turn) -> str:
    """One of the turn's texts."""
    return turn.words[play.variant % len(turn.words)].format_map(play.details)


def customer(play: Play, turn: Turn, random: Random) -> str:
    """The first letter has greeting and closing, later ones are shorter, as among people who know each other."""
    words, person = filled(play, turn), play.person
    if turn.bare:
        return _begun(words)
    if play.number:
        words = _begun(words)
        return f"{words}\n\n{person.first_name}" if random.random() < 0.6 else words
    closing = "\n".join(filter(None, [person.closing, person.name if random.random() < 0.5 else person.first_name]))
    return "\n\n".join(filter(None, [person.greeting, _begun(words, person.greeting), closing]))


def agent(play: Play, turn: Turn, writer: Agent, random: Random) -> str:
    """As agents of the shop write, each with a closing of their own."""
    words = filled(play, turn)
    if turn.bare:
        return _begun(words)
    greeting = random.choice(shop.GREETINGS[play.plot.language]).format_map(play.details)
    words = _begun(words, greeting)
    key = writer.email.partition("@")[0]
    if play.plot.language != "en":
        return f"{greeting}\n\n{words}\n\n{writer.name.split()[0]}"
    return f"{greeting}\n\n{words}\n\n{random.choice(shop.CLOSINGS[key])}"


def _begun(words: str, greeting: str = "") -> str:
    """With a capital letter, except after a greeting in the languages that go on with a small one."""
    goes_on = greeting.endswith(",") and greeting.startswith(GOING_ON)
    return words if goes_on else words[:1].upper() + words[1:]
