"""Photos are told by their own bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.web.helpcenter.uploads import kind_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1rest", "jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "png"),
        (b"GIF89arest", "gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypavif", "avif"),
        (b"RIFF\x10\x00\x00\x00WAVE", ""),
        (b"\x00\x00\x00\x18ftypmp42", ""),
        (b"", ""),
    ],
)
def test_kind_is_told_by_the_first_bytes(head, kind):
    assert kind_of(head) == kind


@given(text=st.text(max_size=60), head=st.sampled_from([b"<", b"<!doctype html>", b"\xef\xbb\xbf<", b" <svg", b"%PDF-", b"PK\x03\x04"]))
def test_what_a_browser_or_a_program_would_open_is_no_photo(text, head):
    assert kind_of(head + text.encode()) == ""
