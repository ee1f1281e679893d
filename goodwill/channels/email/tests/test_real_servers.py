"""The channel with real mail servers: Dovecot as the mailbox, Postfix in front of us and behind us."""

import email
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import SMTP

import pytest
from imap_tools import MailBoxUnencrypted, MailMessageFlags

from goodwill.channels.email import client
from goodwill.channels.email.channel import Email
from goodwill.channels.email.mailboxes import MailboxWatcher
from goodwill.channels.email.tests.fakes import SUPPORT, Catcher, FakeIntake, catching, inbox, listening, outbound, running, wait_until
from goodwill.channels.email.tests.real_servers import PASSWORD, USER, Dovecot, Postfix, dovecot, postfix

pytestmark = pytest.mark.real_servers
DOMAIN = "fernandfable.example"


def raw(number: int) -> bytes:
    date = "Sun, 01 Mar 2026 12:00:00 +0000"
    head = f"From: ada@example.org\r\nTo: {SUPPORT}\r\nDate: {date}\r\nMessage-ID: <m{number}@example.org>\r\nSubject: {number}\r\n"
    return f"{head}\r\nHello\r\n".encode()


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with dovecot() as started:
        yield started


def deliver(server: Dovecot, number: int) -> None:
    with smtplib.LMTP("127.0.0.1", server.lmtp, timeout=20) as lmtp:
        lmtp.sendmail("ada@example.org", [USER], raw(number))


@contextmanager
def watching(server: Dovecot, intake: FakeIntake, **changes: object) -> Iterator[MailboxWatcher]:
    present = inbox(**server.settings(**changes))
    with running(MailboxWatcher(lambda: [present], intake, look_seconds=0.2)) as watcher:
        yield watcher


@contextmanager
def mail_program(server: Dovecot) -> Iterator[MailBoxUnencrypted]:
    with MailBoxUnencrypted("127.0.0.1", server.imap, timeout=20).login(USER, PASSWORD) as program:
        yield program


def submit(mta: Postfix, recipient: str) -> None:
    with smtplib.SMTP("127.0.0.1", mta.port, timeout=20) as customer:
        customer.sendmail("ada@example.org", [recipient], raw(1))


def subjects(intake: FakeIntake) -> list[str]:
    return [email.message_from_bytes(stored.raw)["Subject"] for stored in intake.stored]


@pytest.mark.parametrize("security", ["plain", "starttls", "ssl"])
def test_new_mail_is_announced_by_idle_and_stored_while_others_read_and_flag(server: Dovecot, security: str) -> None:
    intake = FakeIntake()
    deliver(server, 1)
    with watching(server, intake, imap_security=security, certificates="any"):
        wait_until(lambda: subjects(intake) == ["1"])
        # The server announces the message: the next look without IDLE would come only after a minute.
        deliver(server, 2)
        wait_until(lambda: subjects(intake) == ["1", "2"])
        with mail_program(server) as program:
            program.append(raw(3), "INBOX", flag_set=[MailMessageFlags.SEEN])
        wait_until(lambda: subjects(intake) == ["1", "2", "3"])
        with mail_program(server) as program:
            seen = {message.subject: MailMessageFlags.SEEN in message.flags for message in program.fetch(mark_seen=False)}
    assert seen == {"1": False, "2": False, "3": True}
    assert intake.reports == [(1, "")]
    assert [stored.source_key.partition("/")[2] for stored in intake.stored] == ["1", "2", "3"]


def test_mail_read_by_somebody_while_we_were_away_is_not_lost(server: Dovecot) -> None:
    intake = FakeIntake()
    deliver(server, 1)
    with watching(server, intake):
        wait_until(lambda: subjects(intake) == ["1"])
    deliver(server, 2)
    with mail_program(server) as program:
        program.flag(program.uids(), [MailMessageFlags.SEEN], True)
    deliver(server, 3)
    with watching(server, intake):
        wait_until(lambda: subjects(intake) == ["1", "2", "3"])


def test_mailbox_that_was_rebuilt_is_read_again(server: Dovecot) -> None:
    intake = FakeIntake()
    deliver(server, 1)
    with watching(server, intake):
        wait_until(lambda: len(intake.stored) == 1)
    server.admin("mailbox", "update", "-u", USER, "--uid-validity", "4242", "INBOX")
    deliver(server, 2)
    with watching(server, intake):
        wait_until(lambda: subjects(intake) == ["1", "1", "2"])
    assert intake.position(1)["uidvalidity"] == 4242
    assert intake.stored[1].source_key.startswith("4242/")


