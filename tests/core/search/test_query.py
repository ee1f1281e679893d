"""What a person types is understood, or answered with a sentence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core.search import Condition, Field, Operator, Term
from goodwill.core.search.query import MOST_TERMS, parse

NOW = datetime(2024, 5, 15, 23, 30, tzinfo=UTC)  # a Wednesday
OPERATORS = (Operator("from"), Operator("tag"), Operator("is", ("open", "closed")))


def parsed(text: str, **options):
    return parse(text, OPERATORS, now=NOW, **options)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("refund pot", (Term(("refund",)), Term(("pot",)))),
        ('"two pots" -fern', (Term(("two", "pots")), Term(("fern",), is_negated=True))),
        ("„zwei Töpfe“", (Term(("zwei", "topfe")),)),
        ('-"not this"', (Term(("not", "this"), is_negated=True),)),
        ('"never closed', (Term(("never", "closed")),)),
        ("subject:Broken", (Term(("broken",), field=Field.TITLE),)),
        ('subject:"pot broken"', (Term(("pot", "broken"), field=Field.TITLE),)),
        ("potte*", (Term(("potte",), is_prefix=True),)),
        ("FF-2024-00123", (Term(("ff", "2024", "00123")),)),
        ("https://x.example", (Term(("https", "x", "example")),)),
        ("12:30", (Term(("12", "30")),)),
        ("sizes:small", (Term(("sizes", "small")),)),
        ("返", (Term(("返",), is_prefix=True),)),
        ("- \" ' * :", ()),
        ("", ()),
    ],
)
def test_terms_are_read(text, terms):
    result = parsed(text)
    assert (result.terms, result.conditions, result.problems) == (terms, (), ())


@pytest.mark.parametrize(
    ("text", "is_prefix"),
    [("refu", [True]), ("refund po", [False, True]), ("refund ", [False]), ('"refund"', [False]), ("refund.", [False]), ("-refu", [True])],
)
def test_only_the_last_word_while_typing_is_a_beginning(text, is_prefix):
    assert [term.is_prefix for term in parsed(text, is_typing=True).terms] == is_prefix


def test_conditions_are_read_with_their_values():
    result = parsed('from:ada@x.example -tag:"big gift" IS:Open pot')
    assert result.conditions == (Condition("from", "ada@x.example"), Condition("tag", "big gift", is_negated=True), Condition("is", "open"))
    assert (result.values("from"), result.values("tag"), result.values("tag", negated=True)) == (["ada@x.example"], [], ["big gift"])
    assert (result.plain, result.problems, result.is_empty) == ("pot", (), False)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("on:2024-05-01", day(2024, 5, 1), day(2024, 5, 2)),
        ("before:2024-05-01", None, day(2024, 5, 1)),
        ("after:2024-05-01", day(2024, 5, 2), None),
        ("after:3d", day(2024, 5, 12), None),
        ("before:1w", None, day(2024, 5, 8)),
        ("on:2024-02", day(2024, 2, 1), day(2024, 3, 1)),
        ("after:2023", day(2024, 1, 1), None),
        ("on:last-week", day(2024, 5, 6), day(2024, 5, 13)),
        ("on:this-week", day(2024, 5, 13), day(2024, 5, 20)),
        ("on:last-month", day(2024, 4, 1), day(2024, 5, 1)),
        ("on:this-month", day(2024, 5, 1), day(2024, 6, 1)),
        ("on:last-year", day(2023, 1, 1), day(2024, 1, 1)),
        ("on:this-year", day(2024, 1, 1), day(2025, 1, 1)),
        ("on:yesterday", day(2024, 5, 14), day(2024, 5, 15)),
        ("on:today", day(2024, 5, 15), day(2024, 5, 16)),
        ("after:2024-01-01 before:2024-02-01 after:2024-01-10", day(2024, 1, 11), day(2024, 2, 1)),
    ],
)
def test_dates_are_days(text, since, until):
    result = parsed(text)
    assert (result.since, result.until, result.problems, result.terms) == (since, until, (), ())


def test_dates_are_days_of_the_persons_zone():
    zone = ZoneInfo("Europe/Berlin")
    result = parsed("on:today", zone=zone)
    assert result.since == datetime(2024, 5, 16, tzinfo=zone)
    assert result.until == datetime(2024, 5, 17, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("is:happy", "“is:” does not know “happy”. It takes: open, closed."),
        ("tag: x", "“tag:” needs a word after it."),
        (
            "before:2024-13-01",
            "“before:2024-13-01” is not a date. Write 2024-05-01, 2024-05, 3d (three days ago), yesterday or last-week.",
        ),
        ("on:99999d", "“on:99999d” is not a date. Write 2024-05-01, 2024-05, 3d (three days ago), yesterday or last-week."),
        ("-on:today", "“-on:” is not understood; use before: or after: the other way round."),
        ("form:ada", "“form:” is searched as a word. Did you mean “from:”?"),
        ("after:2024-05-02 before:2024-05-01", "No day is after the one date and before the other."),
    ],
)
def test_what_is_not_understood_is_said(text, problem):
    assert parsed(text).problems == (problem,)


def test_half_typed_operator_is_no_problem():
    assert parsed("pot tag:", is_typing=True).problems == ()


def test_long_query_is_cut_and_says_so():
    result = parsed("word " * 200)
    assert len(result.terms) == MOST_TERMS
    assert result.problems == ("Only the first 500 characters are searched.", "Only the first 16 words are searched.")


@given(st.text() | st.text(alphabet="-:\"'“” ab*istag2.", max_size=40), st.booleans())
def test_anything_can_be_typed(text, is_typing):
    result = parsed(text, is_typing=is_typing)
    assert all(term.tokens for term in result.terms)
    assert all(value is None or value.utcoffset() == timedelta(0) for value in (result.since, result.until))
