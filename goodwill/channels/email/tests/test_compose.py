"""What goes over the wire: correct for other programs, and impossible to smuggle headers into."""

import email
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address as ParsedAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.channels.email.addresses import BadAddress
from goodwill.channels.email.compose import compose, reply_address, shortened
from goodwill.channels.email.tests.fakes import ADA, SUPPORT, inbox, outbound
from goodwill.inboxes.contract import Address, Attachment

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PNG = Attachment("logo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(100), content_id="logo1", is_inline=True)
KNOWN_HEADERS = {
    "date", "from", "to", "cc", "reply-to", "subject", "message-id", "in-reply-to", "references", "x-goodwill-loop",
    "auto-submitted", "x-auto-response-suppress", "precedence", "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=SMTP)  # type: ignore[return-value]


def composed(*, settings: dict | None = None, **changes: object) -> EmailMessage:
    return read(compose(outbound(**changes), inbox(**(settings or {})), now=NOON))


def test_plain_message_has_exactly_these_headers() -> None:
    content = compose(outbound(), inbox(), now=NOON)
    assert content == (
        b"Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n"
        b"From: Fern & Fable <support@fernandfable.example>\r\n"
        b"To: Ada Customer <ada.customer@example.org>\r\n"
        b"Subject: Your monstera\r\n"
        b"Message-ID: <m1.abc@fernandfable.example>\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"MIME-Version: 1.0\r\n"
        b"\r\n"
        b"It is on its way.\r\n"
    )


def test_answers_go_to_the_address_with_the_token() -> None:
    message = composed(reply_token="t0k3n.x-y_z")
    assert message["Reply-To"].addresses == (ParsedAddress("Fern & Fable", username="support+t0k3n.x-y_z", domain="fernandfable.example"),)


def test_inbox_that_can_not_take_tokens_gets_plain_answers() -> None:
    message = outbound(reply_token="t0k3n")
    assert reply_address(message, inbox(reply_addresses="plain")) == SUPPORT
    assert composed(reply_token="t0k3n", settings={"reply_addresses": "plain"})["Reply-To"] is None


def test_token_too_long_for_an_address_is_left_out() -> None:
    assert reply_address(outbound(reply_token="t" * 80), inbox()) == SUPPORT


def test_answer_carries_its_thread() -> None:
    message = composed(in_reply_to="c@x.example", references=("a@x.example", "b@x.example"))
    assert message["In-Reply-To"] == "<c@x.example>"
    assert message["References"].split() == ["<a@x.example>", "<b@x.example>", "<c@x.example>"]


def test_long_threads_keep_the_first_and_the_newest_references() -> None:
    ids = [f"{number}@x.example" for number in range(50)]
    assert shortened(ids) == [ids[0], *ids[31:]]
    assert len(shortened(ids)) == 20


def test_long_message_ids_are_never_cut() -> None:
    long = "a" * 300 + "@" + "b" * 200 + ".example"
    content = compose(outbound(in_reply_to=long, references=(long, "short@x.example")), inbox(), now=NOON)
    assert content.count(f"<{long}>".encode()) == 2
    assert b"=?" not in content


def test_automatic_message_says_so_and_names_the_installation() -> None:
    message = composed(is_automatic=True, settings={"installation": "inst-1"})
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"
    assert message["X-Goodwill-Loop"] == "inst-1"


def test_message_by_a_person_carries_no_marks_of_a_machine() -> None:
    message = composed()
    marks = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "X-Goodwill-Loop", "List-Unsubscribe")
    assert [message[name] for name in marks] == [None] * len(marks)


def test_blind_copies_are_nowhere_in_the_message() -> None:
    content = compose(outbound(cc=(Address("c@example.org"),), bcc=(Address("hidden@example.org", "Hidden"),)), inbox(), now=NOON)
    assert b"hidden" not in content.lower()
    assert b"bcc" not in content.lower()
    assert read(content)["Cc"] == "c@example.org"


def test_message_to_blind_copies_alone_has_a_valid_to() -> None:
    assert composed(to=(), bcc=(ADA,))["To"] == "undisclosed-recipients:;"


def test_html_and_inline_image_and_file_are_nested_as_clients_expect() -> None:
    pdf = Attachment("invoice.pdf", "application/pdf", b"%PDF-1.4")
    message = composed(html='<p>Hi <img src="cid:logo1"></p>', attachments=(PNG, pdf))
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, related = alternative.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    html, image = related.iter_parts()
    assert html.get_content().strip() == '<p>Hi <img src="cid:logo1"></p>'
    assert (image["Content-ID"], image.get_content_disposition(), image.get_content()) == ("<logo1>", "inline", PNG.content)
    assert (attached.get_filename(), attached.get_content_disposition()) == ("invoice.pdf", "attachment")
    assert attached.get_content() == b"%PDF-1.4"


def test_inline_image_that_nothing_shows_becomes_an_attachment() -> None:
    [attached] = composed(html="<p>Hi</p>", attachments=(PNG,)).iter_attachments()
    assert attached.get_content_disposition() == "attachment"


@pytest.mark.parametrize("name", ["Rëchnung №5.pdf", "a" * 150 + ".pdf", "请求" * 40 + ".pdf", 'q"uo;te=s.pdf', "blank s.pdf", "%41'x.pdf"])
def test_file_name_survives(name: str) -> None:
    [attached] = composed(attachments=(Attachment(name, "application/pdf", b"x"),)).iter_attachments()
    assert attached.get_filename() == name.replace('"', "_")


@pytest.mark.parametrize("content_type", ["nonsense", "", "a/b/c", "text/html\r\nX: y", "multipart/mixed", "message/rfc822"])
def test_content_type_that_can_not_be_sent_becomes_a_plain_file(content_type: str) -> None:
    [attached] = composed(attachments=(Attachment("f", content_type, b"x"),)).iter_attachments()
    assert (attached.get_content_type(), attached.get_content()) == ("application/octet-stream", b"x")


def test_international_domain_is_written_in_ascii() -> None:
    assert composed(to=(Address("zoe@exämple.org", "Zoë"),))["To"].addresses == (
        ParsedAddress("Zoë", username="zoe", domain="xn--exmple-cua.org"),
    )


@pytest.mark.parametrize("address", ["", "nobody", "a b@x.example", "a@x y", "a\r\nBcc: x@y.example", "<a@x.example>", "a@-"])
def test_address_that_can_not_be_written_is_an_error(address: str) -> None:
    with pytest.raises(BadAddress):
        compose(outbound(to=(Address(address),)), inbox())


header_text = st.text(st.characters(exclude_categories=()), max_size=120)


@settings(deadline=None)
@given(subject=header_text, name=header_text, file=header_text, token=header_text, parent=header_text, installation=header_text)
def test_no_value_can_add_a_header(subject: str, name: str, file: str, token: str, parent: str, installation: str) -> None:
    message = outbound(
        subject=subject,
        to=(Address("ada@example.org", name),),
        attachments=(Attachment(file, "text/plain", b"x"),),
        reply_token=token,
        in_reply_to=parent,
        references=(parent,),
        external_id=parent or "x@y",
        is_automatic=True,
    )
    content = compose(message, inbox(installation=installation), now=NOON)
    head = content.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert set(names) <= KNOWN_HEADERS
    assert len(names) == len(set(names))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


visible = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf"), include_characters=" "), max_size=200)


@settings(deadline=None)
@given(subject=visible, name=visible)
def test_subject_and_name_are_read_as_they_were_written(subject: str, name: str) -> None:
    content = compose(outbound(subject=subject, to=(Address("ada@example.org", name),)), inbox(), now=NOON)
    message = read(content)
    assert " ".join(message["Subject"].split()) == " ".join(subject.split())
    # Read with the older parser: the newer one of Python 3.11 puts blanks between the encoded words of a name.
    [(display_name, address)] = getaddresses([email.message_from_bytes(content)["To"]])
    assert address == "ada@example.org"
    assert " ".join(str(make_header(decode_header(display_name))).split()) == " ".join(name.split())


@settings(deadline=None)
@given(text=st.text(max_size=2000), html=st.text(max_size=500))
def test_body_survives_and_is_seven_bit(text: str, html: str) -> None:
    content = compose(outbound(text=text, html=html), inbox(), now=NOON)
    assert content.isascii()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    part = read(content).get_body(("plain",))
    assert part is not None
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert part.get_content().replace("\r\n", "\n") == (lines if lines.endswith("\n") else lines + "\n")
