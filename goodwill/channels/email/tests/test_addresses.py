"""Spellings of addresses: what counts as equal, and what may go over the wire."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.channels.email.addresses import BadAddress, needs_utf8, normalise, one_line, to_wire, with_token, without_token


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada@example.org. ", "ada@example.org"),
        ("Ada Lovelace <Ada@example.org>", "ada@example.org"),
        ("mailto:ada@example.org", "ada@example.org"),
        ("zoe@EXÄMPLE.org", "zoe@xn--exmple-cua.org"),
        ("zoe@xn--exmple-cua.org", "zoe@xn--exmple-cua.org"),
        ("zoe\u0308@example.org", "zo\u00eb@example.org"),
        ("ada+shop@example.org", "ada+shop@example.org"),
        ("not an address", "not an address"),
        ("a\r\n@example.org", "a@example.org"),
        ("", ""),
    ],
)
def test_spellings_of_one_address_become_equal(spelling: str, expected: str) -> None:
    assert normalise(spelling) == expected


@settings(deadline=None)
@given(st.text(max_size=80))
def test_normalised_address_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_wire_form_is_one_word_or_an_error(text: str) -> None:
    try:
        wire = to_wire(text)
    except BadAddress:
        return
    assert wire == one_line(wire)
    assert not set(wire) & set(" <>,;\r\n\t")


@pytest.mark.parametrize("address", ["da.me..@docomo.example", "o'neil@example.org", "x@[192.0.2.1]", "Zoë@example.org"])
def test_unusual_but_real_addresses_can_be_written(address: str) -> None:
    assert to_wire(address) == address


def test_token_goes_before_the_at_sign_and_drops_what_is_not_safe() -> None:
    assert with_token("support@fernandfable.example", "a.B-1_=\r\n>@x") == "support+a.B-1_=x@fernandfable.example"
    assert with_token("support@fernandfable.example", "") == "support@fernandfable.example"
    assert with_token("support@fernandfable.example", "x" * 100) == "support@fernandfable.example"


def test_only_the_local_part_needs_smtputf8() -> None:
    assert needs_utf8("zoë@example.org")
    assert not needs_utf8("zoe@exämple.org")


def test_token_is_taken_off_again() -> None:
    assert without_token(with_token("Support@fernandfable.example", "tok.1")) == "support@fernandfable.example"
    assert without_token("nobody") == "nobody"
