"""Calendars kept: what counts after each change, who hears of it, and what nobody decided never counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from goodwill.accounts.enums import Role
from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity, Notice
from goodwill.core.clock import pretending
from goodwill.core.models import Job
from goodwill.service_levels import calendar_tasks
from goodwill.service_levels.domain import depending, holidays, keeping_calendars, proposing_days, reading_feeds, trying_calendars
from goodwill.service_levels.domain.calendars import Reason
from goodwill.service_levels.domain.keeping_calendars import OFFICE
from goodwill.service_levels.domain.proposing_days import decide, propose
from goodwill.service_levels.errors import CalendarInUse, FeedUnreadable, UnusableCalendar
from goodwill.service_levels.models import Calendar, FreeDay, Policy, Season
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NINE_TO_FIVE = ((540, 1020),)
XMAS, BOXING = date(2026, 12, 25), date(2026, 12, 26)
State = FreeDay.State


@pytest.fixture(autouse=True)
def today():
    with pretending(AT):
        yield


@pytest.fixture
def owner():
    return an_agent(Role.OWNER)


@pytest.fixture
def calendar(owner):
    return keeping_calendars.create("Office", "Europe/Berlin", OFFICE, by=owner)


def take(calendar, *days, by):
    rows = calendar.free_days.all()
    decide(calendar, [row.pk for row in rows], [row.pk for row in rows if row.day in days], by=by)


def told(kind="calendar.changed"):
    return Activity.objects.filter(kind=kind).count()


def states(calendar):
    return {(row.day, row.name): row.state for row in calendar.free_days.all()}


def test_first_calendar_is_the_default_and_the_next_is_not(calendar, owner):
    other = keeping_calendars.create("Phone", "Asia/Tokyo", OFFICE, by=owner)
    assert (calendar.is_default, other.is_default) == (True, False)
    keeping_calendars.make_default(other, by=owner)
    assert list(Calendar.objects.filter(is_default=True)) == [other]


def test_each_change_that_counts_is_told_once_with_its_author(calendar, owner):
    before = told()
    keeping_calendars.change(calendar, {"name": "Shop", "zone": "Europe/Berlin", "weekly": OFFICE}, by=owner)
    assert (told(), told("calendar.renamed")) == (before, 1)
    keeping_calendars.change(calendar, {"zone": "Europe/London"}, by=owner)
    activity = Activity.objects.filter(kind="calendar.changed").latest("id")
    assert (told(), activity.agent, activity.data["zone"]) == (before + 1, owner, ["Europe/Berlin", "Europe/London"])
    keeping_calendars.change(calendar, {"zone": "Europe/London"}, by=owner)
    assert told() == before + 1


def test_hours_are_kept_until_a_change_and_never_those_of_a_change_that_was_rolled_back(calendar, owner, django_assert_num_queries):
    hours = calendar.hours()
    with django_assert_num_queries(0):
        assert calendar.hours() is hours
    with transaction.atomic():
        keeping_calendars.change(calendar, {"zone": "Asia/Tokyo"}, by=owner)
        assert calendar.hours().zone == "Asia/Tokyo"
        transaction.set_rollback(True)
    calendar = Calendar.objects.get()
    assert calendar.hours() is hours
    keeping_calendars.change(calendar, {"zone": "Asia/Seoul"}, by=owner)
    assert Calendar.objects.get().hours().zone == "Asia/Seoul"


def test_season_comes_before_a_free_day_and_the_shorter_season_before_the_longer(calendar, owner):
    propose(calendar, None, {XMAS: "Christmas Day", BOXING: "Boxing Day"})
    take(calendar, XMAS, BOXING, by=owner)
    weeks = Season(name="Christmas hours", starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 31), weekly=[[[600, 720]]] * 7)
    day = Season(name="Stocktaking", starts_on=date(2026, 12, 30), ends_on=date(2026, 12, 30), weekly=[[]] * 7)
    keeping_calendars.keep_season(calendar, weeks, by=owner)
    keeping_calendars.keep_season(calendar, day, by=owner)
    hours = calendar.hours()
    assert [hours.on(date(2026, 12, number)) for number in (23, 24, 25, 30, 31)] == [
        NINE_TO_FIVE,
        ((600, 720),),
        ((600, 720),),
        (),
        ((600, 720),),
    ]
    names = {day: (reason, name) for day, reason, name in hours.names}
    assert (names[XMAS], names[date(2026, 12, 30)]) == ((Reason.OVERRIDE, "Christmas hours"), (Reason.OVERRIDE, "Stocktaking"))
    keeping_calendars.remove_season(weeks, by=owner)
    calendar.refresh_from_db()
    assert calendar.hours().on(XMAS) == ()


@pytest.mark.parametrize(("first", "last"), [(2, 1), (1, 400)])
def test_season_that_makes_no_sense_is_refused(calendar, owner, first, last):
    start = date(2026, 1, 1)
    season = Season(name="?", starts_on=start + timedelta(days=first), ends_on=start + timedelta(days=last), weekly=OFFICE)
    with pytest.raises(UnusableCalendar):
        keeping_calendars.keep_season(calendar, season, by=owner)


def test_day_waits_until_it_is_decided_and_a_refused_one_is_not_asked_again(calendar, owner):
    news = propose(calendar, None, {XMAS: "Christmas Day", BOXING: "Boxing Day"})
    assert ([row.day for row in news.added], proposing_days.undecided(calendar)) == ([XMAS, BOXING], 2)
    assert calendar.hours().on(XMAS) == NINE_TO_FIVE
    take(calendar, XMAS, by=owner)
    assert (calendar.hours().on(XMAS), proposing_days.undecided(calendar)) == ((), 0)
    assert not propose(calendar, None, {XMAS: "Christmas Day", BOXING: "Boxing Day"})
    assert states(calendar) == {(XMAS, "Christmas Day"): State.TAKEN, (BOXING, "Boxing Day"): State.REFUSED}


def test_day_that_leaves_its_source_counts_until_a_person_lets_it_go(calendar, owner):
    propose(calendar, None, {XMAS: "Christmas Day", BOXING: "Boxing Day"})
    take(calendar, XMAS, by=owner)
    version = calendar.version
    news = propose(calendar, None, {})
    assert ([row.day for row in news.gone], calendar.version) == ([XMAS], version)
    assert states(calendar) == {(XMAS, "Christmas Day"): State.LEAVING}
    assert not propose(calendar, None, {})
    assert not propose(calendar, None, {XMAS: "Christmas"})
    assert states(calendar) == {(XMAS, "Christmas"): State.TAKEN}
    propose(calendar, None, {})
    take(calendar, XMAS, by=owner)
    assert calendar.hours().on(XMAS) == ()
    take(calendar, by=owner)
    assert (calendar.hours().on(XMAS), states(calendar)) == (NINE_TO_FIVE, {})


def test_what_is_past_stays_as_it_was_decided(calendar, owner):
    easter = date(2026, 4, 6)
    propose(calendar, None, {easter: "Easter Monday"})
    take(calendar, easter, by=owner)
    assert not propose(calendar, None, {})
    assert states(calendar) == {(easter, "Easter Monday"): State.TAKEN}


def test_days_that_were_not_shown_stay_undecided(calendar, owner):
    propose(calendar, None, {XMAS: "Christmas Day"})
    shown = list(calendar.free_days.values_list("pk", flat=True))
    propose(calendar, None, {XMAS: "Christmas Day", BOXING: "Boxing Day"})
    decide(calendar, shown, shown, by=owner)
    assert states(calendar) == {(XMAS, "Christmas Day"): State.TAKEN, (BOXING, "Boxing Day"): State.PROPOSED}


def test_country_and_its_part_give_their_holidays_and_another_country_takes_them_back(calendar, owner):
    keeping_calendars.choose_country(calendar, "DE", "BY", by=owner)
    days = {row.day: row.name for row in calendar.free_days.all()}
    assert (days[date(2027, 1, 6)], max(days).year, len({day.year for day in days})) == ("Epiphany", 2029, 4)
    take(calendar, *days, by=owner)
    keeping_calendars.choose_country(calendar, "DE", "BE", by=owner)
    found = {row.day: row.state for row in calendar.free_days.all()}
    assert (found[date(2027, 1, 6)], found[date(2027, 3, 8)], found[XMAS]) == (State.LEAVING, State.PROPOSED, State.TAKEN)
    assert calendar.hours().on(date(2027, 1, 6)) == ()


@pytest.mark.parametrize(("country", "part"), [("QQ", ""), ("DE", "XX"), ("de", "")])
def test_unknown_country_or_part_is_refused_and_nothing_is_chosen(calendar, owner, country, part):
    with pytest.raises(UnusableCalendar):
        keeping_calendars.choose_country(calendar, country, part, by=owner)
    assert Calendar.objects.get().country == ""


def test_every_country_and_part_of_the_library_gives_names_that_fit():
    for country, _name in holidays.countries():
        parts = holidays.subdivisions(country)
        assert all(len(code) <= 40 for code, _part in parts)
        found = holidays.holidays_of(country, parts[0][0] if parts else "", [2026])
        assert all(day.year == 2026 and name for day, name in found.items())


FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fern and Fable//EN
BEGIN:VEVENT
UID:outing
DTSTART;VALUE=DATE:{day}
SUMMARY:Outing
END:VEVENT
END:VCALENDAR
"""


