"""Groups are found by what customers and agents copy out of a mail: order numbers, addresses, phones, parcels."""

import pytest

from goodwill.core.search import identifiers
from goodwill.core.search.identifiers import Kind, Match, extract, find, forms, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def _some():
    put(1, [(Kind.ORDER, "FF-2024-00123"), (Kind.EMAIL, "Ada@Shop.example")], ("t1",))
    put(2, [(Kind.ORDER, "#1001"), (Kind.PHONE, "+49 171 2345678")], ("t2", "a1"))
    put(3, [(Kind.ORDER, "#1001"), (Kind.ORDER, "#10012"), (Kind.TRACKING, "1Z999AA10123456784")], ())


def groups(text: str, scope: frozenset[str] | None = None, **options) -> list[int]:
    return [match.group for match in find(text, scope, **options)]


@pytest.mark.usefixtures("_some")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("FF-2024-00123", [1]),
        ("ff 2024 00123", [1]),
        ("FF202400123", [1]),
        ("ff-2024", [1]),
        ("ada@shop.example", [1]),
        ("ADA@sh", [1]),
        ("1001", [3, 2]),
        ("#1001", [3, 2]),
        ("100", [3, 2]),
        ("10012", [3]),
        ("+49 171 2345678", [2]),
        ("0049171-2345678", [2]),
        ("0171 2345678", [2]),
        ("0171/234", [2]),
        ("1z999aa1 0123 4567 84", [3]),
        ("99", []),
        ("shop", []),
        ("10%", []),
        ("", []),
        ("\x00'; --", []),
    ],
)
def test_identifier_is_found_however_it_is_written(typed, expected):
    assert groups(typed) == expected


@pytest.mark.usefixtures("_some")
def test_exact_comes_first_and_says_so():
    assert find("1001", None) == [Match(3, "order", "1001", True), Match(2, "order", "1001", True)]
    assert find("10012", None) == [Match(3, "order", "10012", True)]
    assert find("ff2024", None) == [Match(1, "order", "ff202400123", False)]


@pytest.mark.usefixtures("_some")
def test_only_groups_in_scope_are_found():
    assert groups("1001", frozenset({"t2"})) == [2]
    assert groups("1001", frozenset({"a1", "t9"})) == [2]
    assert groups("1001", frozenset({"t1"})) == []
    assert groups("1001", frozenset()) == []


def test_limit_and_repeats():
    for group in range(1, 8):
        put(group, [(Kind.ORDER, "5005"), (Kind.ORDER, "#5005")], ())
        put(group, [(Kind.ORDER, "5005")], ())
    assert groups("5005", limit=3) == [7, 6, 5]
    identifiers.remove(7)
    assert groups("5005", limit=3) == [6, 5, 4]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+1 (212) 555-0100", ["12125550100", "2125550100"]),
        ("+44 20 7946 0000", ["442079460000", "2079460000"]),
        ("+353 1 555 0100", ["35315550100", "15550100"]),
        ("+39 06 5550100", ["39065550100", "65550100"]),
        ("0171 2345678", ["1712345678"]),
        ("12", []),
    ],
)
def test_phone_is_kept_with_and_without_country_code(value, expected):
    assert forms(Kind.PHONE, value) == expected


def test_identifiers_are_taken_from_a_text():
    text = (
        "My order #1001 (FF-2024-00123), parcel RR123456789DE or 00340434161094042557, call +49 (171) 234 56 78 or mail ada@shop.example."
    )
    assert set(extract(text)) == {
        (Kind.ORDER, "1001"),
        (Kind.ORDER, "FF-2024-00123"),
        (Kind.TRACKING, "RR123456789DE"),
        (Kind.TRACKING, "00340434161094042557"),
        (Kind.PHONE, "+49 (171) 234 56 78"),
        (Kind.EMAIL, "ada@shop.example"),
    }


def test_nothing_is_taken_from_plain_words_and_little_from_very_much():
    assert extract("The pot is broken in 2 pieces, see you at 12:30 on 2024-05-01.") == []
    assert len(extract(" ".join(f"#{number}" for number in range(1000, 5000)))) == 20
