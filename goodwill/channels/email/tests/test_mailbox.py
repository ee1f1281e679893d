"""Reading a mailbox: nothing lost, nothing doubled, whatever the server or the desk does meanwhile."""

import imaplib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.channels.email import fetching, imap, mailbox
from goodwill.channels.email.fetching import Folder
from goodwill.channels.email.mailbox import Mailbox
from goodwill.channels.email.mailboxes import MailboxWatcher
from goodwill.channels.email.positions import Position
from goodwill.channels.email.tests.fake_imap import OLD, FakeMailbox, FakeServer
from goodwill.channels.email.tests.fakes import FakeIntake, inbox, running, wait_until
from goodwill.inboxes.contract import IntakeRefused

NEVER = threading.Event()
IMAP = {"incoming": "imap", "imap_host": "imap.example", "imap_user": "support", "imap_password": "x", "imap_poll_seconds": 0.01}


def raw(number: int) -> bytes:
    return f"Subject: message {number}\r\n\r\nbody\r\n".encode()


def server_with(count: int, **options: object) -> FakeServer:
    server = FakeServer(**options)  # type: ignore[arg-type]
    for number in range(1, count + 1):
        server.add(raw(number))
    return server


def opened(server: FakeServer, intake: FakeIntake, **options: object) -> Folder:
    position = Position.from_json(intake.position(1), server.uidvalidity)
    return Folder(FakeMailbox(server), intake, 1, position, **options)  # type: ignore[arg-type]


@contextmanager
def watching(server: FakeServer, intake: FakeIntake, **changes: object) -> Iterator[Mailbox]:
    watcher = Mailbox(inbox(**{**IMAP, **changes}), intake, opener=server.open)
    with running(watcher):
        yield watcher


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "FIRST_PAUSE_SECONDS", 0.01)
    logging.getLogger("goodwill.channels.email").setLevel(logging.CRITICAL)


def test_everything_is_stored_in_order_with_key_position_and_date() -> None:
    server, intake = server_with(3), FakeIntake()
    assert opened(server, intake).read_new(NEVER) == [1, 2, 3]
    assert intake.contents == [raw(1), raw(2), raw(3)]
    last = intake.stored[-1]
    assert last.source_key == "7/3"
    assert last.position == {"uidvalidity": 7, "uid": 3, "first": 1, "stored": 3, "pending": []}
    assert (last.envelope.source, last.envelope.received_at, last.envelope.sender) == ("imap", OLD, None)


def test_only_what_came_since_is_stored_after_a_restart() -> None:
    server, intake = server_with(2), FakeIntake()
    opened(server, intake).read_new(NEVER)
    server.add(raw(3))
    assert opened(server, intake).read_new(NEVER) == [3]
    assert opened(server, intake).read_new(NEVER) == []
    assert len(intake.stored) == 3


def test_messages_are_never_marked_and_flags_never_asked_for() -> None:
    server, intake = server_with(2), FakeIntake()
    with watching(server, intake):
        wait_until(lambda: len(intake.stored) == 2)
    assert server.was_readonly is True
    bodies = [command for command in server.commands if "BODY" in command]
    assert bodies
    assert all("BODY.PEEK[]" in command for command in bodies)
    assert not any("FLAGS" in command or "SEEN" in command for command in server.commands)


def test_refusal_leaves_the_position_where_it_was_and_the_next_try_goes_on() -> None:
    server, intake = server_with(3), FakeIntake(refusals=1)
    folder = opened(server, intake)
    with pytest.raises(IntakeRefused):
        folder.read_new(NEVER)
    assert folder.position.is_beginning
    opened(server, intake).read_new(NEVER)
    assert intake.contents == [raw(1), raw(2), raw(3)]


def test_message_that_can_not_be_fetched_does_not_stop_the_others() -> None:
    server, intake = server_with(4, broken={2}), FakeIntake()
    folder = opened(server, intake)
    assert folder.read_new(NEVER) == [1, 3, 4]
    assert intake.position(1)["pending"] == [2]
    server.broken.clear()
    again = opened(server, intake)
    assert again.retry_pending(NEVER) == [2]
    assert again.position == Position(7, 4, 1, 4)
    assert intake.position(1) == again.position.as_json()


