"""Sending through an SMTP server: every answer becomes a result that an agent understands."""

import email
import socket
import threading
from collections.abc import Iterator
from email.policy import SMTP

import pytest

from goodwill.channels.email import client, connections
from goodwill.channels.email.channel import Email
from goodwill.channels.email.tests.fakes import ADA, SUPPORT, Catcher, catching, inbox, outbound
from goodwill.inboxes.contract import Address, DeliveryResult, DeliveryState

BEN = Address("ben@example.org")


@pytest.fixture(autouse=True)
def _no_connection_outlives_its_test() -> Iterator[None]:
    yield
    client.connections.close()


def send_through(catcher: Catcher, *, settings: dict | None = None, options: dict | None = None, **changes: object) -> DeliveryResult:
    with catching(catcher, **(options or {})) as way:
        result = Email().send(outbound(**changes), inbox(**way, **(settings or {})))
        client.connections.close()
    return result


def test_message_arrives_with_token_in_the_return_path_and_each_recipient_once() -> None:
    catcher = Catcher()
    result = send_through(
        catcher, to=(ADA, Address("ADA.customer@example.org")), cc=(BEN,), bcc=(Address("c@example.org"),), reply_token="tok"
    )
    assert result == DeliveryResult(DeliveryState.ACCEPTED)
    [(sender, recipients, content)] = catcher.messages
    assert sender == "support+tok@fernandfable.example"
    assert recipients == ["ada.customer@example.org", "ben@example.org", "c@example.org"]
    assert b"c@example.org" not in content
    message = email.message_from_bytes(content, policy=SMTP)
    assert message["Message-ID"] == "<m1.abc@fernandfable.example>"


def test_dots_at_line_starts_survive() -> None:
    catcher = Catcher()
    send_through(catcher, text=".one\n..two\n.\nend\n")
    assert catcher.messages[0][2].endswith(b"\r\n\r\n.one\r\n..two\r\n.\r\nend\r\n")


def test_server_that_refuses_the_token_gets_the_plain_return_path() -> None:
    catcher = Catcher(MAIL_TOKEN="553 5.7.1 Sender not owned by user")
    assert send_through(catcher, reply_token="tok").state is DeliveryState.ACCEPTED
    assert catcher.messages[0][0] == SUPPORT


@pytest.mark.parametrize(
    ("replies", "state", "words"),
    [
        ({"MAIL": "550 5.7.1 You may not send as this"}, DeliveryState.PERMANENT, "does not take messages from support@"),
        ({"MAIL": "530 5.7.0 Authentication required"}, DeliveryState.TEMPORARY, "530 5.7.0 Authentication required"),
        ({"MAIL": "451 4.3.0 Later"}, DeliveryState.TEMPORARY, "451 4.3.0 Later"),
        (
            {"RCPT": "550 5.1.1 No such user"},
            DeliveryState.PERMANENT,
            "did not take this recipient: ada.customer@example.org: 5.1.1 No such user",
        ),
        ({"RCPT": "450 4.2.0 Greylisted"}, DeliveryState.TEMPORARY, "4.2.0 Greylisted"),
        ({"DATA": "554 5.6.0 Spam"}, DeliveryState.PERMANENT, "refused the message. 554 5.6.0 Spam"),
        ({"DATA": "421 4.3.2 Shutting down"}, DeliveryState.TEMPORARY, "421 4.3.2 Shutting down"),
    ],
)
def test_refusal_is_told_apart_into_lasting_and_passing(replies: dict, state: DeliveryState, words: str) -> None:
    catcher = Catcher(**replies)
    result = send_through(catcher)
    assert result.state is state
    assert words in result.detail
    assert catcher.messages == []


def test_recipients_refused_among_others_are_named() -> None:
    catcher = Catcher(ben="550 5.1.1 No such user")
    result = send_through(catcher, cc=(BEN,))
    assert result.state is DeliveryState.ACCEPTED
    [failed] = result.refused
    assert (failed.address, failed.is_permanent, failed.status, failed.diagnostic) == ("ben@example.org", True, "550", "5.1.1 No such user")
    assert "ben@example.org: 5.1.1 No such user" in result.detail
    assert catcher.messages[0][1] == ["ada.customer@example.org"]


