"""Words and files of a message: nested parts, broken parts, names, inline images, invitations, signed and encrypted mail."""

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from goodwill.channels.email.mime.names import Names, clean_filename
from goodwill.channels.email.tests.payloads import PAYLOADS
from goodwill.channels.email.tests.test_parse import PLAIN, understood
from goodwill.inboxes.contract import Attachment

MIME = PLAIN + "\nMIME-Version: 1.0\n"


def body(content_type: str, data: str | bytes, *lines: str) -> bytes:
    header = MIME + f"Content-Type: {content_type}\n" + "".join(f"{line}\n" for line in lines) + "\n"
    return header.encode() + (data if isinstance(data, bytes) else data.encode())


def test_text_and_html_of_a_reply() -> None:
    message = understood(PAYLOADS["gmail_reply.eml"])
    assert message.new_text == "Hi Mira,\n\nthe stem is broken, right above the soil. Photo follows tonight – promise!\n\nLena"
    assert message.text.endswith("> Mira Okafor\n> Fern & Fable")
    assert message.html.startswith('<div dir="ltr"><div>Hi Mira,</div>')
    assert "class=" not in message.html
    assert (message.attachments, message.reply_tokens, message.references) == ((), ("c7k2m9",), ("c7.9f2@fernandfable.example",))


def test_html_only_reply_with_an_inline_image() -> None:
    message = understood(PAYLOADS["outlook_html_reply.eml"])
    assert message.new_text == "Guten Tag,\n\nauf der Rechnung fehlt unsere Steuernummer. Bitte spätestens Freitag.\n\n[Logo]"
    assert "Dear Mr Weber, here is your invoice." in message.text
    assert '<img width="120" height="40" alt="Logo" src="cid:image001.png@01DAA6">' in message.html
    (image,) = message.attachments
    assert (image.filename, image.content_type, image.content_id, image.is_inline) == (
        "image001.png",
        "image/png",
        "image001.png@01DAA6",
        True,
    )
    assert image.content.startswith(b"\x89PNG")


def test_image_that_no_html_shows_is_not_inline() -> None:
    raw = PAYLOADS["outlook_html_reply.eml"].replace(b"cid:image001", b"cid:image002")
    (image,) = understood(raw).attachments
    assert not image.is_inline


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("utf-8", "Größe 5 €".encode(), "Größe 5 €"),
        ("iso-8859-1", "Größe 5 €".encode("cp1252"), "Größe 5 €"),
        ("us-ascii", "Größe".encode(), "Größe"),
        ("iso-8859-1", "Größe".encode(), "Größe"),
        ("utf-8", "Größe".encode("cp1252"), "Größe"),
        ("x-no-such-charset", "Größe".encode("cp1252"), "Größe"),
        ("idna", b"plain words", "plain words"),
        ("utf-16", b"\xff\xfe" + "Größe".encode("utf-16-le"), "Größe"),
        ("iso-2022-jp", "注文番号".encode("iso-2022-jp"), "注文番号"),
        ("gb2312", "订单号码".encode("gbk"), "订单号码"),
        ("windows-1251", "Заказ 5".encode("cp1251"), "Заказ 5"),
        ("ks_c_5601-1987", "주문 번호".encode("cp949"), "주문 번호"),
        ("utf-8", b"a\0b\x07c\x0cd", "abc\nd"),
        ("utf-8", "größer schöner Übertopf".encode() + b"\xe2\x82", "größer schöner Übertopf\ufffd"),
        ("utf-8", "GrÃ¶ÃŸe und MaÃŸe".encode(), "Größe und Maße"),
    ],
)
def test_charset_is_what_was_meant(charset: str, data: bytes, expected: str) -> None:
    assert understood(body(f"text/plain; charset={charset}", data)).text == expected


@pytest.mark.parametrize(
    ("encoding", "data", "expected"),
    [
        ("base64", "QmzDvHRl", "Blüte"),
        ("base64", "QmzDvH!!\nRl", "Blüte"),
        ("base64", "QmzDvHRlCg", "Blüte"),
        ("base64", "QmzDvHRlCg==\n-- \nfooter of a list", "Blüte"),
        ("BASE64 ", "QmzDvHRl", "Blüte"),
        ("quoted-printable", "Bl=C3=BCte =\nrot 100 = gut", "Blüte rot 100 = gut"),
        ("7bit", "Blüte", "Blüte"),
        ("no-such-encoding", "Blüte", "Blüte"),
    ],
)
def test_transfer_encoding_is_undone(encoding: str, data: str, expected: str) -> None:
    assert understood(body("text/plain; charset=utf-8", data, f"Content-Transfer-Encoding: {encoding}")).text == expected


