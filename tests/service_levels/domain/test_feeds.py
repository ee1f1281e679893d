"""iCalendars as they come: whole days, times, zones, repeats and exceptions, damage and malice."""

import time
from datetime import date

import pytest

from goodwill.service_levels.domain import feeds
from goodwill.service_levels.domain.feeds import Found, parse
from goodwill.service_levels.errors import FeedUnreadable

FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Fern and Fable//EN\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def days(*events: str, zone: str = "Europe/Berlin") -> list[str]:
    return [str(day) for day in parse(ics(*events), zone, FIRST, LAST).days]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", []),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20261224\nDURATION:P2D", ["2026-12-24", "2026-12-25"]),
        ("DTSTART;VALUE=DATE:20251230\nDTEND;VALUE=DATE:20260103", ["2026-01-01", "2026-01-02"]),
        ("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20280229", ["2028-02-29"]),
        # With times: the days that are filled by the calendar's own clock.
        ("DTSTART:20261224T120000\nDTEND:20261226T120000", ["2026-12-25"]),
        ("DTSTART;TZID=Europe/Berlin:20261225T000000\nDTEND;TZID=Europe/Berlin:20261226T000000", ["2026-12-25"]),
        ("DTSTART:20261224T230000Z\nDTEND:20261226T230000Z", ["2026-12-25", "2026-12-26"]),
        ("DTSTART:20261225T000000Z\nDTEND:20261226T000000Z", []),
        ("DTSTART;TZID=Europe/Berlin:20260329T000000\nDTEND;TZID=Europe/Berlin:20260330T000000", ["2026-03-29"]),  # 23 hours
        ("DTSTART;TZID=Europe/Berlin:20261025T000000\nDTEND;TZID=Europe/Berlin:20261026T000000", ["2026-10-25"]),  # 25 hours
        ("DTSTART:20261225T100000\nDTEND:20261225T110000", []),
    ],
)
def test_days_that_an_event_fills(event, expected):
    assert days(event) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20200604\nRRULE:FREQ=YEARLY", ["2026-06-04", "2027-06-04", "2028-06-04", "2029-06-04"]),
        ("DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY", ["2028-02-29"]),
        ("DTSTART;VALUE=DATE:20260604\nRRULE:FREQ=YEARLY;COUNT=2", ["2026-06-04", "2027-06-04"]),
        ("DTSTART;VALUE=DATE:20260604\nRRULE:FREQ=YEARLY;INTERVAL=2", ["2026-06-04", "2028-06-04"]),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;UNTIL=20260103", ["2026-01-01", "2026-01-02", "2026-01-03"]),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;UNTIL=20260102T235959Z", ["2026-01-01", "2026-01-02"]),
        ("DTSTART;VALUE=DATE:20201127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4FR", ["2026-11-27", "2027-11-26", "2028-11-24", "2029-11-23"]),
        ("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270501,20280501", ["2026-05-01", "2029-05-01"]),
        ("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY;COUNT=1\nRDATE;VALUE=DATE:20260505", ["2026-05-01", "2026-05-05"]),
        ("DTSTART;VALUE=DATE:20251231\nDTEND;VALUE=DATE:20260102\nRRULE:FREQ=YEARLY;COUNT=2", ["2026-01-01", "2026-12-31", "2027-01-01"]),
        (
            "DTSTART;TZID=Europe/Berlin:20260329T000000\nDTEND;TZID=Europe/Berlin:20260330T000000\nRRULE:FREQ=WEEKLY;COUNT=1",
            ["2026-03-29"],
        ),
    ],
)
def test_repeats(event, expected):
    assert days(event) == expected


def test_moved_and_called_off_occurrences_take_the_place_of_their_own():
    moved = "RECURRENCE-ID;VALUE=DATE:20270601\nDTSTART;VALUE=DATE:20270608\nSUMMARY:Outing, later"
    off = "RECURRENCE-ID;VALUE=DATE:20280601\nDTSTART;VALUE=DATE:20280601\nSTATUS:CANCELLED"
    content = ics("DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=YEARLY\nSUMMARY:Outing", moved, off)
    content = content.replace(b"UID:1", b"UID:0").replace(b"UID:2", b"UID:0")
    names = {date(2026, 6, 1): "Outing", date(2027, 6, 8): "Outing, later", date(2029, 6, 1): "Outing"}
    assert parse(content, "UTC", FIRST, LAST).days == names


def test_same_event_lies_on_other_days_of_another_zone():
    event = "DTSTART:20261225T110000Z\nDTEND:20261226T110000Z"
    found = {zone: days(event, zone=zone) for zone in ("Pacific/Auckland", "Pacific/Kwajalein", "UTC", "Etc/GMT+11")}
    assert found == {"Pacific/Auckland": ["2026-12-26"], "Pacific/Kwajalein": [], "UTC": [], "Etc/GMT+11": ["2026-12-25"]}


def test_events_of_one_day_are_named_together_and_once():
    twice, once = "DTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas  Day", "DTSTART;VALUE=DATE:20261225\nSUMMARY:Outing"
    found = parse(ics(twice, twice, once), "UTC", FIRST, LAST)
    assert found == Found({date(2026, 12, 25): "Christmas Day, Outing"}, 0)
    nameless = parse(ics("DTSTART;VALUE=DATE:20261225"), "UTC", FIRST, LAST)
    assert nameless.days == {date(2026, 12, 25): "without a name"}


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:No start",
        "DTSTART:nonsense",
        "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SECONDLY",
        "DTSTART;VALUE=DATE:20261225\nRRULE:COUNT=3",
        "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261201",
        "DTSTART;VALUE=DATE:20000101\nDTEND;VALUE=DATE:29991231",
        "DTSTART:20261225T100000\nDTEND:20261225T110000",
    ],
)
def test_events_that_are_no_free_day_are_left_out_and_the_others_taken(event):
    found = parse(ics(event, "DTSTART;VALUE=DATE:20261226\nSUMMARY:Boxing Day"), "Europe/Berlin", FIRST, LAST)
    assert found == Found({date(2026, 12, 26): "Boxing Day"}, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Sign in</html>",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR" + b" " * feeds.MAX_BYTES,
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(FeedUnreadable):
        parse(content, "UTC", FIRST, LAST)


def test_feed_made_to_keep_us_busy_ends_soon(monkeypatch):
    monkeypatch.setattr(feeds, "SECONDS", 0.3)
    begun = time.monotonic()
    with pytest.raises(FeedUnreadable, match="too long"):
        parse(ics(*["DTSTART;VALUE=DATE:17000101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"] * 50), "UTC", FIRST, LAST)
    assert time.monotonic() - begun < 30


def test_too_many_events_are_refused(monkeypatch):
    monkeypatch.setattr(feeds, "MAX_EVENTS", 2)
    with pytest.raises(FeedUnreadable, match="more than 2"):
        parse(ics(*["DTSTART;VALUE=DATE:20261225"] * 3), "UTC", FIRST, LAST)