def test_one_passing_refusal_among_lasting_ones_is_tried_again() -> None:
    result = send_through(Catcher(ben="450 4.2.0 Later", RCPT="550 5.1.1 No"), cc=(BEN,))
    assert result.state is DeliveryState.TEMPORARY
    assert [(failed.address, failed.is_permanent) for failed in result.refused] == [
        ("ada.customer@example.org", True),
        ("ben@example.org", False),
    ]


def test_message_beyond_the_announced_size_is_not_even_tried() -> None:
    catcher = Catcher()
    result = send_through(catcher, options={"data_size_limit": 1_000_000}, text="x" * 2_000_000)
    assert result.state is DeliveryState.PERMANENT
    assert "takes 1.0 MB" in result.detail
    assert catcher.messages == []


def test_international_address_needs_a_server_that_can() -> None:
    zoe = Address("zoë@example.org")
    unable = send_through(Catcher(), to=(zoe,), options={"enable_SMTPUTF8": False})
    assert unable.state is DeliveryState.PERMANENT
    assert "SMTPUTF8" in unable.detail
    able = Catcher()
    assert send_through(able, to=(zoe,), options={"enable_SMTPUTF8": True}).state is DeliveryState.ACCEPTED
    assert able.messages[0][1] == ["zoë@example.org"]
    assert "SMTPUTF8" in able.options


def test_international_address_among_others_is_refused_alone() -> None:
    catcher = Catcher()
    result = send_through(catcher, cc=(Address("zoë@example.org"),), options={"enable_SMTPUTF8": False})
    assert result.state is DeliveryState.ACCEPTED
    assert [failed.address for failed in result.refused] == ["zoë@example.org"]
    assert catcher.messages[0][1] == ["ada.customer@example.org"]


def test_address_that_can_not_be_written_is_permanent() -> None:
    result = Email().send(outbound(to=(Address("not an address"),)), inbox())
    assert result.state is DeliveryState.PERMANENT
    assert result.kept is None


def test_message_without_recipients_is_permanent() -> None:
    assert send_through(Catcher(), to=()).state is DeliveryState.PERMANENT


def test_connection_is_used_again_and_replaced_when_it_died() -> None:
    catcher = Catcher()
    with catching(catcher) as way:
        for number in range(3):
            assert Email().send(outbound(external_id=f"m{number}@x"), inbox(**way)).state is DeliveryState.ACCEPTED
        assert catcher.connections == 1
        for idle in client.connections._idle.values():
            idle[0][1].sock.shutdown(socket.SHUT_RDWR)
        assert Email().send(outbound(), inbox(**way)).state is DeliveryState.ACCEPTED
        assert (catcher.connections, len(catcher.messages)) == (2, 4)
        client.connections.close()


def test_idle_connection_is_dropped_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    catcher = Catcher()
    monkeypatch.setattr(connections, "KEPT_SECONDS", -1)
    with catching(catcher) as way:
        Email().send(outbound(), inbox(**way))
        Email().send(outbound(), inbox(**way))
    assert catcher.connections == 2


def test_unreachable_server_is_temporary_and_says_why() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    way = {"outgoing": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "plain"}
    result = Email().send(outbound(), inbox(**way))
    assert result.state is DeliveryState.TEMPORARY
    assert f"127.0.0.1:{port} refuses connections." in result.detail


def test_server_that_hangs_up_before_its_answer_is_temporary() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        connection, _ = server.accept()
        connection.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    way = {"outgoing": "smtp", "smtp_host": "127.0.0.1", "smtp_port": server.getsockname()[1], "smtp_security": "plain"}
    result = Email().send(outbound(), inbox(**way))
    thread.join()
    server.close()
    assert result.state is DeliveryState.TEMPORARY
    assert "closed the connection" in result.detail or "can't be reached" in result.detail


def test_inbox_without_a_way_out_keeps_the_wire_form() -> None:
    result = Email().send(outbound(reply_token="tok"), inbox())
    assert result.state is DeliveryState.ACCEPTED
    message = email.message_from_bytes(result.kept or b"", policy=SMTP)
    assert (message["Subject"], message["Reply-To"]) == ("Your monstera", "Fern & Fable <support+tok@fernandfable.example>")