def test_deeply_nested_alternatives_give_one_text_and_one_html() -> None:
    inner = MIMEMultipart("alternative", _subparts=[MIMEText("words"), MIMEText("<p>words</p>", "html")])
    related = MIMEMultipart("related", _subparts=[inner])
    outer = MIMEMultipart("mixed", _subparts=[related, MIMEText("a,b", "csv")])
    outer["From"] = "lena@example.org"
    message = understood(outer.as_bytes())
    assert (message.text, message.html) == ("words", "<p>words</p>")
    assert [file.filename for file in message.attachments] == ["text.csv"]


def test_missing_boundary_parameter_is_guessed() -> None:
    message = understood(
        body("multipart/mixed", "--xyz\nContent-Type: text/plain\n\nwords\n--xyz\nContent-Type: image/png\n\nx\n--xyz--\n")
    )
    assert (message.text, [file.filename for file in message.attachments]) == ("words", ["image.png"])


def test_multipart_without_any_parts_shows_its_text_and_keeps_it_as_a_file() -> None:
    message = understood(body("multipart/mixed; boundary=a", "only words"))
    assert message.text == "only words"
    assert message.attachments == (Attachment("part.txt", "text/plain", b"only words"),)


def test_message_cut_off_on_its_way_says_so() -> None:
    message = understood(body("multipart/mixed; boundary=a", "--a\nContent-Type: text/plain\n\nfirst half"))
    assert (message.text, message.notices) == ("first half", ("truncated",))
    assert [file.content for file in message.attachments] == [b"first half"]


def test_forwarded_message_stays_whole_and_is_named_after_its_subject() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Old / order"
    inner.set_content("old words")
    outer = EmailMessage()
    outer["From"] = "lena@example.org"
    outer.set_content("see below")
    outer.add_attachment(inner)
    message = understood(outer.as_bytes())
    (file,) = message.attachments
    assert (message.text, file.filename, file.content_type) == ("see below", "order.eml", "message/rfc822")
    assert b"old words" in file.content


def test_attachments_of_the_same_name_become_distinct() -> None:
    outer = EmailMessage()
    outer["From"] = "lena@example.org"
    outer.set_content("two photos")
    for content in (b"1", b"2", b"3"):
        outer.add_attachment(content, maintype="image", subtype="jpeg", filename="Photo.jpg")
    message = understood(outer.as_bytes())
    assert [(file.filename, file.content) for file in message.attachments] == [
        ("Photo.jpg", b"1"),
        ("Photo (2).jpg", b"2"),
        ("Photo (3).jpg", b"3"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lena\\photo.jpg", "photo.jpg"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nb\0c.txt", "abc.txt"),
        ("CON.txt", "_CON.txt"),
        (" . ", "attachment.pdf"),
        ("", "attachment.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("réponse.pdf", "réponse.pdf"),
    ],
)
def test_file_name_is_made_safe(given: str, expected: str) -> None:
    assert clean_filename(given, "application/pdf") == expected


def test_names_without_an_extension_become_distinct_too() -> None:
    names = Names()
    assert [names.distinct(name) for name in ("a", "A", "a (2)", ".b", ".b")] == ["a", "A (2)", "a (2) (2)", ".b", ".b (2)"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Content-Disposition: attachment; filename*=utf-8''Rechnung%20%E2%82%AC.pdf", "Rechnung €.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''Rech; filename*1*=nung%E2%82; filename*2*=%AC.pdf", "Rechnung€.pdf"),
        ('Content-Disposition: attachment; filename*0="long "; filename*1=name.pdf', "long name.pdf"),
        ("Content-Disposition: attachment; filename==?utf-8?Q?Rechnung_=E2=82=AC.pdf?=", "Rechnung €.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?B?UmVjaG51bmc=?=.pdf"', "Rechnung.pdf"),
        ("Content-Disposition: attachment; filename=two words.pdf", "two words.pdf"),
        ('Content-Disposition: attachment; filename="a;b\\"c.pdf"', "a;bc.pdf"),
        ("Content-Disposition: attachment; name=ignored", "attachment.pdf"),
    ],
)
def test_file_name_is_read_from_any_spelling(line: str, expected: str) -> None:
    (file,) = understood(body("application/pdf", "x", line)).attachments
    assert file.filename == expected


