"""Makes announcements, scripts and articles for tests."""

from typing import Any

from goodwill.accounts.models import Agent
from goodwill.coaching.domain import announcing, writing_scripts
from goodwill.coaching.domain.announcing import Content
from goodwill.coaching.domain.steps import AnswerType, Kind, Step, Tree
from goodwill.coaching.models import Announcement, Script

ABOUT_PARCELS = [{"name": "words", "words": ["parcel", "delivery"]}]


def content(title: str = "Parcels are late", text: str = "Two days, in the whole country.", **other: Any) -> Content:
    return Content(**{"kind": "delay", "title": title, "text": text, **other})


def an_announcement(by: Agent, **about: Any) -> Announcement:
    """Published and shown now, unless it starts later."""
    return announcing.publish(announcing.write(content(**about), by=by), by=by)


def small_tree(topic: str = "") -> Tree:
    """Greets, asks, follows the answer, asks for a number, has something done, ends."""
    return Tree(
        (
            Step("1", Kind.SAY, "Thank you for calling Fern & Fable.", next="2"),
            Step("2", Kind.ASK, "Did the pot break?", next="3", field="broken", type=AnswerType.SWITCH),
            Step("3", Kind.BRANCH, field="broken", cases=(("yes", "4"),), next="6"),
            Step("4", Kind.ASK, "How tall is it?", next="5", field="height", type=AnswerType.NUMBER),
            Step("5", Kind.DO, "Note the damage.", next="6", items=("Look at the photo", "Say sorry"), action="tag", value="damaged"),
            Step("6", Kind.END, "Wish a good day.", value=topic),
        )
    )


def a_script(by: Agent, name: str = "Damaged plants", topic: str = "", **columns: Any) -> Script:
    """Published."""
    script = writing_scripts.write({"name": name, **columns}, by=by, tree=small_tree(topic))
    writing_scripts.publish(script, by=by)
    return script
