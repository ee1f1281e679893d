"""The calculator on the cases that calendars are known for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from goodwill.service_levels.domain.calendars import ALWAYS, Hours, NeverOpen, Reason, Segment, after, between, is_open, segments

WORKDAY = ((540, 720), (780, 1080))  # 9 to 12 and 13 to 18
OFFICE = Hours("Europe/Berlin", (WORKDAY,) * 5 + ((), ()))
HOUR = timedelta(hours=1)


def daily(zone: str, *intervals: tuple[int, int], days=()) -> Hours:
    return Hours(zone, (intervals,) * 7, days)


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hm(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.mark.parametrize(
    ("start", "counted", "due"),
    [
        ("2026-11-20 17:00", "0:30", "2026-11-20 17:30"),
        ("2026-11-20 17:00", "1:00", "2026-11-20 18:00"),  # closing time itself, not the next opening
        ("2026-11-20 17:00", "1:01", "2026-11-23 09:01"),  # over the week-end
        ("2026-11-20 11:30", "1:00", "2026-11-20 13:30"),  # over the break
        ("2026-11-21 12:00", "8:00", "2026-11-23 18:00"),  # asked on a Saturday
        ("2026-11-20 23:59", "24:00", "2026-11-25 18:00"),
    ],
)
def test_due_in_office_hours(start, counted, due):
    begin = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    wanted = timedelta(minutes=hm(counted))
    assert after(OFFICE, begin, wanted) == datetime.fromisoformat(due).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert after(OFFICE, begin, wanted).tzinfo is UTC


def test_nothing_wanted_is_due_at_once_even_when_closed():
    sunday = datetime(2026, 11, 22, 3, 0, 0, 5, tzinfo=UTC)
    assert after(OFFICE, sunday, timedelta(0)) == sunday
    assert after(OFFICE, sunday, -HOUR) == sunday


def test_seconds_and_less_are_kept():
    begin = datetime(2026, 11, 20, 16, 59, 59, 250_001, tzinfo=UTC)
    assert after(OFFICE, begin, timedelta(seconds=1)) == datetime(2026, 11, 23, 8, 0, 0, 250_001, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "intervals", "hours"),
    [
        ("Europe/Berlin", (2026, 3, 29), [("0:00", "24:00")], 23),
        ("Europe/Berlin", (2026, 3, 29), [("2:30", "4:00")], 1),  # opens at a time that does not exist
        ("Europe/Berlin", (2026, 3, 29), [("2:00", "3:00")], 0),  # an hour that does not exist
        ("Europe/Berlin", (2026, 10, 25), [("0:00", "24:00")], 25),
        ("Europe/Berlin", (2026, 10, 25), [("2:00", "3:00")], 2),  # an hour that happens twice
        ("Europe/Berlin", (2026, 10, 25), [("2:30", "4:00")], 2),
        ("Australia/Lord_Howe", (2026, 10, 4), [("0:00", "24:00")], 23.5),  # half an hour
        ("America/St_Johns", (2006, 10, 29), [("0:00", "24:00")], 24 + 1 / 60),  # back at 00:01, over midnight
        ("America/St_Johns", (2006, 10, 28), [("23:00", "24:00")], 1 + 59 / 60),
        ("America/Sao_Paulo", (2018, 11, 4), [("0:00", "24:00")], 23),  # midnight does not exist
        ("Pacific/Apia", (2011, 12, 30), [("0:00", "24:00")], 0),  # the day that Samoa skipped
        ("Pacific/Apia", (2011, 12, 29), [("0:00", "24:00")], 24),
        ("Africa/Casablanca", (2026, 2, 15), [("0:00", "24:00")], 25),  # Ramadan
        ("Asia/Kathmandu", (2026, 6, 1), [("9:00", "17:30")], 8.5),  # 5:45 east
        ("Asia/Pyongyang", (2015, 8, 14), [("0:00", "24:00")], 24.5),  # the zone moved by half an hour
        ("Europe/Volgograd", (2020, 12, 27), [("0:00", "24:00")], 25),
        ("America/New_York", (2028, 2, 29), [("9:00", "17:00")], 8),  # leap day
    ],
)
def test_a_day_counts_as_the_clock_on_the_wall_goes(zone, day, intervals, hours):
    opened = Hours(zone, ((),) * 7, ((date(*day), tuple((hm(start), hm(end)) for start, end in intervals)),))
    noon = datetime(*day, 12, tzinfo=UTC)
    assert between(opened, noon - timedelta(days=3), noon + timedelta(days=3)) == hours * HOUR
    told = segments(opened, noon - timedelta(days=3), noon + timedelta(days=3))
    assert sum((segment.length for segment in told if segment.is_counted), timedelta(0)) == hours * HOUR


def test_samoa_goes_from_thursday_to_saturday():
    open_at_nine = daily("Pacific/Apia", (540, 600))
    assert after(open_at_nine, local("Pacific/Apia", 2011, 12, 29, 9, 30), HOUR) == local("Pacific/Apia", 2011, 12, 31, 9, 30)
    told = segments(daily("Pacific/Apia", (540, 600)), local("Pacific/Apia", 2011, 12, 29, 10), local("Pacific/Apia", 2011, 12, 31, 9))
    assert told == [Segment(datetime(2011, 12, 29, 20, tzinfo=UTC), datetime(2011, 12, 30, 19, tzinfo=UTC), False, Reason.NIGHT)]


def test_both_hours_of_the_night_in_which_clocks_go_back():
    night = daily("Europe/Berlin", (120, 180))
    first = local("Europe/Berlin", 2026, 10, 25, 2, 15)
    assert after(night, first, timedelta(minutes=90)) == local("Europe/Berlin", 2026, 10, 25, 2, 45, fold=1)
    assert between(night, first, local("Europe/Berlin", 2026, 10, 25, 2, 15, fold=1)) == HOUR


def test_days_that_interleave_when_clocks_go_back_over_midnight():
    saturdays_last_hour = Hours("America/St_Johns", ((),) * 5 + (((1380, 1440),), ()))
    start, end = datetime(2006, 10, 28, 12, tzinfo=UTC), datetime(2006, 10, 29, 12, tzinfo=UTC)
    assert [(s.start.strftime("%H:%M"), s.length) for s in segments(saturdays_last_hour, start, end) if s.is_counted] == [
        ("01:30", HOUR),
        ("02:31", 59 * timedelta(minutes=1)),
    ]
    assert after(saturdays_last_hour, start, HOUR + timedelta(minutes=1)) == datetime(2006, 10, 29, 2, 32, tzinfo=UTC)


def test_midnight_to_midnight_leaves_no_seam():
    assert segments(ALWAYS, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)) == [
        Segment(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), True, Reason.OPEN)
    ]
    over_midnight = daily("Europe/Berlin", (0, 120), (1320, 1440))
    told = segments(over_midnight, local("Europe/Berlin", 2026, 6, 1, 22), local("Europe/Berlin", 2026, 6, 2, 2))
    assert told == [Segment(datetime(2026, 6, 1, 20, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC), True, Reason.OPEN)]


def test_segments_say_why():
    christmas, sale = date(2026, 12, 25), date(2026, 12, 28)
    hours = Hours(
        "Europe/Berlin",
        OFFICE.weekly,
        ((christmas, ()), (sale, ((480, 1200),))),
        ((christmas, Reason.HOLIDAY, "Christmas Day"), (sale, Reason.OVERRIDE, "Sale week")),
    )
    told = segments(hours, local("Europe/Berlin", 2026, 12, 24, 11), local("Europe/Berlin", 2026, 12, 28, 21))
    assert [(s.is_counted, s.reason, s.name, s.length / HOUR) for s in told] == [
        (True, Reason.OPEN, "", 1),
        (False, Reason.BREAK, "", 1),
        (True, Reason.OPEN, "", 5),
        (False, Reason.NIGHT, "", 6),
        (False, Reason.HOLIDAY, "Christmas Day", 24),
        (False, Reason.CLOSED, "", 48),
        (False, Reason.OVERRIDE, "Sale week", 8),
        (True, Reason.OPEN, "Sale week", 12),
        (False, Reason.OVERRIDE, "Sale week", 1),
    ]


def test_a_day_that_differs_without_a_name_is_a_holiday():
    day = date(2026, 11, 24)
    told = segments(Hours("UTC", OFFICE.weekly, ((day, ()),)), datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
    assert [(s.reason, s.name) for s in told] == [(Reason.HOLIDAY, "")]


CLOSED = Hours("Europe/Berlin", ((),) * 7)


@pytest.mark.parametrize(
    "hours",
    [
        CLOSED,
        Hours("Europe/Berlin", ((),) * 7, ((date(2026, 11, 2), WORKDAY),)),  # open once, before the start
        Hours("Europe/Berlin", OFFICE.weekly, tuple((date(2026, 11, 1) + timedelta(days=n), ()) for n in range(3700))),
        daily("UTC", (0, 1)),  # a minute a day: not within a hundred years
    ],
)
def test_never_open(hours):
    with pytest.raises(NeverOpen):
        after(hours, datetime(2026, 11, 20, tzinfo=UTC), timedelta(days=300))


def test_open_once_far_away_is_found_without_a_weekly_hour():
    hours = Hours("Europe/Berlin", ((),) * 7, ((date(2030, 5, 6), WORKDAY),))
    assert after(hours, datetime(2026, 11, 20, tzinfo=UTC), 8 * HOUR) == local("Europe/Berlin", 2030, 5, 6, 18)
    with pytest.raises(NeverOpen):
        after(hours, datetime(2026, 11, 20, tzinfo=UTC), 8 * HOUR + timedelta(seconds=1))


def test_is_open_at_the_borders():
    assert [is_open(OFFICE, local("Europe/Berlin", 2026, 11, 20, *at)) for at in ((8, 59), (9, 0), (11, 59), (12, 0), (18, 0))] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_hours_are_values():
    again = Hours("Europe/Berlin", OFFICE.weekly)
    between(again, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert again == OFFICE
    assert hash(again) == hash(OFFICE)


@pytest.mark.parametrize(
    "day", [((600, 540),), ((540, 540),), ((540, 720), (700, 800)), ((1000, 1441),), ((-1, 60),), ((700, 800), (540, 600))]
)
def test_hours_that_make_no_sense_are_refused(day):
    with pytest.raises(ValueError):
        Hours("UTC", (day,) + ((),) * 6)


def test_a_week_of_six_days_is_refused():
    with pytest.raises(ValueError):
        Hours("UTC", ((),) * 6)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        after(OFFICE, datetime(2026, 1, 1), HOUR)
