"""What a channel hands over is committed before anybody tries to understand it, or refused so that the sender keeps it."""

import threading
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import OperationalError

from goodwill.core.clock import now
from goodwill.core.files import StorageFull
from goodwill.core.models import Job, StoredFile
from goodwill.inboxes.contract import Envelope, IntakeRefused
from goodwill.inboxes.domain import intake, sinking
from goodwill.inboxes.domain.finding import NoSuchInbox, inbox_of
from goodwill.inboxes.domain.intake import Delivery, DeskIntake
from goodwill.inboxes.models import Inbox, RawMessage, SinkMessage
from tests.factories.inboxes import make_inbox, make_raw


@pytest.fixture
def door() -> Iterator[DeskIntake]:
    made = DeskIntake()
    yield made
    made.close()


def delivery(inbox: Inbox, raw: bytes = b"raw", **more) -> Delivery:
    return Delivery(raw, Envelope("test", now(), "a@b.example", ("x@y.example",), "192.0.2.1", "mx"), inbox.pk, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 10, RawMessage.SMALL, RawMessage.SMALL + 1])
def test_bytes_come_back_as_they_came_small_or_big(size):
    content = bytes(range(256)) * (size // 256 + 1)
    raw = make_raw(make_inbox(), content[:size])
    assert (raw.content(), raw.size, raw.state) == (content[:size], size, "waiting")
    assert StoredFile.objects.count() == (size > RawMessage.SMALL)


@pytest.mark.django_db
def test_known_source_key_stores_nothing_and_gives_the_first_id():
    inbox, other = make_inbox(), make_inbox("Orders", "orders@fernandfable.example")
    first = intake.store(delivery(inbox, source_key="imap/1/7"))
    assert intake.store(delivery(inbox, b"another", source_key="imap/1/7")) == first
    assert intake.store(delivery(other, source_key="imap/1/7")) != first
    assert (RawMessage.objects.count(), Job.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_two_without_a_source_key_are_two():
    inbox = make_inbox()
    assert intake.store(delivery(inbox)) != intake.store(delivery(inbox))


@pytest.mark.django_db
def test_place_in_the_mailbox_is_saved_with_the_message():
    inbox = make_inbox()
    intake.store(delivery(inbox, position={"uid": 7}))
    assert DeskIntake().position(inbox.pk) == {"uid": 7}


# Real transactions: a refusal gives back a connection that may be broken, which would end the test's own.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [StorageFull("full"), OSError("read-only"), OperationalError("away")])
def test_full_disk_and_absent_database_refuse_and_keep_nothing(error):
    inbox = make_inbox()
    with mock.patch("goodwill.core.files.keep", side_effect=error), pytest.raises(IntakeRefused):
        intake.store(delivery(inbox, b"x" * (RawMessage.SMALL + 1)))
    with mock.patch("goodwill.inboxes.domain.intake._insert", side_effect=OperationalError("disk I/O error")), pytest.raises(IntakeRefused):
        intake.store(delivery(inbox, position={"uid": 9}))
    assert (RawMessage.objects.count(), Job.objects.count(), DeskIntake().position(inbox.pk)) == (0, 0, {})


@pytest.mark.django_db(transaction=True)
def test_concurrent_messages_are_all_committed_with_one_job_each(door):
    inbox = make_inbox()
    found: list[int] = []
    threads = [
        threading.Thread(
            target=lambda n=n: found.append(door.store(b"%d" % n, Envelope("t", now()), inbox_id=inbox.pk, source_key=f"k{n % 10}"))
        )
        for n in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 30
    assert sorted(set(found)) == sorted(RawMessage.objects.values_list("id", flat=True))
    assert (RawMessage.objects.count(), Job.objects.count()) == (10, 10)


@pytest.mark.django_db(transaction=True)
def test_one_bad_message_turns_no_neighbour_away_and_does_not_end_the_writer(door):
    inbox = make_inbox()
    real = intake._packed

    def packed(given: Delivery):
        if given.raw == b"bad":
            raise ArithmeticError("a fault of ours")
        return real(given)

    with mock.patch("goodwill.inboxes.domain.intake._packed", packed):
        results: dict[bytes, object] = {}

        def store(content: bytes) -> None:
            try:
                results[content] = door.store(content, Envelope("t", now()), inbox_id=inbox.pk)
            except ArithmeticError as error:
                results[content] = error

        threads = [threading.Thread(target=store, args=(content,)) for content in (b"one", b"bad", b"two", b"three")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert isinstance(results[b"bad"], ArithmeticError)
        assert isinstance(door.store(b"after", Envelope("t", now()), inbox_id=inbox.pk), int)
    assert RawMessage.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_server_ended_loses_nothing(door):
    from tests.installations import is_postgres

    if not is_postgres():
        pytest.skip("SQLite has no server that could end a connection.")
    from django.db import connection

    inbox = make_inbox()
    door.store(b"before", Envelope("t", now()), inbox_id=inbox.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    stored = 0
    for _ in range(3):
        try:
            door.store(b"after", Envelope("t", now()), inbox_id=inbox.pk)
            stored += 1
        except IntakeRefused:
            continue
    assert stored >= 2
    assert RawMessage.objects.count() == 1 + stored


@pytest.mark.django_db
def test_inbox_is_found_by_address_alias_and_address_with_token():
    inbox = make_inbox(aliases=["help@fernandfable.example"])
    resting = make_inbox("Old", "old@fernandfable.example", is_active=False)
    door = DeskIntake()
    for address in ("support@fernandfable.example", " Support+abc-def@FernAndFable.example ", "help@fernandfable.example"):
        assert door.inbox_for(["nobody@x.example", address]) == inbox.pk
    assert door.inbox_for([resting.address, "support", ""]) is None
    assert (inbox_of("help@fernandfable.example"), inbox_of()) == (inbox, inbox)
    make_inbox("Two", "two@fernandfable.example")
    for address in ("", "absent@x.example", resting.address):
        with pytest.raises(NoSuchInbox):
            inbox_of(address)


@pytest.mark.django_db(transaction=True)
def test_closed_intake_has_stored_what_waited_and_opens_again(door):
    inbox = make_inbox()
    for _ in range(2):
        assert door.store(b"x", Envelope("t", now()), inbox_id=inbox.pk)
        door.close()
        door.close()
    assert RawMessage.objects.count() == 2


@pytest.mark.django_db
def test_problem_of_a_mailbox_is_shown_until_the_next_report(door):
    inbox = make_inbox()
    for problem in ("The password is wrong.", ""):
        door.report(inbox.pk, problem=problem)
        inbox.refresh_from_db()
        assert inbox.problem == problem


@pytest.mark.django_db
def test_sink_keeps_each_key_once():
    inbox = make_inbox()
    for _ in range(2):
        sinking.keep("message-1", inbox, b"wire", [{"address": "a@b.example"}, {"address": "c@d.example"}], "Hi")
    kept = SinkMessage.objects.get()
    assert (kept.content(), kept.recipients, kept.subject) == (b"wire", "a@b.example, c@d.example", "Hi")
