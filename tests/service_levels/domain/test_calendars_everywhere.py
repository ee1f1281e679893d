"""The calculator against the oracle, in every zone of the tz database, around the moments at which its clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from random import Random
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.service_levels.domain.calendars import Hours, Reason, after, between, is_open, segments
from tests.service_levels.oracle import Walk, changes, some_hours

ZONES = sorted(available_timezones())
REGIONS = {region: list(zones) for region, zones in groupby(ZONES, lambda zone: zone.split("/")[0])}
SPAN = 40 * 60
USUAL = (datetime(2028, 2, 29, 12, tzinfo=UTC),)


def compare(hours: Hours, walk: Walk, start: datetime, end: datetime, middle: datetime) -> None:
    """Everything that must hold for one calendar and three moments of the walk."""
    counted = between(hours, start, end)
    assert counted == walk.between(start, end)
    assert between(hours, start, middle) + between(hours, middle, end) == counted
    assert between(hours, end, start) == timedelta(0)
    if counted:
        due = after(hours, start, counted)
        assert due == walk.after(start, counted)
        assert due <= end
        assert between(hours, start, due) == counted
        half = counted / 2
        assert after(hours, start, half) == walk.after(start, half)
        assert after(hours, start, half) < due
    assert is_open(hours, start) == walk.is_open[(start - walk.begin) // timedelta(minutes=1)]
    told = segments(hours, start, end)
    assert sum((segment.length for segment in told if segment.is_counted), timedelta(0)) == counted
    assert all(segment.is_counted == (segment.reason == Reason.OPEN) for segment in told)
    assert (told[0].start, told[-1].end) == (start, end)
    assert all(one.end == next_.start and one != next_ for one, next_ in pairwise(told))


def moments(random: Random, begin: datetime) -> list[datetime]:
    return sorted(begin + timedelta(seconds=random.randrange(60, SPAN * 60 - 60)) for _ in range(3))


@pytest.mark.parametrize("region", REGIONS)
def test_every_zone_counts_as_its_wall_clock_shows(region):
    for zone in REGIONS[region]:
        random = Random(zone)
        known = changes(zone) or USUAL
        for change in random.sample(known, min(2, len(known))):
            begin = change - timedelta(minutes=random.randrange(SPAN // 4, SPAN // 2))
            hours = some_hours(zone, random, change.date())
            walk = Walk(hours, begin, SPAN)
            for _ in range(3):
                start, middle, end = moments(random, walk.begin)
                compare(hours, walk, start, end, middle)


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from(ZONES), seed=st.integers(0, 2**32), days=st.integers(0, 33 * 365))
def test_any_zone_on_any_day(zone, seed, days):
    random = Random(seed)
    begin = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=random.randrange(86_400))
    hours = some_hours(zone, random, begin.date())
    walk = Walk(hours, begin, SPAN)
    start, middle, end = moments(random, walk.begin)
    compare(hours, walk, start, end, middle)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), first=st.integers(0, 10**6), later=st.integers(0, 10**6), seconds=st.integers(1, 10**6))
def test_a_later_start_and_more_time_are_never_due_earlier(seed, first, later, seconds):
    random = Random(seed)
    zone = random.choice(ZONES)
    begin = random.choice(changes(zone) or USUAL) - timedelta(days=3)
    hours = some_hours(zone, random, begin.date())
    if not any(hours.weekly):
        return
    start, counted = begin + timedelta(seconds=first), timedelta(seconds=seconds)
    due = after(hours, start, counted)
    assert between(hours, start, due) == counted
    assert after(hours, start + timedelta(seconds=later), counted) >= due
    assert after(hours, start, counted + timedelta(seconds=later)) >= due
    assert is_open(hours, due - timedelta(microseconds=1))
