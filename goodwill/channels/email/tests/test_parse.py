"""From the bytes of a message to what the desk knows of it: addresses, subject, dates, identifiers, tokens, automatic mail."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.channels.email.parse import parse
from goodwill.channels.email.tests.corpora import ENVELOPE, INBOX
from goodwill.inboxes.contract import Address, Automatic, Dropped, Envelope, Inbound, InboundMessage, Unreadable

BODY = "\n\nMy monstera arrived with a broken stem.\n"
PLAIN = "From: Lena Hoffmann <lena@example.org>\nTo: support@fernandfable.example\nSubject: Order 1042\nMessage-ID: <m1@example.org>"


def understood(raw: str | bytes, **changes: object) -> InboundMessage:
    envelope = Envelope.from_json(ENVELOPE.as_json() | changes)
    result: Inbound = parse(raw if isinstance(raw, bytes) else raw.encode(), envelope, INBOX)
    assert isinstance(result, InboundMessage)
    return result


def with_header(*lines: str) -> InboundMessage:
    return understood("\n".join([PLAIN, *lines]) + BODY)


def test_plain_message_is_understood() -> None:
    message = understood(PLAIN + "\nDate: Sun, 22 Nov 2026 08:00:00 +0100" + BODY)
    assert message == InboundMessage(
        external_id="m1@example.org",
        sender=Address("lena@example.org", "Lena Hoffmann"),
        subject="Order 1042",
        text="My monstera arrived with a broken stem.",
        new_text="My monstera arrived with a broken stem.",
        to=(Address("support@fernandfable.example"),),
        sent_at=datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\1\2 nothing", b"just words\nand more words\n"])
def test_bytes_that_are_no_mail_are_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw, ENVELOPE, INBOX)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Lena <LENA@Example.ORG>", Address("lena@example.org", "Lena")),
        ('"Hoffmann, Lena" <lena@example.org>', Address("lena@example.org", "Hoffmann, Lena")),
        ("lena@example.org (Lena Hoffmann)", Address("lena@example.org", "Lena Hoffmann")),
        ("=?utf-8?Q?L=C3=A9na?= <lena@example.org>", Address("lena@example.org", "Léna")),
        ('"=?utf-8?Q?L=C3=A9na?=" <lena@example.org>', Address("lena@example.org", "Léna")),
        ("=?utf-8?B?SG9mZm1hbm4sIEzDqW5h?= <lena@example.org>", Address("lena@example.org", "Hoffmann, Léna")),
        ('"lena@example.org" <lena@example.org>', Address("lena@example.org", "")),
        ('"Lena\\" Hoffmann" <lena@example.org>', Address("lena@example.org", 'Lena" Hoffmann')),
        ("Lena <lena@example.org>, Max <max@example.org>", Address("lena@example.org", "Lena")),
        ('"unclosed <lena@example.org>', Address("lena@example.org", "unclosed")),
        ("Friends: Lena <lena@example.org>, max@example.org;", Address("lena@example.org", "Lena")),
        ("<mailto:lena@example.org>", Address("lena@example.org", "")),
        ("Lena <lena@bücher.example>", Address("lena@xn--bcher-kva.example", "Lena")),
        ("Le=?utf-8?Q?na=0D=0ABcc:_x@example.org?= <lena@example.org>", Address("lena@example.org", "Le na Bcc: x@example.org")),
    ],
)
def test_sender_is_read_from_any_spelling(field: str, expected: Address) -> None:
    assert understood(PLAIN.replace("Lena Hoffmann <lena@example.org>", field) + BODY).sender == expected


def test_raw_bytes_in_a_name_are_read_in_the_charset_of_the_body() -> None:
    raw = (
        PLAIN.replace("Lena Hoffmann", "Łucja").encode("iso-8859-2")
        + b"\nContent-Type: text/plain; charset=iso-8859-2\n\n"
        + "żółw".encode("iso-8859-2")
    )
    message = understood(raw)
    assert (message.sender.name, message.text) == ("Łucja", "żółw")


def test_message_without_from_takes_sender_then_return_path_then_a_placeholder_of_its_own() -> None:
    assert understood("Subject: x\nSender: lena@example.org" + BODY).sender.address == "lena@example.org"
    assert understood("Subject: x" + BODY, sender="lena@example.org").sender.address == "lena@example.org"
    nameless = understood("Subject: x" + BODY)
    other = understood("Subject: y" + BODY)
    assert nameless.sender.address.endswith("@sender.invalid")
    assert nameless.sender != other.sender
    assert nameless.automatic is Automatic.NOTIFICATION


def test_reply_to_is_given_only_when_it_differs() -> None:
    assert with_header("Reply-To: Lena <lena@example.org>").reply_to is None
    assert with_header("Reply-To: Family <family@example.org>").reply_to == Address("family@example.org", "Family")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("=?utf-8?B?QmzDvHRl?=", "Blüte"),
        ("=?UTF-8?q?Bl=C3=BCte?= und =?iso-8859-1?q?Bl=FCte?=", "Blüte und Blüte"),
        ("=?utf-8?Q?Bl=C3?= =?utf-8?Q?=BCte?=", "Blüte"),
        ("=?utf-8?B?Qmw?=\n =?utf-8?B?w7x0ZQ?=", "Blüte"),
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8*en?Q?Bl=C3=BCte?=", "Blüte"),
        ("=?unknown-8bit?Q?Bl=C3=BCte?=", "Blüte"),
        ("=?iso-2022-jp?B?GyRCQ21KOBsoQg==?=", "注文"),
        ("=?gb2312?B?tqm1pQ==?=", "订单"),
        ("=?koi8-r?B?+sHLwdo=?=", "Заказ"),
        ("=?utf-8?Q?never closed", "=?utf-8?Q?never closed"),
        ("Order  1042\n\tbroken", "Order 1042 broken"),
        ("a\x07b\x00c", "abc"),
    ],
)
def test_subject_is_decoded(field: str, expected: str) -> None:
    assert understood(PLAIN.replace("Order 1042", field) + BODY).subject == expected


def test_header_injection_stays_in_its_field() -> None:
    message = understood(PLAIN.replace("Order 1042", "=?utf-8?Q?Hi=0D=0ABcc:_victim@example.org=0D=0A=0D=0Abody?=") + BODY)
    assert message.subject == "Hi Bcc: victim@example.org body"
    assert message.cc == ()


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Sun, 22 Nov 2026 08:00:00 +0000", datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        ("22 Nov 26 08:00 EST", None),
        ("2026-11-20T08:00:00+02:00", datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30:00 +0000", ENVELOPE.received_at),
        ("Sun, 22 Nov 2027 08:00:00 +0000", None),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("99 Foo 99999 99:99", None),
        ("Sun, 31 Feb 2026 08:00:00 +0000", None),
        ("", None),
    ],
)
def test_date_is_read_or_nothing(field: str, expected: datetime | None) -> None:
    got = with_header(f"Date: {field}").sent_at
    assert got == expected or (field.endswith("EST") and got == ENVELOPE.received_at)


def test_identifier_is_made_from_the_content_when_absent_and_stays_the_same() -> None:
    bare = PLAIN.replace("Message-ID: <m1@example.org>", "X: 1") + BODY
    first = understood(bare)
    assert first.external_id.endswith("@content.invalid")
    assert understood("Received: by another way\n" + bare.replace("\n", "\r\n")).external_id == first.external_id
    assert understood(bare + "more").external_id != first.external_id


def test_long_identifier_is_replaced_by_its_hash() -> None:
    long_id = "x" * 400 + "@example.org"
    message = understood(PLAIN.replace("m1@example.org", long_id) + f"\nIn-Reply-To: <{long_id}>" + BODY)
    assert len(message.external_id) <= 250
    assert message.references == (message.external_id,)


def test_references_are_nearest_first_and_distinct() -> None:
    message = with_header("In-Reply-To: <c@x>", "References: <a@x> <b@x>\n <c@x>")
    assert message.references == ("c@x", "b@x", "a@x")
    many = with_header("References: " + " ".join(f"<{number}@x>" for number in range(80)))
    assert (len(many.references), many.references[0]) == (50, "79@x")


def test_reply_tokens_come_from_envelope_and_delivery_fields_and_visible_addresses() -> None:
    raw = (
        PLAIN.replace("To: support@", "To: bob+news@shop.example, support+Tok-1@")
        + "\nDelivered-To: support+tok-2@fernandfable.example"
        + BODY
    )
    message = understood(raw, recipients=("support+tok-3@fernandfable.example", "support+no_token!@fernandfable.example"))
    assert message.reply_tokens == ("tok-3", "tok-2", "tok-1", "news")


def test_five_hundred_recipients_are_kept() -> None:
    listed = ", ".join(f"Person {number} <p{number}@example.org>" for number in range(500))
    message = with_header(f"Cc: {listed}")
    assert len(message.cc) == 500
    assert message.cc[499] == Address("p499@example.org", "Person 499")


def test_message_from_this_installation_is_dropped_as_a_loop() -> None:
    ours = parse((PLAIN + "\nX-Goodwill-Loop: fern-1" + BODY).encode(), ENVELOPE, INBOX)
    assert isinstance(ours, Dropped)
    assert ours.reason == "loop"
    assert with_header("X-Goodwill-Loop: another-shop").subject == "Order 1042"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Auto-Submitted: auto-replied"], Automatic.AUTO_REPLY),
        (["Auto-Submitted: auto-replied (vacation)"], Automatic.AUTO_REPLY),
        (["Auto-Submitted: no"], None),
        (["Auto-Submitted: auto-generated"], Automatic.NOTIFICATION),
        (["X-Autoreply: yes"], Automatic.AUTO_REPLY),
        (["Precedence: auto_reply"], Automatic.AUTO_REPLY),
        (["X-Auto-Response-Suppress: All"], None),
        (["List-Id: <plants.example.org>", "List-Post: <mailto:plants@example.org>"], Automatic.MAILING_LIST),
        (["Precedence: list"], Automatic.MAILING_LIST),
        (["Precedence: bulk"], Automatic.BULK),
        (["List-Id: <news.example.org>", "List-Unsubscribe: <https://example.org/u>"], Automatic.BULK),
        (["Return-Path: <>"], Automatic.NOTIFICATION),
        (["Return-Path: <lena@example.org>"], None),
    ],
)
def test_automatic_mail_is_told_apart(lines: list[str], expected: Automatic | None) -> None:
    assert with_header(*lines).automatic is expected


@pytest.mark.parametrize(
    "subject",
    ["Automatische Antwort: Bestellung", "Out of Office: Order", "Odpowiedź automatyczna: x", "自動返信: 注文", "Absence du bureau"],
)
def test_vacation_subject_counts_only_with_a_second_sign(subject: str) -> None:
    raw = PLAIN.replace("Order 1042", subject)
    assert understood(raw + BODY).automatic is None
    assert understood(raw + BODY, sender="").automatic is Automatic.AUTO_REPLY
    assert understood(raw + "\nX-Auto-Response-Suppress: All" + BODY).automatic is Automatic.AUTO_REPLY


@pytest.mark.parametrize("local", ["noreply", "no-reply", "donotreply", "mailer-daemon", "notifications", "orders-noreply", "no-reply+x1"])
def test_robot_address_is_a_notification(local: str) -> None:
    assert understood(PLAIN.replace("lena@", f"{local}@") + BODY).automatic is Automatic.NOTIFICATION


@pytest.mark.parametrize("local", ["norepinephrine", "nora.reply", "alertson", "bob"])
def test_ordinary_address_is_no_robot(local: str) -> None:
    assert understood(PLAIN.replace("lena@", f"{local}@") + BODY).automatic is None


def test_contact_form_in_our_own_name_counts_as_written_by_the_customer() -> None:
    raw = PLAIN.replace("Lena Hoffmann <lena@example.org>", "Shop <support@fernandfable.example>")
    customer = understood(raw + "\nReply-To: Lena <lena@example.org>" + BODY)
    assert (customer.sender, customer.reply_to, customer.automatic) == (Address("lena@example.org", "Lena"), None, None)
    assert understood(raw + BODY).automatic is Automatic.NOTIFICATION


def test_mac_line_ends_and_byte_order_mark_and_mbox_line_are_tolerated() -> None:
    assert understood((PLAIN + BODY).replace("\n", "\r")).subject == "Order 1042"
    assert understood(b"\xef\xbb\xbf" + (PLAIN + BODY).encode()).sender.address == "lena@example.org"
    assert understood("From lena@example.org Sun Nov 22 08:00:00 2026\n" + PLAIN + BODY).sender.address == "lena@example.org"


def test_sent_at_is_never_after_arrival() -> None:
    ahead = (ENVELOPE.received_at + timedelta(hours=30)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert with_header(f"Date: {ahead}").sent_at == ENVELOPE.received_at


def test_message_that_was_fetched_only_in_part_says_so():
    raw = b"X-Goodwill-Truncated: 90000000\r\nFrom: a@customer.example\r\nSubject: Large\r\nMessage-ID: <1@x.example>\r\n\r\nThe beginning"
    assert parse(raw, ENVELOPE, INBOX).notices == ("truncated",)