def test_message_that_was_deleted_meanwhile_is_forgotten() -> None:
    server, intake = server_with(2, broken={1}), FakeIntake()
    folder = opened(server, intake)
    folder.read_new(NEVER)
    del server.messages[1]
    assert folder.retry_pending(NEVER) == []
    assert folder.position.pending == ()


def test_failure_of_storing_one_message_does_not_stop_the_others() -> None:
    def explode(content: bytes) -> None:
        if b"message 2" in content:
            raise RuntimeError("bug")

    server, intake = server_with(3), FakeIntake(hook=explode)
    folder = opened(server, intake)
    assert folder.read_new(NEVER) == [1, 3]
    assert folder.position.pending == (2,)


def test_new_uidvalidity_reads_everything_again_under_other_keys() -> None:
    server, intake = server_with(2), FakeIntake()
    opened(server, intake).read_new(NEVER)
    server.uidvalidity = 8
    opened(server, intake).read_new(NEVER)
    assert [stored.source_key for stored in intake.stored] == ["7/1", "7/2", "8/1", "8/2"]


def test_start_from_now_leaves_older_mail_alone_and_survives_a_restart() -> None:
    chosen = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    server, intake = server_with(3), FakeIntake()
    assert opened(server, intake, new_since=chosen).read_new(NEVER) == []
    server.add(raw(4), at=chosen + timedelta(minutes=1))
    assert opened(server, intake, new_since=chosen).read_new(NEVER) == [4]
    server.add(raw(5), at=OLD)
    assert opened(server, intake, new_since=chosen).read_new(NEVER) == [5]


def test_huge_message_is_cut_and_marked_and_stays_in_the_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_BYTES_AT_ONCE", 1000)
    server, intake = server_with(1), FakeIntake()
    server.add(b"Subject: huge\r\n\r\n" + b"x" * 5000)
    opened(server, intake, max_size=1000).read_new(NEVER)
    assert intake.contents[1].startswith(b"X-Goodwill-Truncated: 5017\r\nSubject: huge\r\n")
    assert len(intake.contents[1]) == 1000 + len(b"X-Goodwill-Truncated: 5017\r\n")
    assert 2 in server.messages


def test_messages_are_fetched_in_batches_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_BYTES_AT_ONCE", 300)
    server, intake = server_with(60), FakeIntake()
    server.messages[5] = (b"y" * 1000, OLD)
    opened(server, intake).read_new(NEVER)
    bodies = [command.split()[1].split(",") for command in server.commands if "BODY" in command]
    assert ["5"] in bodies
    assert max(map(len, bodies)) * len(raw(1)) <= 300
    assert len(intake.stored) == 60


def test_message_that_appeared_late_is_found_by_counting() -> None:
    server, intake = server_with(4, hidden={2}), FakeIntake()
    folder = opened(server, intake)
    folder.read_new(NEVER)
    server.hidden.clear()
    assert folder.missing() == 1
    folder.read_again(NEVER)
    assert folder.missing() == 0
    assert [stored.source_key for stored in intake.stored] == ["7/1", "7/3", "7/4", "7/2"]


def test_watcher_finds_a_message_that_appeared_late() -> None:
    server, intake = server_with(3, hidden={2}), FakeIntake()
    with watching(server, intake):
        wait_until(lambda: len(intake.stored) == 2)
    server.hidden.clear()
    with watching(server, intake):
        wait_until(lambda: len(intake.stored) == 3)
    assert intake.reports == [(1, ""), (1, "")]


def test_lost_connection_is_opened_again_and_nothing_is_doubled() -> None:
    server, intake = server_with(30, lost_after=2), FakeIntake()
    with watching(server, intake):
        wait_until(lambda: len(intake.stored) == 30)
    assert server.connections == 2
    assert len({stored.source_key for stored in intake.stored}) == 30
    assert intake.reports == [(1, "")]


def test_server_that_stays_away_is_reported_and_its_return_too() -> None:
    server, intake = server_with(1, refuses_connections=ConnectionResetError(104, "Connection reset by peer")), FakeIntake()
    with watching(server, intake):
        wait_until(lambda: intake.reports)
        server.refuses_connections = None
        wait_until(lambda: intake.stored and intake.reports[-1] == (1, ""))
    assert intake.reports[0] == (1, "imap.example:993 closed the connection.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"imap_folder": "Nowhere"}, "The folder does not exist"),
        ({"imap_after": "move", "imap_move_to": "Gone"}, "can't be moved to the folder “Gone”"),
    ],
)
def test_wrong_folder_is_reported_in_words(changes: dict, words: str) -> None:
    server, intake = server_with(1), FakeIntake()
    with watching(server, intake, **changes):
        wait_until(lambda: any(words in problem for _, problem in intake.reports))
    assert any(words in problem for _, problem in intake.reports)


