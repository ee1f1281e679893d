"""Weeks as they are typed: over midnight, touching, overlapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.service_levels.domain.calendars import Hours
from goodwill.service_levels.domain.reading_hours import as_week
from goodwill.service_levels.domain.weeks import minutes, put_in_order
from goodwill.service_levels.errors import UnusableCalendar

NOTHING = [[]] * 6


@pytest.mark.parametrize(
    ("monday", "expected"),
    [
        ([], [[], []]),
        ([(540, 1020)], [[[540, 1020]], []]),
        ([(780, 1080), (540, 720)], [[[540, 720], [780, 1080]], []]),
        ([(540, 720), (720, 1080)], [[[540, 1080]], []]),
        ([(1320, 120)], [[[1320, 1440]], [[0, 120]]]),
        ([(1320, 0)], [[[1320, 1440]], []]),
        ([(0, 0)], [[[0, 1440]], []]),
        ([(540, 1440)], [[[540, 1440]], []]),
    ],
)
def test_typed_monday_becomes(monday, expected):
    assert put_in_order([monday, *NOTHING]) == [*expected, *[[]] * 5]


def test_sunday_night_goes_on_monday():
    assert put_in_order([[(120, 180)], *[[]] * 5, [(1380, 120)]]) == [[[0, 180]], *[[]] * 5, [[1380, 1440]]]


@pytest.mark.parametrize(
    "week",
    [[[(540, 720), (700, 800)]], [[(540, 540), (600, 700)]], [[(1320, 120)], [(60, 300)]], [[(1440, 60)]], [[(-1, 60)]], [[(60, 1441)]]],
)
def test_what_makes_no_sense_is_refused(week):
    with pytest.raises(UnusableCalendar):
        put_in_order(week + [[]] * (7 - len(week)))


TIMES = st.tuples(st.integers(0, 1439), st.integers(0, 1440))


@given(st.lists(st.lists(TIMES, max_size=2), min_size=7, max_size=7))
def test_week_that_is_taken_is_as_long_as_what_was_typed_and_makes_hours(typed):
    try:
        week = put_in_order(typed)
    except UnusableCalendar:
        return
    assert minutes(week) == sum((end - start) if end > start else 1440 - start + end for day in typed for start, end in day)
    Hours("UTC", as_week(week))
