"""Delivery reports: recognised, kept apart from messages, and tied to the message of ours that they tell about."""

import pytest

from goodwill.channels.email.parse import parse
from goodwill.channels.email.tests.corpora import ENVELOPE, INBOX
from goodwill.channels.email.tests.payloads import PAYLOADS
from goodwill.inboxes.contract import DeliveryReport, FailedRecipient, Inbound, InboundMessage

RECEIPT = b"""From: lena@example.org
To: support@fernandfable.example
Subject: Read: Your order
Message-ID: <mdn@example.org>
Content-Type: multipart/report; report-type=disposition-notification; boundary=a

--a
Content-Type: text/plain

Your message was read.
--a
Content-Type: message/disposition-notification

Final-Recipient: rfc822;lena@example.org
Original-Message-ID: <c7.9f2@fernandfable.example>
Disposition: manual-action/MDN-sent-manually; displayed
--a--
"""


def read(raw: bytes) -> Inbound:
    return parse(raw, ENVELOPE, INBOX)


def report(raw: bytes) -> DeliveryReport:
    result = read(raw)
    assert isinstance(result, DeliveryReport)
    return result


def test_report_names_failures_for_good_and_for_now_and_leaves_out_good_news() -> None:
    assert report(PAYLOADS["postfix_bounce.eml"]) == DeliveryReport(
        external_id="20240514071244.4F1@mx.example.org",
        failures=(
            FailedRecipient("lena.hofmann@example.org", True, "5.1.1", "550 5.1.1 user unknown"),
            FailedRecipient("max@example.org", False, "4.2.2", "452 4.2.2 mailbox full"),
        ),
        about=("c7.9f2@fernandfable.example",),
        reply_tokens=("c7k2m9",),
    )


def test_our_own_loop_header_in_the_returned_part_is_no_loop() -> None:
    assert isinstance(read(PAYLOADS["postfix_bounce.eml"]), DeliveryReport)


def test_failed_action_with_a_temporary_status_is_final() -> None:
    raw = PAYLOADS["postfix_bounce.eml"].replace(b"Status: 5.1.1", b"Status: 4.4.7")
    assert report(raw).failures[0].is_permanent


def test_report_of_success_has_no_failures() -> None:
    raw = PAYLOADS["postfix_bounce.eml"].replace(b"Action: failed", b"Action: delivered").replace(b"Action: delayed", b"Action: relayed")
    assert report(raw).failures == ()


def test_read_receipt_is_good_news_about_our_message() -> None:
    assert report(RECEIPT) == DeliveryReport("mdn@example.org", (), ("c7.9f2@fernandfable.example",), ())


def test_outlook_receipt_for_an_unread_deletion_is_no_failure() -> None:
    raw = RECEIPT.replace(b"manual-action/MDN-sent-manually; displayed", b"automatic-action/MDN-sent-automatically; deleted")
    assert report(raw).failures == ()


def test_plain_text_bounce_is_recognised_by_its_wording_and_its_returned_header() -> None:
    raw = b"""From: Mail Delivery Subsystem <mailer-daemon@example.org>
To: support+tok-9@fernandfable.example
Subject: failure notice

Hi. This is the qmail-send program at example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<lena.hofmann@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@fernandfable.example>
Message-ID: <c7.9f2@fernandfable.example>
Subject: Re: Your order 1042
"""
    result = report(raw)
    assert [(failure.address, failure.is_permanent) for failure in result.failures] == [("lena.hofmann@example.org", True)]
    assert result.failures[0].diagnostic.endswith("no mailbox here by that name. (#5.1.1)")
    assert (result.about, result.reply_tokens) == (("c7.9f2@fernandfable.example",), ("tok-9",))


def test_bounce_that_names_no_address_falls_back_to_the_returned_recipient() -> None:
    raw = b"""From: postmaster@example.org
To: support@fernandfable.example
Subject: Unzustellbar: Ihre Bestellung
Content-Type: multipart/mixed; boundary=a

--a

The message could not be delivered.
--a
Content-Type: message/rfc822

To: lena@example.org
Message-ID: <c7@fernandfable.example>
Reply-To: support+tok-4@fernandfable.example

hello
--a--
"""
    result = report(raw)
    assert [(failure.address, failure.is_permanent) for failure in result.failures] == [("lena@example.org", True)]
    assert (result.about, result.reply_tokens) == (("c7@fernandfable.example",), ("tok-4",))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Undelivered parcel", "My parcel 1042 could not be delivered, the driver says returned to sender."),
        ("Re: Undelivered Mail Returned to Sender", "I got this from you, what is it? <lena@example.org>: user unknown"),
        ("Delivery failed", "Hello, your courier failed twice."),
        ("Delivery status", "Where is my order 1042?"),
    ],
)
def test_customer_who_writes_about_deliveries_is_no_bounce(subject: str, words: str) -> None:
    raw = f"From: Lena <lena@example.org>\nTo: support@fernandfable.example\nSubject: {subject}\n\n{words}\n"
    result = read(raw.encode())
    assert isinstance(result, InboundMessage)
    assert result.automatic is None


def test_abuse_report_is_a_message_for_a_person() -> None:
    raw = RECEIPT.replace(b"disposition-notification", b"feedback-report")
    assert isinstance(read(raw), InboundMessage)
