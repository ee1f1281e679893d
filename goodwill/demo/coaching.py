"""What the agents of the demo shop were told and know: announcements, two scripts, and articles of their own."""

from datetime import datetime, timedelta
from typing import Any

from goodwill.accounts.models import Agent
from goodwill.coaching.domain import announcing, confirming, explaining, writing_articles, writing_scripts
from goodwill.coaching.domain.announcing import Content
from goodwill.coaching.domain.steps import AnswerType, Kind, Step, Tree
from goodwill.coaching.models import Announcement, Script
from goodwill.conversations.models import Topic
from goodwill.core import clock
from goodwill.demo.house import House
from goodwill.demo.stories.knowledge import ARTICLES, DELAY, PROBLEM, PROMOTION, RELEASE

HOUR = timedelta(hours=1)


def teach(house: House, today: datetime) -> None:
    """Write it all down, have some of it read, and find the conversations that it explains."""
    agents = house.agents
    with clock.pretending(today - timedelta(days=20)):
        scripts = [_script(agents["jonas"], *about) for about in (_DAMAGED, _CHOOSING)]
    for at, (title, author, body, topic, script) in enumerate(ARTICLES):
        with clock.pretending(today - timedelta(days=60 - 9 * at)):
            beside: dict[str, Any] = {"topic": Topic.objects.filter(name=topic).first(), "script": _named(scripts, script)}
            review = (today + timedelta(days=150 - 31 * at)).date()
            writing_articles.write(title, body, {**beside, "review_on": review}, by=agents[author])
    with clock.pretending(today - timedelta(days=4)):
        promotion = _announce(PROMOTION, agents["ada"], ends_at=today + timedelta(days=6))
        _read_by(promotion, agents, "jonas", "mira", "teo", "priya", "sam")
    with clock.pretending(today - 30 * HOUR):
        problem = _announce(PROBLEM, agents["jonas"])
        _read_by(problem, agents, "ada", "mira", "priya")
    with clock.pretending(today - 3 * HOUR):
        delay = _announce(DELAY, agents["jonas"], ends_at=today + timedelta(days=3))
        _read_by(delay, agents, "ada", "teo")
    with clock.pretending(today):
        _announce(RELEASE, agents["ada"], starts_at=today + timedelta(days=2))
        for announcement in (promotion, problem, delay):
            _explain(announcement)


def _announce(written: dict[str, Any], by: Agent, **when: datetime) -> Announcement:
    return announcing.publish(announcing.write(Content(**{**written, **when}), by=by), by=by)


def _read_by(announcement: Announcement, agents: dict[str, Agent], *keys: str) -> None:
    for minutes, key in enumerate(keys, start=1):
        with clock.pretending(announcement.version_at + timedelta(minutes=11 * minutes)):
            confirming.confirm(announcement, agents[key])


def _explain(announcement: Announcement) -> None:
    announcement.refresh_from_db()
    after = explaining.explain_batch(announcement.pk, announcement.edition, 0)
    while after:
        after = explaining.explain_batch(announcement.pk, announcement.edition, after)


def _named(scripts: list[Script], name: str) -> Script | None:
    return next((script for script in scripts if script.name == name), None)


def _script(by: Agent, name: str, purpose: str, setting: str, steps: tuple[Step, ...]) -> Script:
    script = writing_scripts.write({"name": name, "purpose": purpose, "setting": setting}, by=by, tree=Tree(steps))
    writing_scripts.publish(script, by=by)
    return script


def _ask(name: str, text: str, field: str, following: str, *choices: str) -> Step:
    """A question with some choices; without any it is for yes or no."""
    kind = AnswerType.CHOICE if choices else AnswerType.SWITCH
    return Step(name, Kind.ASK, text, next=following, field=field, type=kind, choices=choices)


def _do(name: str, text: str, following: str, action: str, value: str, *items: str) -> Step:
    return Step(name, Kind.DO, text, next=following, items=items, action=action, value=value)


_DAMAGED = (
    "Damaged on arrival",
    "What to ask before a plant is replaced or refunded.",
    "any",
    (
        Step("1", Kind.SAY, "I'm sorry that it came to you like this. Let me see what we can do, it takes two minutes.", next="2"),
        _ask("2", "Is the plant itself hurt, or the pot?", "damage", "3", "Plant", "Pot", "Both"),
        Step("3", Kind.BRANCH, field="damage", cases=(("Pot", "8"),), next="4"),
        _ask("4", "Are the roots still moist?", "moist", "5"),
        Step("5", Kind.BRANCH, field="moist", cases=(("yes", "6"),), next="9"),
        Step("6", Kind.SAY, "Then it will recover. Cut what is broken, water it once, and give it a week out of the sun.", next="7"),
        _ask("7", "Would you like to try that with a voucher of 5 €, or have a new one?", "wish", "10", "Voucher", "New one"),
        _do("8", "A new pot goes by letter.", "11", "tag", "broken pot", "Ask which colour", "Note the size below the pot"),
        _do("9", "It won't make it: send a new one.", "11", "remedy", "reship", "Ask for a photo", "Check the address"),
        Step("10", Kind.BRANCH, field="wish", cases=(("New one", "9"),), next="12"),
        Step("11", Kind.END, "It leaves us tomorrow before noon. They needn't send anything back."),
        Step("12", Kind.END, "The voucher comes by mail today. Ask them to write again if the leaves don't stand up in a week."),
    ),
)
_CHOOSING = (
    "Which plant for my room?",
    "Leads from the light in a room to three plants.",
    "chat",
    (
        _ask("1", "Which way does the window face?", "window", "2", "North", "East", "South", "West"),
        _ask("2", "Are there cats or dogs?", "pets", "3"),
        Step("3", Kind.BRANCH, field="pets", cases=(("yes", "4"),), next="5"),
        Step("4", Kind.SAY, "Then nothing of the arum family. A Boston fern, a calathea or a hoya harm nobody.", next="7"),
        Step("5", Kind.BRANCH, field="window", cases=(("North", "6"),), next="8"),
        Step("6", Kind.SAY, "For little light: a cast-iron plant, a snake plant, or a heart-leaf philodendron.", next="7"),
        Step("7", Kind.ASK, "How high may it grow, in centimetres?", next="9", field="height", type=AnswerType.NUMBER, is_required=False),
        Step("8", Kind.SAY, "With that light a monstera, a fiddle-leaf fig or a string of pearls will be glad.", next="7"),
        Step("9", Kind.END, "Send the three links, and the sheet on the first week."),
    ),
)
