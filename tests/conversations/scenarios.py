"""What is killed at each of its steps: a message that comes in, a reply that goes out. See tests/core/victim.py."""

import os
from collections import Counter
from pathlib import Path

from django.conf import settings

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.activity.models import Activity
from goodwill.conversations.domain import tallying
from goodwill.conversations.models import Attachment, Conversation, Message, Tally
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, LiveEvent, OutboxEntry, StoredFile
from goodwill.core.search.models import SearchIdentifier
from goodwill.core.search.rebuilding import forget_everything
from goodwill.customers.models import Customer, Identity
from goodwill.inboxes import registry
from goodwill.inboxes.contract import ConnectedInbox, DeliveryResult, DeliveryState, Envelope, IntakeRefused, OutboundMessage
from goodwill.inboxes.domain import intake
from goodwill.inboxes.models import Inbox, RawMessage
from tests.core.victim import Scenario, later
from tests.factories.conversations import assert_derived_right
from tests.factories.inboxes import letter
from tests.factories.letters import KIND, Letter

FIRST = letter("Where is FF-20318?", external_id="first@x", attachments=[["fern.png", "image/png", "x" * 100]])
ANSWER = letter("And now?", external_id="second@x", references=["first@x"])
THANKS = letter("It is here!", external_id="third@x", references=["second@x"])


def work_off() -> None:
    Worker(name="victim").work_off()


def work_off_later() -> None:
    for minutes in (2, 10, 30):
        with later(minutes * 60):
            work_off()


def post_office() -> Path:
    return Path(settings.DATA) / "post-office"


class Pigeon(Letter):
    """Sends by writing a line for each attempt, which stays when the process dies."""

    def send(self, message: OutboundMessage, inbox: ConnectedInbox) -> DeliveryResult:
        with post_office().open("a") as file:
            file.write(f"{message.idempotency_key}|{message.external_id}|{message.text.splitlines()[0]}\n")
            file.flush()
            os.fsync(file.fileno())
        return DeliveryResult(DeliveryState.ACCEPTED, "taken")


def _clean() -> None:
    registry.channels()[KIND] = Pigeon()
    forget_everything()
    SearchIdentifier.objects.all().delete()
    post_office().unlink(missing_ok=True)
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    for model in (Job, LiveEvent, OutboxEntry, RawMessage, StoredFile, Tally, Identity, Customer, Activity, Inbox, Agent, Team):
        model.objects.all().delete()
    Inbox.objects.create(kind=KIND, name="Support", address="support@fernandfable.example")
    Agent.objects.create(email="mira@fernandfable.example", name="Mira Okafor", role=Role.AGENT)


def _store(content: bytes, key: str) -> None:
    try:
        intake.store(intake.Delivery(content, Envelope("test", now()), Inbox.objects.get().pk, key, position={"at": key}))
    except IntakeRefused:
        raise SystemExit("refused") from None


def _receive() -> None:
    _store(FIRST, "1")
    work_off()
    # Two that wait are carried out together.
    _store(ANSWER, "2")
    _store(THANKS, "3")
    work_off()


def _receive_the_rest() -> None:
    """The sender tries again what it got no answer for, as a mail server does; then the workers go on."""
    work_off_later()
    _store(FIRST, "1")
    _store(ANSWER, "2")
    _store(THANKS, "3")
    work_off_later()


def _each_message_stands_once() -> None:
    assert Counter(Message.objects.values_list("external_id", flat=True)) == Counter(["first@x", "second@x", "third@x"])
    assert Counter(RawMessage.objects.values_list("state", flat=True)) == Counter({"done": 3})
    assert (Conversation.objects.count(), Customer.objects.count(), Attachment.objects.count()) == (1, 1, 1)
    assert Activity.objects.filter(kind="message.received").count() == 3
    assert (Job.objects.count(), tallying.differences(), Inbox.objects.get().position) == (0, {}, {"at": "3"})
    assert_derived_right()


receiving = Scenario(_clean, _receive, _receive_the_rest, _each_message_stands_once)


def _have_a_conversation() -> None:
    _clean()
    _store(FIRST, "1")
    work_off()


def _reply() -> None:
    from goodwill.conversations.domain import replying

    conversation = Conversation.objects.get()
    replying.reply(conversation, replying.Reply("It is on its way.", conversation.last_inbound), by=Agent.objects.get())
    with later(11):
        work_off()


def _sent_under_one_key_and_shown() -> None:
    ours = list(Message.objects.filter(direction="out"))
    lines = post_office().read_text().splitlines() if post_office().exists() else []
    # Killed before the decision was committed: nothing is sent, and nothing shown.
    assert len(ours) == len(set(lines)) <= 1, f"{len(ours)} decided, {lines} sent"
    for message in ours:
        assert lines[0] == f"message-{message.pk}|{message.external_id}|It is on its way."
        # A process that dies between sending and noting it must try again: under the same key and id.
        assert len(lines) <= 2, lines
        assert (message.delivery, OutboxEntry.objects.get().state) == ("sent", "done")
    assert (Job.objects.count(), Conversation.objects.get().message_count) == (0, 1 + len(ours))
    assert_derived_right()


sending = Scenario(_have_a_conversation, _reply, work_off_later, _sent_under_one_key_and_shown)