def test_refusing_desk_is_reported_and_the_message_comes_later() -> None:
    server, intake = server_with(1), FakeIntake(refusals=2)
    with watching(server, intake):
        wait_until(lambda: intake.stored and intake.reports[-1] == (1, ""))
    assert intake.reports == [(1, "New mail waits in the mailbox, because it can't be stored now: The disk is full."), (1, "")]


def test_fetched_messages_are_moved_once_they_are_stored() -> None:
    server, intake = server_with(3, broken={2}), FakeIntake()
    with watching(server, intake, imap_after="move", imap_move_to="Done"):
        wait_until(lambda: server.moved["Done"] == [1, 3])
    assert server.was_readonly is False
    assert list(server.messages) == [2]


def test_watcher_follows_changes_of_the_settings() -> None:
    opened_for: list[str] = []
    intake = FakeIntake()
    server = server_with(1)

    def fake_open(account: imap.Account) -> FakeMailbox:
        opened_for.append(account.server.host)
        return server.open(account)

    present = [inbox(**IMAP)]
    watcher = MailboxWatcher(lambda: list(present), intake, look_seconds=0.02, opener=fake_open)
    with running(watcher):
        wait_until(lambda: opened_for == ["imap.example"])
        present[:] = [inbox(**{**IMAP, "imap_host": "other.example"})]
        wait_until(lambda: opened_for == ["imap.example", "other.example"])
        present[:] = [inbox(incoming="listener")]
        wait_until(lambda: not watcher.watched)
    assert intake.reports[-1] == (1, "")


def test_answers_of_servers_are_read_in_all_their_spellings() -> None:
    items: list[bytes | tuple[bytes, bytes]] = [
        (b"1 (BODY[] {2}", b"hi"),
        b' UID 5 INTERNALDATE " 7-Jul-2026 02:44:25 -0700")',
        b"2 (FLAGS (\\Seen))",
        b'3 (UID 6 BODY[] "")',
        (b"4 (UID 7 RFC822.SIZE 9 BODY[] {0}", b""),
        b")",
        b"5 (UID 8 BODY[] NIL)",
        b"6 (UID 9 RFC822.SIZE 12)",
    ]
    found = list(imap.read_items(items))
    assert [(item.uid, item.size, item.content) for item in found] == [
        (5, None, b"hi"),
        (6, None, b""),
        (7, 9, b""),
        (8, None, b""),
        (9, 12, None),
    ]
    assert found[0].internal_date == datetime(2026, 7, 7, 9, 44, 25, tzinfo=UTC)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["mail", "mail", "read", "break", "heal", "refuse", "lose", "restart", "retry"]), max_size=30))
def test_any_course_of_events_ends_with_each_message_once(events: list[str]) -> None:
    server, intake = FakeServer(), FakeIntake()
    folder = opened(server, intake)
    actions: dict[str, Callable[[], object]] = {
        "mail": lambda: server.add(raw(len(server.messages) + 1)),
        "break": lambda: server.broken.add(max(server.messages, default=1)),
        "heal": server.broken.clear,
        "refuse": lambda: setattr(intake, "refusals", 1),
        "lose": lambda: setattr(server, "lost_after", 1),
    }
    for event in events:
        if event in actions:
            actions[event]()
            continue
        if event == "restart":
            folder = opened(server, intake)
        try:
            (folder.retry_pending if event == "retry" else folder.read_new)(NEVER)
        except (IntakeRefused, imaplib.IMAP4.abort):
            folder = opened(server, intake)
    server.broken.clear()
    intake.refusals, server.lost_after = 0, None
    folder = opened(server, intake)
    folder.read_new(NEVER)
    folder.retry_pending(NEVER)
    assert sorted(stored.source_key for stored in intake.stored) == sorted(f"7/{uid}" for uid in server.messages)
    assert folder.missing() == 0