def feed_of(day):
    return FEED.format(day=f"{day:%Y%m%d}").encode()


@pytest.fixture
def feed(calendar, owner):
    made = reading_feeds.add(calendar, "Company", feed_of(XMAS), url="https://calendar.example.com/days.ics", by=owner)
    take(calendar, XMAS, by=owner)
    return made


def test_feed_that_changes_is_told_once_and_counts_nothing_until_decided(calendar, feed, owner, monkeypatch):
    an_agent(Role.AGENT)
    monkeypatch.setattr(reading_feeds, "fetch", lambda url: feed_of(BOXING))
    version = Calendar.objects.get().version
    for _time in range(2):
        calendar_tasks.read_feed.call(feed.pk)
    notice = Notice.objects.get()
    assert (notice.agent, notice.kind, notice.subject_kind, notice.subject_id) == (owner, "calendar.days_found", "calendar", calendar.pk)
    assert "(Outing)" in notice.text
    assert states(calendar) == {(XMAS, "Outing"): State.LEAVING, (BOXING, "Outing"): State.PROPOSED}
    assert (Calendar.objects.get().version, calendar.hours().on(XMAS), calendar.hours().on(BOXING)) == (version, (), ())


def test_feed_that_fails_keeps_its_days_and_is_told_once_until_it_works_again(calendar, feed, monkeypatch):
    def fail(url):
        raise FeedUnreadable("calendar.example.com answered with status 500.")

    monkeypatch.setattr(reading_feeds, "fetch", fail)
    for _time in range(3):
        calendar_tasks.read_feed.call(feed.pk)
    feed.refresh_from_db()
    assert (feed.problem, Notice.objects.count()) == ("calendar.example.com answered with status 500.", 1)
    assert calendar.hours().on(XMAS) == ()
    monkeypatch.setattr(reading_feeds, "fetch", lambda url: feed_of(XMAS))
    with pretending(AT + timedelta(hours=6)):
        calendar_tasks.read_feed.call(feed.pk)
    feed.refresh_from_db()
    assert feed.problem == ""
    monkeypatch.setattr(reading_feeds, "fetch", fail)
    calendar_tasks.read_feed.call(feed.pk)
    assert Notice.objects.count() == 2


