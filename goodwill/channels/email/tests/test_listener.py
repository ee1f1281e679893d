"""The receiving server: what it takes, what it refuses, and that its word can be relied on."""

import logging
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from goodwill.channels.email import listener as listener_module
from goodwill.channels.email.listener import Listener, parse_listen
from goodwill.channels.email.tests.fakes import SUPPORT, FakeIntake, inbox, listening, running, wait_until
from goodwill.channels.email.tests.real_servers import self_signed

MESSAGE = b"From: ada@example.org\r\nTo: support@fernandfable.example\r\nSubject: Monstera\r\n\r\nWhere is it?\r\n"


class Talk:
    """A client that says exactly what a test wants."""

    def __init__(self, listener: Listener) -> None:
        self.sock = socket.create_connection(listener.address, timeout=20)
        self.file = self.sock.makefile("rb")
        assert self.reply().startswith("220 ")

    def reply(self) -> str:
        lines = [self.file.readline().decode()]
        while lines[-1][3:4] == "-":
            lines.append(self.file.readline().decode())
        return lines[-1].strip()

    def say(self, line: str) -> str:
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def __enter__(self) -> "Talk":
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()
        self.sock.close()


def deliver(listener: Listener, content: bytes = MESSAGE, *, sender: str = "ada@example.org", to: tuple[str, ...] = (SUPPORT,)) -> dict:
    with smtplib.SMTP(*listener.address, local_hostname="client.example", timeout=30) as client:
        return client.sendmail(sender, list(to), content)


def test_message_is_stored_byte_for_byte_with_its_envelope() -> None:
    intake = FakeIntake()
    content = MESSAGE + b".\r\n..two\r\n.dot at start\r\nlast"
    with listening(intake) as listener:
        deliver(listener, content)
    [stored] = intake.stored
    assert stored.raw == content + b"\r\n"
    assert stored.inbox_id == 1
    assert stored.source_key == ""
    envelope = stored.envelope
    assert (envelope.source, envelope.sender, envelope.recipients) == ("smtp", "ada@example.org", (SUPPORT,))
    assert (envelope.peer, envelope.helo) == ("127.0.0.1", "client.example")
    assert envelope.received_at.utcoffset() is not None


@pytest.mark.parametrize("content", [b"", b".", b"\r\n", b"\r\n.", b"a.\r\nb.\r\n", b"x" * 700_000 + b".\r\n\r\n.y"])
def test_message_of_any_shape_arrives_unchanged(content: bytes) -> None:
    intake = FakeIntake()
    with listening(intake) as listener:
        deliver(listener, content)
    expected = content if content.endswith(b"\r\n") else content + b"\r\n"
    assert intake.contents == [expected]


def test_delivery_report_has_the_empty_sender() -> None:
    intake = FakeIntake()
    with listening(intake) as listener:
        deliver(listener, sender="")
    assert intake.stored[0].envelope.sender == ""


