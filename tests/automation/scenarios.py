"""What is killed at each of its steps: rules that act after a message, and one whose time has come. See tests/core/victim.py."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Notice
from goodwill.automation.domain import compiling
from goodwill.automation.models import AutomaticReply, Rule, Run, Timer
from goodwill.conversations.models import Conversation, Message, Note
from goodwill.core import clock
from goodwill.core.models import Job, OutboxEntry
from tests.automation.letters_in import clean, post, work_off, work_off_later
from tests.core.victim import Scenario
from tests.factories.automation import make_rule, tag
from tests.factories.conversations import assert_derived_right

ACTIONS = (
    tag("fern"),
    {"name": "add_note", "text": "Look at {{ customer.first_name }}"},
    {"name": "reply", "saved_reply": "", "text": "Hello {{ customer.first_name }}"},
    {"name": "notify_agents", "groups": ["leads"], "agents": [], "text": "A fern"},
)


def _prepare(trigger: str, parameters: dict[str, object]) -> None:
    for model in (AutomaticReply, Run, Timer, Notice, Rule):
        model.objects.all().delete()
    clean()
    Agent.objects.create(email="jonas@fernandfable.example", name="Jonas Weber", role=Role.LEAD)
    make_rule(*ACTIONS, trigger=trigger, trigger_parameters=parameters)
    work_off()
    post()
    compiling.forget()


def _each_action_was_done_once() -> None:
    conversation = Conversation.objects.get()
    letters = Message.objects.filter(is_automatic=True, direction="out")
    assert (Run.objects.count(), Activity.objects.filter(kind="rule.ran").count()) == (1, 1), "runs"
    assert [step["state"] for step in Run.objects.get().steps["actions"]] == ["done"] * 4
    assert (conversation.tag_names, Note.objects.count(), Notice.objects.count()) == (["fern"], 1, 1)
    assert (letters.count(), AutomaticReply.objects.count(), OutboxEntry.objects.count()) == (1, 1, 1)
    assert Job.objects.exclude(task__contains="fire").count() == 0
    assert_derived_right()


def _wait_is_over() -> None:
    work_off()
    with ahead(3700):
        work_off()


def ahead(seconds: float) -> AbstractContextManager[None]:
    """For all who ask, also those that took the question itself."""
    return clock.pretending(datetime.now(UTC) + timedelta(seconds=seconds))


def _later_still() -> None:
    for seconds in (120, 3800, 4400, 6000):
        with ahead(seconds):
            work_off()


running = Scenario(lambda: _prepare("message_received", {}), work_off, work_off_later, _each_action_was_done_once)
firing = Scenario(lambda: _prepare("no_answer", {"hours": 1, "calendar": ""}), _wait_is_over, _later_still, _each_action_was_done_once)
