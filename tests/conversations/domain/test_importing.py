"""An archive comes in with its own dates, silently, and without doubles however often."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from goodwill.conversations.commands import COMMANDS
from goodwill.conversations.domain import importing, receiving
from goodwill.conversations.enums import Delivery, Direction, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.core.models import Job, LiveEvent, OutboxEntry
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Capability, Unreadable
from goodwill.inboxes.models import Inbox, RawMessage
from tests.factories.conversations import assert_derived_right

pytestmark = pytest.mark.django_db
OURS = "support@fernandfable.example"


def mail(number: int, sender: str, to: str, text: str, *, answers: int = 0, day: int = 1) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Old order"
    message["Date"] = datetime(2024, 3, day, 12, tzinfo=UTC)
    message["Message-ID"] = f"<old-{number}@post.example>"
    if answers:
        message["In-Reply-To"] = f"<old-{answers}@post.example>"
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def inbox(world) -> Inbox:
    kind = next(name for name, channel in registry.channels().items() if Capability.ARCHIVE in channel.capabilities and name != "letter")
    Inbox.objects.filter(address=OURS).delete()
    return Inbox.objects.create(kind=kind, name="Support", address=OURS, is_acknowledging=True, acknowledgement="We have it.")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    messages = [
        mail(1, "Greta <greta@post.example>", OURS, "My fern is brown."),
        mail(2, f"Shop <{OURS}>", "greta@post.example", "Water it.", answers=1, day=2),
        mail(3, "Greta <greta@post.example>", OURS, "It is green again!", answers=2, day=3),
        mail(4, "Omar <omar@mail.example>", OURS, "Do you ship to Oman?", day=4),
    ]
    folder = tmp_path / "old"
    folder.mkdir()
    for number, content in enumerate(messages):
        (folder / f"{number}.eml").write_bytes(content)
    return folder


def test_archive_becomes_closed_conversations_of_their_own_time(inbox, archive):
    steps = []
    tally = importing.take_in(archive, inbox, progress=lambda done, total: steps.append((done, total)))
    assert (tally.read, tally.known, dict(tally.outcomes)) == (4, 0, {"received": 4})
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    first, second = Conversation.objects.order_by("id")
    assert (first.status, first.message_count, first.customer_name) == (Status.CLOSED, 3, "Greta")
    assert (first.created_at.date().isoformat(), first.last_message_at.date().isoformat()) == ("2024-03-01", "2024-03-03")
    ours = first.messages.get(direction=Direction.OUTBOUND)
    assert (ours.text.strip(), ours.delivery, ours.identity, ours.created_at.day) == ("Water it.", Delivery.SENT, None, 2)
    assert second.status == Status.CLOSED
    assert_derived_right()


def test_import_tells_nobody_and_sends_nothing(inbox, archive):
    LiveEvent.objects.all().delete()
    importing.take_in(archive, inbox, status=Status.OPEN)
    assert (LiveEvent.objects.count(), OutboxEntry.objects.count()) == (0, 0)
    assert [job.task.rsplit(".", 1)[1] for job in Job.objects.all()] == ["process_raw"] * 4
    from goodwill.core.jobs.worker import Worker

    Worker(name="test").work_off()
    assert (LiveEvent.objects.count(), OutboxEntry.objects.count(), Message.objects.count()) == (0, 0, 4)


def test_import_again_doubles_nothing_and_finishes_what_was_interrupted(inbox, archive):
    importing.take_in(archive, inbox)
    again = importing.take_in(archive, inbox)
    assert (again.read, again.known, Message.objects.count(), RawMessage.objects.count()) == (4, 4, 4, 4)
    Message.objects.filter(external_id="old-4@post.example").delete()
    RawMessage.objects.filter(message_number__isnull=False).exclude(message_number__in=Message.objects.values("pk")).update(state="waiting")
    once_more = importing.take_in(archive, inbox)
    assert (once_more.known, dict(once_more.outcomes), Message.objects.count()) == (3, {"received": 1}, 4)


def test_what_has_come_in_already_by_itself_is_not_doubled(inbox, archive):
    from goodwill.core.clock import now
    from goodwill.inboxes.contract import Envelope
    from goodwill.inboxes.domain import intake

    raw = (archive / "0.eml").read_bytes()
    receiving.process(intake.store(intake.Delivery(raw, Envelope("smtp", now()), inbox.pk)))
    tally = importing.take_in(archive, inbox)
    assert dict(tally.outcomes) == {"duplicate": 1, "received": 3}
    conversation = Message.objects.get(external_id="old-1@post.example").conversation
    assert (conversation.status, conversation.message_count) == (Status.OPEN, 3)


def test_path_that_is_no_archive_is_said_so(inbox, tmp_path):
    with pytest.raises(Unreadable):
        importing.take_in(tmp_path / "absent", inbox)


def test_command_imports_and_says_what_became_of_it(inbox, archive, capsys):
    from goodwill.config.cli import build_parser

    parsed = build_parser(COMMANDS).parse_args(["import", str(archive), "--inbox", OURS, "--status", "resolved"])
    command = next(command for command in COMMANDS if command.name == "import")
    assert command.run(parsed) == 0
    assert "4 messages read: 4 imported, 0 were here already." in capsys.readouterr().out
    assert set(Conversation.objects.values_list("status", flat=True)) == {"resolved"}


def test_commands_rebuild_and_compare(inbox, archive, capsys):
    from goodwill.config.cli import build_parser

    importing.take_in(archive, inbox)
    by_name = {command.name: command for command in COMMANDS}
    for line, wanted in (
        (["rebuild"], "Counters: 0 were wrong"),
        (["rebuild", "rows"], "List rows: 0 were wrong"),
        (["compare", "--all"], "2 list rows compared, 0 wrong"),
    ):
        parsed = build_parser(COMMANDS).parse_args(line)
        assert by_name[parsed.command].run(parsed) == 0
        assert wanted in capsys.readouterr().out
