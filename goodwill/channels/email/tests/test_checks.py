"""The connection test and its words: each failure names what is wrong and what to do."""

import imaplib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from goodwill.channels.email import checks
from goodwill.channels.email.checks import check
from goodwill.channels.email.problems import Server, problem_with
from goodwill.channels.email.tests.fakes import SUPPORT, Catcher, catching
from goodwill.channels.email.tests.real_servers import self_signed
from goodwill.inboxes.contract import Finding

SMTP_SERVER = Server("smtp.example", 465, "ssl", "support")


def labelled(findings: list[Finding] | tuple[Finding, ...], label: str) -> Finding:
    return {finding.label: finding for finding in findings}[label]


def check_through(catcher: Catcher, *, options: dict | None = None, **settings: object) -> list[Finding]:
    with catching(catcher, **(options or {})) as way:
        return list(check({**way, **settings}, SUPPORT))


@pytest.fixture(autouse=True)
def _short_time_outs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "TIMEOUT_SECONDS", 1)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for localhost, with its key."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(self_signed())
    return path


@contextmanager
def accepting(context: ssl.SSLContext | None, *, greeting: bytes = b"") -> Iterator[int]:
    """A port that accepts one connection, does the TLS handshake where it has a context, greets and waits for the end."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        try:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            if greeting:
                connection.sendall(greeting)
            connection.settimeout(10)
            connection.recv(1000)
        except OSError:
            pass  # the client went away, which is what it came for
        finally:
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        thread.join(15)
        server.close()


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def smtp(port: int, security: str, host: str = "127.0.0.1", **changes: object) -> dict[str, object]:
    return {"outgoing": "smtp", "smtp_host": host, "smtp_port": port, "smtp_security": security, **changes}


def test_inbox_without_settings_works_with_the_own_server_and_the_sink() -> None:
    findings = check({}, SUPPORT)
    assert [(finding.label, finding.is_ok) for finding in findings] == [("Incoming mail", True), ("Outgoing mail", True)]
    assert "not sent" in findings[1].sentence


def test_working_server_is_described_step_by_step() -> None:
    catcher = Catcher()
    findings = check_through(catcher)
    assert [finding.label for finding in findings] == ["Incoming mail", "SMTP sign-in", "Sender", "Recipients", "Answer addresses", "Size"]
    assert all(finding.is_ok for finding in findings)
    assert labelled(findings, "Size").sentence == "The server takes messages of up to 33.6 MB."
    assert catcher.messages == []


def test_relaying_denied_is_told_with_what_to_do() -> None:
    finding = labelled(check_through(Catcher(RCPT="554 5.7.1 <x@example.com>: Relay access denied")), "Recipients")
    assert (finding.is_ok, finding.sentence) == (False, "Relaying is denied: 554 5.7.1 <x@example.com>: Relay access denied")
    assert "after a sign-in" in finding.advice


def test_refusal_of_the_test_recipient_alone_is_no_failure() -> None:
    finding = labelled(check_through(Catcher(RCPT="550 5.1.2 Domain has a null MX")), "Recipients")
    assert finding.is_ok
    assert "null MX" in finding.sentence


def test_server_that_wants_a_sign_in_is_told() -> None:
    finding = labelled(check_through(Catcher(MAIL="530 5.7.0 Authentication required")), "Sender")
    assert not finding.is_ok
    assert finding.advice == "The server wants a sign-in: enter user name and password."


def test_server_without_sign_in_on_a_plain_connection_is_told() -> None:
    finding = labelled(check_through(Catcher(), smtp_user="support", smtp_password="x"), "SMTP sign-in")
    assert not finding.is_ok
    assert "offers no sign-in on this connection" in finding.sentence
    assert "only over an encrypted connection" in finding.advice


def test_server_without_starttls_is_told() -> None:
    finding = labelled(check_through(Catcher(), smtp_security="starttls"), "SMTP sign-in")
    assert (finding.is_ok, "does not offer STARTTLS" in finding.sentence) == (False, True)


def test_small_size_limit_is_pointed_out() -> None:
    finding = labelled(check_through(Catcher(), options={"data_size_limit": 2_000_000}), "Size")
    assert finding.sentence == "The server takes messages of up to 2.0 MB."
    assert "little" in finding.advice


def test_server_that_takes_no_token_in_the_return_path_is_described() -> None:
    finding = labelled(check_through(Catcher(MAIL_TOKEN="553 5.7.1 not yours")), "Answer addresses")
    assert finding.is_ok
    assert "the plain one is used for failures" in finding.sentence


def test_name_that_does_not_exist_is_told() -> None:
    finding = labelled(check(smtp(465, "ssl", "mail.invalid"), SUPPORT), "SMTP sign-in")
    assert (finding.is_ok, finding.sentence) == (False, "The server name “mail.invalid” was not found.")


def test_refused_connection_names_the_usual_ports() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    finding = labelled(check(smtp(port, "plain"), SUPPORT), "SMTP sign-in")
    assert finding.sentence == f"127.0.0.1:{port} refuses connections."
    assert "587" in finding.advice


def test_server_that_stays_silent_is_told() -> None:
    with accepting(None) as port:
        finding = labelled(check(smtp(port, "plain"), SUPPORT), "SMTP sign-in")
    assert finding.sentence == f"127.0.0.1:{port} did not answer in time."


def test_tls_towards_a_plain_port_is_recognised() -> None:
    with accepting(None, greeting=b"220 mail.example ESMTP\r\n") as port:
        finding = labelled(check(smtp(port, "ssl"), SUPPORT), "SMTP sign-in")
    assert "does not speak TLS from the first byte on" in finding.sentence
    assert "STARTTLS" in finding.advice


def test_plain_imap_towards_a_tls_port_is_recognised() -> None:
    assert "expects TLS" in problem_with(TimeoutError(), Server("imap.example", 993, "starttls")).sentence
    assert "expects TLS" in problem_with(smtplib.SMTPServerDisconnected("x"), Server("smtp.example", 465, "plain")).sentence


def test_self_signed_certificate_is_recognised_and_can_be_accepted(certificate: Path) -> None:
    with accepting(server_tls(certificate)) as port:
        finding = labelled(check(smtp(port, "ssl", "localhost"), SUPPORT), "SMTP sign-in")
    assert (finding.is_ok, "is self-signed" in finding.sentence) == (False, True)
    with accepting(server_tls(certificate), greeting=b"554 go away\r\n") as port:
        findings = check(smtp(port, "ssl", "localhost", certificates="any"), SUPPORT)
    assert "Any certificate is accepted" in labelled(findings, "SMTP security").sentence
    assert "554 go away" in labelled(findings, "SMTP sign-in").sentence


def verification_error(message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, message)
    error.verify_message = message
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (verification_error("certificate has expired"), "has expired"),
        (verification_error("Hostname mismatch, certificate is not valid for 'smtp.example'."), "is for another name"),
        (verification_error("unable to get local issuer certificate"), "can't be verified"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"), "refused the sign-in of “support”: 535 5.7.8 Bad credentials"),
        (MailboxLoginError(("NO", [b"[AUTHENTICATIONFAILED] Invalid credentials"]), "OK"), "Invalid credentials"),
        (MailboxLoginError(("NO", [b"[PRIVACYREQUIRED] Plaintext disallowed"]), "OK"), "offers no sign-in on this connection"),
        (MailboxFolderSelectError(("NO", [b"Mailbox doesn't exist: X"]), "OK"), "Mailbox doesn't exist: X"),
        (smtplib.SMTPResponseException(421, b"4.7.0 Try later"), "answered: 421 4.7.0 Try later"),
        (imaplib.IMAP4.abort("socket error: EOF"), "closed the connection"),
        (OSError(113, "No route to host"), "can't be reached: No route to host."),
        (imaplib.IMAP4.error("weird"), "answered something unexpected: weird"),
    ],
)
def test_each_error_has_its_words(error: BaseException, words: str) -> None:
    assert words in problem_with(error, SMTP_SERVER).sentence


@pytest.mark.parametrize(
    ("host", "user", "advice"),
    [
        ("imap.gmail.com", "me@shop.example", "apppasswords"),
        ("outlook.office365.com", "me@shop.example", "Forward the mailbox"),
        ("mail.example", "me@fastmail.com", "app password"),
        ("mail.example", "me", "Check user name and password"),
    ],
)
def test_refused_sign_in_knows_the_provider(host: str, user: str, advice: str) -> None:
    error = MailboxLoginError(("NO", [b"Invalid credentials"]), "OK")
    assert advice in problem_with(error, Server(host, 993, "ssl", user)).advice