def test_server_that_restarts_is_found_again(server: Dovecot) -> None:
    intake = FakeIntake()
    with watching(server, intake):
        deliver(server, 1)
        wait_until(lambda: subjects(intake) == ["1"])
        server.admin("kick", USER)
        deliver(server, 2)
        wait_until(lambda: subjects(intake) == ["1", "2"])


def test_fetched_mail_is_moved_to_its_folder(server: Dovecot) -> None:
    intake = FakeIntake()
    with mail_program(server) as program:
        program.folder.create("Fetched")
    deliver(server, 1)
    with watching(server, intake, imap_after="move", imap_move_to="Fetched"):
        wait_until(lambda: subjects(intake) == ["1"])
        deliver(server, 2)
        wait_until(lambda: subjects(intake) == ["1", "2"])
        with mail_program(server) as program:
            wait_until(lambda: program.folder.status("Fetched")["MESSAGES"] == 2)
            assert program.folder.status("INBOX")["MESSAGES"] == 0


def test_connection_test_describes_the_real_mailbox(server: Dovecot) -> None:
    deliver(server, 1)
    findings = {finding.label: finding for finding in Email().check(server.settings(), SUPPORT)}
    assert findings["IMAP sign-in"].is_ok
    assert findings["Folder"].sentence == "The folder “INBOX” holds 1 messages."
    assert findings["New mail"].sentence == "The server announces new mail at once (IDLE)."
    refused = Email().check(server.settings(imap_password="wrong"), SUPPORT)[0]
    assert not refused.is_ok
    assert "refused the sign-in of “support”" in refused.sentence
    unproven = Email().check(server.settings(imap_security="ssl"), SUPPORT)[0]
    assert (unproven.is_ok, "is self-signed" in unproven.sentence) == (False, True)
    missing = {finding.label: finding for finding in Email().check(server.settings(imap_folder="Nowhere"), SUPPORT)}["Folder"]
    assert (missing.is_ok, missing.sentence) == (False, "There is no folder “Nowhere”.")
    assert "“INBOX”" in missing.advice


@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_customers_message_through_postfix_is_stored(protocol: str) -> None:
    intake = FakeIntake()
    with listening(intake) as listener:
        target = f"lmtp:inet:127.0.0.1:{listener.address[1]}" if protocol == "lmtp" else f"smtp:[127.0.0.1]:{listener.address[1]}"
        with postfix(domain=DOMAIN, inbound=target, outbound="discard:") as mta:
            submit(mta, f"support+tok@{DOMAIN}")
            wait_until(lambda: intake.stored, seconds=60)
    [stored] = intake.stored
    assert stored.raw.endswith(raw(1))
    assert stored.raw.startswith((b"Received: from", b"Return-Path:"))
    assert (stored.envelope.sender, stored.envelope.recipients) == ("ada@example.org", (f"support+tok@{DOMAIN}",))
    assert stored.envelope.helo == f"mx.{DOMAIN}"


def test_postfix_keeps_a_message_that_could_not_be_stored_and_delivers_it_once() -> None:
    intake = FakeIntake(refusals=2)
    with listening(intake) as listener:
        target = f"lmtp:inet:127.0.0.1:{listener.address[1]}"
        with postfix(domain=DOMAIN, inbound=target, outbound="discard:") as mta:
            submit(mta, SUPPORT)
            wait_until(lambda: intake.stored, seconds=90)
    assert subjects(intake) == ["1"]


def test_answer_through_postfix_arrives_with_the_right_headers() -> None:
    catcher = Catcher()
    with catching(catcher) as way, postfix(domain=DOMAIN, inbound="discard:", outbound=f"smtp:[127.0.0.1]:{way['smtp_port']}") as mta:
        settings = {**way, "smtp_port": mta.port, "installation": "inst-1"}
        message = outbound(in_reply_to="c1@example.org", references=("c0@example.org",), reply_token="tok", subject="Ihre Größe 🌿")
        result = Email().send(message, inbox(**settings))
        wait_until(lambda: catcher.messages, seconds=60)
        client.connections.close()
    assert result.state == "accepted"
    [(sender, recipients, content)] = catcher.messages
    assert (sender, recipients) == (f"support+tok@{DOMAIN}", ["ada.customer@example.org"])
    arrived = email.message_from_bytes(content, policy=SMTP)
    assert arrived["Message-ID"] == "<m1.abc@fernandfable.example>"
    assert arrived["In-Reply-To"] == "<c1@example.org>"
    assert arrived["References"].split() == ["<c0@example.org>", "<c1@example.org>"]
    assert arrived["Reply-To"] == f"Fern & Fable <support+tok@{DOMAIN}>"
    assert arrived["Subject"] == "Ihre Größe 🌿"
    assert arrived["X-Goodwill-Loop"] == "inst-1"