def test_uuencoded_file_in_plain_text_becomes_an_attachment() -> None:
    message = understood(body("text/plain", "see here\nbegin 644 leaf.txt\n%:&5L;&\\\n`\nend\nbye"))
    assert message.text == "see here\nbye"
    assert [(file.filename, file.content) for file in message.attachments] == [("leaf.txt", b"hello")]


def test_words_that_begin_like_a_uuencoded_file_stay_words() -> None:
    assert understood(body("text/plain", "begin 644 leaf.txt\nor not?")).text == "begin 644 leaf.txt\nor not?"


def test_flowed_paragraphs_are_joined() -> None:
    message = understood(body("text/plain; format=flowed", "one long \nline\n> quoted \n> words\n\n-- \nLena"))
    assert message.text == "one long line\n> quoted words\n\n-- \nLena"


def test_invitation_says_what_when_where_and_who() -> None:
    message = understood(PAYLOADS["invitation.eml"])
    when, who = "2024-05-21 09:00–10:30 (Europe/Berlin)", "Hoffmann, Lena <lena.hoffmann@example.org>"
    line = f"Invitation: Fitting, second floor · {when} · Gartenstr. 5 · {who}"
    assert message.text == f"Could you come by?\n\n{line}"
    assert message.notices == ("calendar",)
    assert [(file.filename, file.content_type) for file in message.attachments] == [("text.ics", "text/calendar")]


@pytest.mark.parametrize(
    ("raw", "notices", "names"),
    [
        (
            body("multipart/signed; boundary=a", "--a\n\nwords\n--a\nContent-Type: application/pgp-signature\n\nx\n--a--\n"),
            ("signed",),
            ["attachment.asc"],
        ),
        (
            body(
                "multipart/encrypted; boundary=a",
                "--a\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--a\nContent-Type: application/octet-stream\n\nx\n--a--\n",
            ),
            ("encrypted",),
            ["attachment.asc", "attachment.bin"],
        ),
        (body("application/pkcs7-mime; smime-type=enveloped-data", "x"), ("encrypted",), ["smime.p7m"]),
        (body("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "x"), ("signed",), ["smime.p7m"]),
        (body("application/x-pkcs7-mime", bytes.fromhex("308006092a864886f70d010702a080")), ("signed",), ["smime.p7m"]),
        (body("text/plain", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"), ("encrypted",), []),
    ],
)
def test_protected_message_is_shown_as_what_it_is(raw: bytes, notices: tuple[str, ...], names: list[str]) -> None:
    message = understood(raw)
    assert message.notices == notices
    assert [file.filename for file in message.attachments] == names


def test_words_in_a_clear_signed_message_are_the_new_text() -> None:
    signature = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    armoured = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -- yes\nplease\n{signature}"
    message = understood(body("text/plain", armoured))
    assert (message.new_text, message.notices) == ("-- yes\nplease", ("signed",))


def test_huge_text_is_cut_with_a_notice_while_a_huge_file_is_kept() -> None:
    message = understood(body("text/plain", "word " * 400_000))
    assert (len(message.text), message.notices) == (999_999, ("truncated",))
    big = b"x" * 3_000_000
    (file,) = understood(body("application/octet-stream", big)).attachments
    assert file.content == big


def test_more_parts_than_the_cap_stay_inside() -> None:
    message = understood(body("multipart/mixed; boundary=a", "--a\nContent-Type: image/png\n\nx\n" * 2_000 + "--a--"))
    assert len(message.attachments) == 499


def test_archive_is_never_opened() -> None:
    (file,) = understood(body("application/zip; name=bomb.zip", b"PK\x03\x04 not really")).attachments
    assert (file.filename, file.content) == ("bomb.zip", b"PK\x03\x04 not really")
