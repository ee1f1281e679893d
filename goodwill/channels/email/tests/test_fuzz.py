"""Whatever bytes arrive: parse answers with one of its three results or Unreadable, and quickly."""

import faulthandler
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.channels.email.parse import parse
from goodwill.channels.email.tests.corpora import ENVELOPE, INBOX, MAIL
from goodwill.channels.email.tests.payloads import PAYLOADS
from goodwill.inboxes.contract import DeliveryReport, Dropped, Inbound, InboundMessage, Unreadable

SECONDS = 20
RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

FRAGMENTS = st.sampled_from(
    [
        b"From: Ada <ada@fernandfable.example>\n",
        b"Subject: =?utf-8?B?w6k=?= =?x?Q?=ZZ\n",
        b"Content-Type: multipart/mixed; boundary=a\n",
        b'Content-Type: multipart/alternative; boundary="a"\n',
        b"Content-Type: text/html; charset=utf-7\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: application/ms-tnef; name=winmail.dat\n",
        b"Content-Type: text/calendar; method=REQUEST\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=x\n",
        b"\n",
        b"\r\n",
        b"\n--a\n",
        b"\n--a--\n",
        b"\r\n--a\r\n",
        b"\x78\x9f\x3e\x22\x00\x00\x01\x05\x90\x06\x00\x10\x00\x00\x00",
        b"BEGIN:VEVENT\nDTSTART:20260101T000000Z\nSUMMARY:x\nEND:VEVENT\n",
        b"begin 644 x\nM\n",
        b"> quoted\n",
        b"On 1 May 2024 at 10:00, Ada <ada@x.example> wrote:\n",
        b"<blockquote><div>",
        b"<p hidden>x</p>",
        b"<!--",
        b"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n",
        b"{\\rtf1\\fromhtml1 \\u8364?}",
        b"-- \n",
        b"\xff\xfe\x00",
        b"=\n",
        b"=ZZ",
        b'To: a:b@c.example,d@e.example;, "x\n',
        b"Date: Thu, 99 Foo 99999 99:99:99 +9999\n",
        b"References: <a> <b@c <d>>\n",
        b"-----BEGIN PGP SIGNED MESSAGE-----\n",
    ]
)


def str_of(raw: bytes) -> str:
    return repr(raw[:30])[2:-1] + "…" + repr(raw[-12:])[2:-1]


@pytest.fixture(autouse=True)
def _stops_when_it_hangs() -> Iterator[None]:
    """End the run with a trace instead of waiting for ever."""
    faulthandler.dump_traceback_later(SECONDS * 15, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def parsed(raw: bytes) -> Inbound | Unreadable:
    try:
        return parse(raw, ENVELOPE, INBOX)
    except Unreadable as refusal:
        return refusal


def survives(raw: bytes) -> None:
    result = parsed(raw)
    if isinstance(result, Unreadable):
        assert result.__cause__ is None, result
        return
    assert isinstance(result, InboundMessage | DeliveryReport | Dropped)
    if isinstance(result, InboundMessage):
        assert 0 < len(result.external_id) <= 250
        assert "\n" not in result.subject + result.sender.name + result.sender.address
        assert "\0" not in result.text + result.new_text + result.html + result.subject
        (result.text + result.html + result.subject + result.sender.name).encode("utf-8")
        assert "<script" not in result.html.lower()
        assert len({file.filename.lower() for file in result.attachments}) == len(result.attachments)


@RELAXED
@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    survives(raw)


@RELAXED
@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=30)), max_size=40).map(b"".join))
def test_pieces_of_mail_in_any_order(raw: bytes) -> None:
    survives(raw)


@RELAXED
@given(st.data())
def test_damaged_messages(data: st.DataObject) -> None:
    samples = sorted(MAIL.glob("*/*.eml")) + sorted(MAIL.glob("bounces/*")) if MAIL.is_dir() else []
    raw = bytearray(data.draw(st.sampled_from(samples)).read_bytes() if samples else data.draw(st.sampled_from(sorted(PAYLOADS.values()))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, min(400, len(raw) - at)))
        raw[at : at + length] = data.draw(st.one_of(FRAGMENTS, st.binary(max_size=40), st.just(b"")))
    survives(bytes(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.c\nSubject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
        b"From: " + b"(" * 100_000 + b"\n\nx",
        b'From: "' + b'\\"' * 100_000 + b"\n\nx",
        b"From: " + b"<" * 100_000 + b"@" * 100_000 + b"\n\nx",
        b"From: a@b.c\n" + b"X: y\n" * 200_000 + b"\nx",
        b"From: a@b.c\nTo: " + b",".join(b"c%d@d.example" % number for number in range(5_000)) + b"\n\nx",
        b"From: a@b.c\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 50_000,
        b"From: a@b.c\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (number, number) for number in range(3_000)),
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<div>" * 100_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<b><p>" * 15_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"&" * 900_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<" * 900_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<blockquote class=gmail_quote>" * 10_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<blockquote>x</blockquote>" * 10_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<a href='x" * 50_000,
        b"From: a@b.c\n\n" + b"> x\ny\n" * 200_000,
        b"From: a@b.c\n\n" + b"On 1 May 2024\n" * 50_000,
        b"From: a@b.c\n\n" + b"a" * 900_000 + b"\nFrom: x",
        b"From: a@b.c\n\n" + b"From: a@b.c 10:00\n" * 50_000,
        b"From: a@b.c\n\n" + b"begin 644 x\n" * 50_000,
        b"From: a@b.c\n\n" + b"begin 644 x\nM" * 50_000,
        b"From: a@b.c\n\n" + b"\n" * 900_000,
        b"From: a@b.c\n\n" + b"-" * 900_000,
        b"From: a@b.c\n\n" + b"wrote: " * 100_000,
        b"From: a@b.c\n\n" + b"wrote" * 200 * 900,
        b"From: a@b.c\n\n" + (b"http://example.org/" + b"a1:" * 300 + b"\n") * 800,
        b"From: mailer-daemon@b.c\nSubject: Undelivered\n\n" + b"<a@b.example>: unknown\n" * 20_000,
        b"From: mailer-daemon@b.c\nSubject: Undelivered\n\n" + b"x " * 200_000,
        b"From: a@b.c\nContent-Type: text/calendar\n\nBEGIN:VEVENT\n" + b"SUMMARY;X=" + b'"' * 100_000 + b":x\n",
        b"From: a@b.c\nContent-Type: text/plain; " + b"a=b; " * 100_000 + b"\n\nx",
        b'From: a@b.c\nContent-Type: text/plain; x="' + b"\\" * 100_000 + b"\n\nx",
        b"From: a@b.c\nReferences: " + b"<a@b.c> " * 50_000 + b"\n\nx",
        b"From: a@b.c\nReferences: " + b"<" * 90_000 + b"\n\nx",
    ],
    ids=str_of,
)
def test_input_made_to_be_slow_is_read_in_bounded_time(raw: bytes) -> None:
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    survives(raw)
