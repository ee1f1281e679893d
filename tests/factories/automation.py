"""Makes rules for tests, and runs what waits in the queue as a worker would."""

from typing import Any

from goodwill.activity.models import Actor
from goodwill.automation.domain import drafting
from goodwill.automation.models import Rule
from goodwill.core.jobs.worker import Worker


def make_rule(*actions: dict[str, Any], trigger: str = "message_received", on: bool = True, **columns: Any) -> Rule:
    """A rule at the end of the others, switched on."""
    columns = {"name": "A rule", "trigger": trigger, "actions": list(actions), **columns}
    rule = drafting.create(columns, by=Actor.SYSTEM)
    return drafting.activate(rule, by=Actor.SYSTEM) if on else rule


def tag(*words: str) -> dict[str, Any]:
    return {"name": "tag", "tags": list(words)}


def says(*words: str) -> dict[str, Any]:
    return {"name": "words", "words": list(words)}


def work_off() -> int:
    """Run every job that is due; return how many."""
    return Worker().work_off()