def test_recipient_with_token_is_taken_and_unknown_one_refused() -> None:
    intake = FakeIntake()
    with listening(intake) as listener:
        refused = deliver(listener, to=("nobody@fernandfable.example", "support+abc123@fernandfable.example"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as error:
            deliver(listener, to=("nobody@fernandfable.example",))
    assert [stored.envelope.recipients for stored in intake.stored] == [("support+abc123@fernandfable.example",)]
    assert {address: code for address, (code, _) in refused.items()} == {"nobody@fernandfable.example": 550}
    assert error.value.recipients["nobody@fernandfable.example"][0] == 550


def test_message_to_two_inboxes_is_stored_for_each_once() -> None:
    intake = FakeIntake(addresses={SUPPORT: 1, "orders@fernandfable.example": 2})
    with listening(intake) as listener:
        deliver(listener, to=(SUPPORT, "orders@fernandfable.example", "support+t@fernandfable.example"))
    by_inbox = {stored.inbox_id: stored.envelope.recipients for stored in intake.stored}
    assert by_inbox == {1: (SUPPORT, "support+t@fernandfable.example"), 2: ("orders@fernandfable.example",)}
    assert len(intake.stored) == 2


def test_refused_storing_tells_the_client_to_keep_the_message_and_the_retry_stores_it_once() -> None:
    intake = FakeIntake(refusals=1)
    with listening(intake) as listener:
        with pytest.raises(smtplib.SMTPDataError) as error:
            deliver(listener)
        assert intake.stored == []
        deliver(listener)
    assert error.value.smtp_code == 451
    assert intake.contents == [MESSAGE]


def test_unexpected_failure_of_storing_keeps_the_message_with_the_client(caplog: pytest.LogCaptureFixture) -> None:
    def explode(raw: bytes) -> None:
        raise RuntimeError("bug")

    intake = FakeIntake(hook=explode)
    with caplog.at_level(logging.CRITICAL), listening(intake) as listener, pytest.raises(smtplib.SMTPDataError) as error:
        deliver(listener)
    assert error.value.smtp_code == 451
    assert intake.stored == []


def test_one_refusing_inbox_of_two_makes_the_client_send_again() -> None:
    intake = FakeIntake(addresses={SUPPORT: 1, "orders@fernandfable.example": 2}, refusals=1)
    with listening(intake) as listener:
        with pytest.raises(smtplib.SMTPDataError) as error:
            deliver(listener, to=(SUPPORT, "orders@fernandfable.example"))
        deliver(listener, to=(SUPPORT, "orders@fernandfable.example"))
    assert error.value.smtp_code == 451
    assert {stored.inbox_id for stored in intake.stored} == {1, 2}


def test_good_answer_comes_only_after_storing() -> None:
    entered, may_return = threading.Event(), threading.Event()

    def wait(raw: bytes) -> None:
        entered.set()
        may_return.wait(20)

    intake = FakeIntake(hook=wait)
    with listening(intake) as listener, Talk(listener) as talk:
        for line in ("EHLO a", "MAIL FROM:<a@example.org>", f"RCPT TO:<{SUPPORT}>", "DATA"):
            talk.say(line)
        talk.send(b"Subject: x\r\n\r\ny\r\n.\r\n")
        assert entered.wait(20)
        talk.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            talk.sock.recv(100)
        talk.sock.settimeout(20)
        may_return.set()
        assert talk.sock.recv(100).startswith(b"250 ")


def test_connection_dropped_within_the_message_stores_nothing() -> None:
    intake = FakeIntake()
    with listening(intake) as listener:
        with Talk(listener) as talk:
            for line in ("EHLO a", "MAIL FROM:<a@example.org>", f"RCPT TO:<{SUPPORT}>", "DATA"):
                talk.say(line)
            talk.send(b"Subject: half\r\n\r\nI was about to s")
        deliver(listener)
    assert intake.contents == [MESSAGE]


def test_connection_lost_between_storing_and_answer_leaves_at_most_a_double() -> None:
    entered, may_return = threading.Event(), threading.Event()

    def wait(raw: bytes) -> None:
        entered.set()
        may_return.wait(20)

    intake = FakeIntake(hook=wait)
    with listening(intake) as listener:
        with Talk(listener) as talk:
            for line in ("EHLO a", "MAIL FROM:<a@example.org>", f"RCPT TO:<{SUPPORT}>", "DATA"):
                talk.say(line)
            talk.send(MESSAGE + b".\r\n")
            assert entered.wait(20)
        may_return.set()
        wait_until(lambda: intake.stored)
        deliver(listener)
    assert intake.contents == [MESSAGE, MESSAGE]


@contextmanager
def process(folder: Path, moment: str) -> Iterator[int]:
    """The port of a receiving server that runs in another process."""
    command = [sys.executable, "-m", "goodwill.channels.email.tests.dying_listener", str(folder), moment]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.stdin.close()
        server.wait(20)


def send_to(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("ada@example.org", [SUPPORT], MESSAGE)


@pytest.mark.parametrize(("moment", "copies"), [("before", 1), ("after", 2)])
def test_server_killed_while_storing_never_loses_the_message(tmp_path: Path, moment: str, copies: int) -> None:
    with process(tmp_path, moment) as port, pytest.raises(smtplib.SMTPServerDisconnected):
        send_to(port)
    with process(tmp_path, "never") as port:
        send_to(port)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [MESSAGE] * copies


def test_stopping_lets_a_message_in_storage_get_its_answer() -> None:
    entered, may_return = threading.Event(), threading.Event()

    def wait(raw: bytes) -> None:
        entered.set()
        may_return.wait(20)

    intake = FakeIntake(hook=wait)
    answers: list[dict] = []
    listener = Listener("127.0.0.1:0", intake, lambda: [inbox()])
    with running(listener):
        assert listener.is_ready.wait(10)
        client = threading.Thread(target=lambda: answers.append(deliver(listener)))
        client.start()
        assert entered.wait(20)
        threading.Timer(0.5, may_return.set).start()
    client.join(20)
    assert (answers, intake.contents) == ([{}], [MESSAGE])


def test_size_is_announced_and_larger_messages_are_refused() -> None:
    intake = FakeIntake()
    with listening(intake, max_size=10_000) as listener:
        with smtplib.SMTP(*listener.address, timeout=20) as client:
            client.ehlo("client.example")
            assert client.esmtp_features["size"] == "10000"
            assert client.docmd("MAIL FROM:<a@example.org> SIZE=10001")[0] == 552
        with Talk(listener) as talk:
            for line in ("HELO a", "MAIL FROM:<a@example.org>", f"RCPT TO:<{SUPPORT}>", "DATA"):
                talk.say(line)
            talk.send(b"Subject: x\r\n\r\n" + b"0123456789abcdef\r\n" * 60_000 + b".\r\n")
            assert talk.reply().startswith("552 ")
            assert talk.say("NOOP").startswith("250 ")
        deliver(listener, b"x" * 9_998 + b"\r\n")
    assert [len(content) for content in intake.contents] == [10_000]


def test_recipients_beyond_the_cap_wait_for_another_transaction() -> None:
    intake = FakeIntake()
    with listening(intake, max_recipients=3) as listener, Talk(listener) as talk:
        talk.say("EHLO a")
        talk.say("MAIL FROM:<a@example.org>")
        codes = [talk.say(f"RCPT TO:<support+{number}@fernandfable.example>")[:3] for number in range(5)]
    assert codes == ["250", "250", "250", "452", "452"]


def test_header_that_names_500_recipients_is_taken() -> None:
    intake = FakeIntake()
    everyone = ",\r\n ".join(f"person{number}@example.org" for number in range(500))
    with listening(intake) as listener:
        deliver(listener, f"To: {everyone}\r\nSubject: all\r\n\r\nhi\r\n".encode())
    assert intake.contents[0].count(b"@example.org") == 500


def test_pipelined_commands_and_two_messages_in_one_connection_are_taken() -> None:
    intake = FakeIntake()
    one = f"MAIL FROM:<a@example.org>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\n".encode()
    with listening(intake) as listener, Talk(listener) as talk:
        talk.say("EHLO a")
        talk.send(one + b"first\r\n.\r\n" + one + b"second\r\n.\r\nQUIT\r\n")
        replies = [talk.reply()[:3] for _ in range(9)]
    assert replies == ["250", "250", "354", "250", "250", "250", "354", "250", "221"]
    assert intake.contents == [b"first\r\n", b"second\r\n"]


def test_starttls_is_offered_with_a_certificate_and_protects_the_delivery(tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_bytes(self_signed())
    server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_tls.load_cert_chain(tmp_path / "server.pem")
    client_tls = ssl.create_default_context(cafile=str(tmp_path / "server.pem"))
    client_tls.check_hostname = False
    intake = FakeIntake()
    with listening(intake, tls=server_tls) as listener, smtplib.SMTP(*listener.address, timeout=20) as client:
        client.ehlo("client.example")
        assert client.has_extn("starttls")
        client.starttls(context=client_tls)
        client.ehlo("client.example")
        assert not client.has_extn("starttls")
        assert not client.has_extn("auth")
        client.sendmail("ada@example.org", [SUPPORT], MESSAGE)
    assert intake.contents == [MESSAGE]


def test_lmtp_tells_each_recipient_apart_when_one_inbox_can_not_store() -> None:
    intake = FakeIntake(addresses={SUPPORT: 1, "orders@fernandfable.example": 2}, refusals=1)
    with listening(intake) as listener, Talk(listener) as talk:
        for line in ("LHLO a", "MAIL FROM:<>", f"RCPT TO:<{SUPPORT}>", "RCPT TO:<orders@fernandfable.example>", "DATA"):
            talk.say(line)
        talk.send(MESSAGE + b".\r\n")
        codes = sorted(talk.reply()[:3] for _ in range(2))
    assert codes == ["250", "451"]
    assert len(intake.stored) == 1


def test_lmtp_answers_for_each_recipient() -> None:
    intake = FakeIntake(addresses={SUPPORT: 1, "orders@fernandfable.example": 2})
    with listening(intake) as listener, Talk(listener) as talk:
        talk.say("LHLO a")
        talk.say("MAIL FROM:<>")
        talk.say(f"RCPT TO:<{SUPPORT}>")
        assert talk.say("RCPT TO:<nobody@fernandfable.example>").startswith("550 ")
        talk.say("RCPT TO:<orders@fernandfable.example>")
        talk.say("DATA")
        talk.send(MESSAGE + b".\r\n")
        assert [talk.reply()[:3] for _ in range(2)] == ["250", "250"]
        assert talk.say("NOOP").startswith("250 ")
    assert sorted(stored.inbox_id for stored in intake.stored) == [1, 2]


def test_addresses_that_are_odd_but_clear_are_taken() -> None:
    intake = FakeIntake()
    with listening(intake) as listener, Talk(listener) as talk:
        talk.say("EHLO a")
        assert talk.say("MAIL FROM: someone.@example.org").startswith("250 ")
        assert talk.say(f"RCPT TO:<@relay.example:{SUPPORT}>").startswith("250 ")
        assert talk.say("RCPT TO:<").startswith("553 ")
        assert talk.say("RCPT TO:<>").startswith("550 ")
        talk.send(b"RCPT TO:<\xff\xfe@fernandfable.example>\r\n")
        assert talk.reply().startswith("550 ")
        assert talk.say("NONSENSE").startswith("500 ")


def test_commands_out_of_order_get_an_error_and_nothing_is_stored() -> None:
    intake = FakeIntake()
    with listening(intake) as listener, Talk(listener) as talk:
        codes = [talk.say(line)[:3] for line in ("DATA", "MAIL FROM:<a@b.example>", "EHLO a", "DATA", "DATA x", f"RCPT TO:<{SUPPORT}>")]
    assert codes == ["503", "503", "250", "503", "503", "503"]
    assert intake.stored == []


def test_sign_in_is_not_offered() -> None:
    with listening(FakeIntake()) as listener, smtplib.SMTP(*listener.address, timeout=20) as client:
        client.ehlo("client.example")
        assert sorted(client.esmtp_features) == ["8bitmime", "pipelining", "size", "smtputf8"]


def test_busy_port_is_reported_and_taken_when_it_gets_free() -> None:
    intake = FakeIntake()
    holder = socket.create_server(("127.0.0.1", 0))
    port = holder.getsockname()[1]
    fetched = inbox(incoming="imap")
    listener = Listener(f"127.0.0.1:{port}", intake, lambda: [inbox(), fetched], retry_seconds=0.05)
    with running(listener):
        wait_until(lambda: intake.reports)
        holder.close()
        assert listener.is_ready.wait(20)
        deliver(listener)
    assert intake.reports[0] == (1, f"Mail can't be received: the port 127.0.0.1:{port} can't be opened (Address already in use).")
    assert intake.reports[1:] == [(1, "")]
    assert intake.contents == [MESSAGE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("127.0.0.1:2525", ("127.0.0.1", 2525)), (":25", ("", 25)), ("[::1]:2525", ("::1", 2525)), ("mail.example:26", ("mail.example", 26))],
)
def test_listen_address_is_read(text: str, expected: tuple[str, int]) -> None:
    assert parse_listen(text) == expected


@pytest.mark.parametrize("text", ["2525", "host", "host:port", "::1:2525x", "a:99999"])
def test_malformed_listen_address_is_an_error_that_shows_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        parse_listen(text)


def test_failing_report_does_not_keep_mail_out(caplog: pytest.LogCaptureFixture) -> None:
    def no_database() -> list:
        raise RuntimeError("no database")

    intake = FakeIntake()
    with caplog.at_level(logging.CRITICAL), running(Listener("127.0.0.1:0", intake, no_database)) as listener:
        assert listener.is_ready.wait(20)
        deliver(listener)
    assert intake.contents == [MESSAGE]


def test_inbox_that_was_removed_is_refused_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = {SUPPORT: 1}
    intake = FakeIntake(addresses=addresses)
    with listening(intake) as listener:
        deliver(listener)
        addresses.clear()
        monkeypatch.setattr(listener_module, "KNOWN_SECONDS", -1.0)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            deliver(listener)
    assert intake.contents == [MESSAGE]


def test_listener_can_be_run_again() -> None:
    intake = FakeIntake()
    listener = Listener("127.0.0.1:0", intake, lambda: [inbox()])
    for _ in range(2):
        with running(listener):
            assert listener.is_ready.wait(20)
            deliver(listener)
    assert intake.contents == [MESSAGE, MESSAGE]