def test_removed_feed_takes_its_days_along_and_leaves_those_that_another_source_names(calendar, feed, owner):
    propose(calendar, None, {XMAS: "Christmas Day"})
    rows = list(calendar.free_days.values_list("pk", flat=True))
    decide(calendar, rows, rows, by=owner)
    reading_feeds.remove(feed, by=owner)
    assert (calendar.hours().on(XMAS), states(calendar)) == ((), {(XMAS, "Christmas Day"): State.TAKEN})


def test_looking_around_leaves_one_job_for_each_feed_and_country_and_a_new_year_is_proposed(calendar, feed, owner):
    keeping_calendars.choose_country(calendar, "DE", by=owner)
    for _time in range(2):
        calendar_tasks.look_around.call()
    assert Job.objects.filter(task__contains="calendar_tasks").count() == 2
    calendar_tasks.look_up_holidays.call(calendar.pk)
    assert not Notice.objects.exists()
    with pretending(datetime(2027, 1, 1, 0, 30, tzinfo=UTC)):
        calendar_tasks.look_up_holidays.call(calendar.pk)
        assert {row.day.year for row in calendar.free_days.filter(day__year__gt=2029)} == {2030}
    assert Notice.objects.get().title == "Office: days wait for your decision"


def test_what_depends_is_named_and_keeps_the_calendar(calendar, owner):
    other = keeping_calendars.create("Phone", "Europe/Berlin", OFFICE, by=owner)
    Policy.objects.all().delete()
    assert not depending.dependants(other)
    Policy.objects.create(name="Calls", calendar=other)
    assert depending.dependants(other).sentence == "Policies promise by it: Calls."
    with pytest.raises(CalendarInUse, match="Calls"):
        keeping_calendars.remove(other, by=owner)
    Policy.objects.all().delete()
    keeping_calendars.remove(other, by=owner)
    assert list(Calendar.objects.all()) == [calendar]


def test_trial_of_a_change_leaves_nothing_behind(calendar, owner):
    before = Activity.objects.count(), calendar.version
    tried = Calendar.objects.get()
    found = trying_calendars.try_out(lambda: keeping_calendars.change(tried, {"zone": "Asia/Tokyo"}, by=owner))
    calendar.refresh_from_db()
    assert (found.open, calendar.zone, (Activity.objects.count(), calendar.version)) == (0, "Europe/Berlin", before)


def test_others_may_not_change_calendars(calendar):
    lead = an_agent(Role.LEAD)
    for change in (
        lambda: keeping_calendars.create("X", "UTC", OFFICE, by=lead),
        lambda: keeping_calendars.change(calendar, {"zone": "UTC"}, by=lead),
        lambda: keeping_calendars.choose_country(calendar, "DE", by=lead),
        lambda: keeping_calendars.remove(calendar, by=lead),
        lambda: decide(calendar, [], [], by=lead),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_zone_that_does_not_exist_is_refused(owner):
    with pytest.raises(UnusableCalendar):
        keeping_calendars.create("Mars", "Mars/Olympus", OFFICE, by=owner)
