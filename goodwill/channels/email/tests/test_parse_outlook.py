"""winmail.dat: files, words and formatting that Outlook packed, and streams that were damaged or made to harm."""

import struct

import pytest

from goodwill.channels.email.outlook.compressed_rtf import decompress
from goodwill.channels.email.outlook.rtf import read_rtf
from goodwill.channels.email.outlook.tnef import read_tnef
from goodwill.channels.email.tests.test_parse import understood
from goodwill.channels.email.tests.test_parse_bodies import body


def attribute(level: int, identifier: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, identifier, len(data)) + data + struct.pack("<H", sum(data) % 65536)


def packed(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def text_property(identifier: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x001F, identifier, 1, len(data)) + data + b"\0" * (-len(data) % 4)


WINMAIL = packed(
    attribute(1, 0x00069003, struct.pack("<I", 1) + text_property(0x1000, "Words from Outlook")),
    attribute(2, 0x00069002, b"\1\0"),
    attribute(2, 0x00018010, b"LONGNA~1.PDF\0"),
    attribute(2, 0x0006800F, b"%PDF"),
    attribute(2, 0x00069005, struct.pack("<I", 1) + text_property(0x3707, "Long name – Rechnung.pdf")),
)


def test_packed_words_and_files_take_the_place_of_winmail() -> None:
    message = understood(body("application/ms-tnef; name=winmail.dat", WINMAIL))
    assert (message.text, message.notices) == ("Words from Outlook", ("tnef",))
    assert [(file.filename, file.content) for file in message.attachments] == [("Long name – Rechnung.pdf", b"%PDF")]


def test_file_that_only_claims_to_be_winmail_is_kept() -> None:
    message = understood(body("application/ms-tnef; name=winmail.dat", b"not at all"))
    assert (message.notices, [file.filename for file in message.attachments]) == ((), ["winmail.dat"])


@pytest.mark.parametrize("length", range(6, len(WINMAIL), 7))
def test_cut_stream_gives_what_came_before_the_cut(length: int) -> None:
    found = read_tnef(WINMAIL[:length])
    assert found is None or len(found.files) <= 1


def test_counts_that_lie_are_no_reason_to_hang() -> None:
    lying = packed(attribute(1, 0x00069003, struct.pack("<I", 0xFFFFFFFF) + struct.pack("<HHII", 0x1102, 1, 0xFFFFFFFF, 0) * 50))
    found = read_tnef(lying)
    assert found is not None
    assert (found.text, found.files) == ("", [])


def test_uncompressed_rtf_is_passed_through_and_rubbish_is_nothing() -> None:
    assert decompress(struct.pack("<IIII", 20, 4, 0x414C454D, 0) + b"{abc") == b"{abc"
    assert decompress(b"short") == b""
    assert decompress(b"\0" * 40) == b""


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb"{\rtf1\ansi\ansicpg1252 Gr\'f6\'dfe\par 5 \u8364?}", ("Größe\n5 €", "")),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}one\tab two}", ("one\ttwo", "")),
        (
            rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}{\htmlrtf hidden\htmlrtf0}Hi {\*\htmltag84 <b>}you{\*\htmltag92 </b>}}",
            ("", "<p>Hi <b>you</b>"),
        ),
        (rb"{\rtf1\ansi\ansicpg1251 \'c7\'e0\'ea\'e0\'e7}", ("Заказ", "")),
        (b"{" * 5_000, ("", "")),
    ],
)
def test_words_or_html_inside_rtf(rtf: bytes, expected: tuple[str, str]) -> None:
    assert read_rtf(rtf) == expected


def test_winmail_html_is_cleaned_like_any_other() -> None:
    evil = text_property(0x1013, "<p onclick=x>Hi</p><script>1</script>")
    message = understood(body("application/ms-tnef", packed(attribute(1, 0x00069003, struct.pack("<I", 1) + evil))))
    assert (message.html, message.text) == ("<p>Hi</p>", "Hi")
