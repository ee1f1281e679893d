"""Calendars over HTTP: a week typed, free days decided, feeds given, seasons kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.core.clock import now, pretending
from goodwill.service_levels.domain import keeping_calendars
from goodwill.service_levels.domain.keeping_calendars import OFFICE
from goodwill.service_levels.models import Calendar, Feed, FreeDay, Season
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHRISTMAS = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fern and Fable//EN
BEGIN:VEVENT
UID:christmas
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Closed for Christmas
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(autouse=True)
def today():
    with pretending(AT):
        yield


@pytest.fixture
def owner(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


@pytest.fixture
def calendar(owner):
    return keeping_calendars.create("Office", "Europe/Berlin", OFFICE, by=owner)


def typed(**more):
    """The form of a week: nine to five on workdays."""
    week = {f"start-{day}": "09:00" if day < 5 else "" for day in range(7)} | {f"end-{day}": "17:00" if day < 5 else "" for day in range(7)}
    return {"name": "Office", "zone": "Europe/Berlin", **week, **more}


def test_calendar_is_made_from_what_was_typed_and_reads_back(client, owner):
    page = client.get(reverse("setup:calendars")).content.decode()
    assert "No calendar yet" in page
    data = typed(
        **{
            "start-0": ["13:00", "09:00", ""],
            "end-0": ["18:00", "12:30", ""],
            "start-4": "22:00",
            "end-4": "02:00",
            "start-6": "00:00",
            "end-6": "00:00",
        }
    )
    assert client.post(reverse("setup:calendars"), data).status_code == 302
    made = Calendar.objects.get()
    assert made.weekly == [[[540, 750], [780, 1080]], *[[[540, 1020]]] * 3, [[1320, 1440]], [[0, 120]], [[0, 1440]]]
    assert (made.zone, made.is_default) == ("Europe/Berlin", True)
    form = client.get(reverse("setup:calendar_hours", args=[made.pk])).content.decode()
    assert ('value="12:30"' in form, 'value="22:00"' in form) == (True, True)
    year = client.get(reverse("setup:calendar", args=[made.pk])).content.decode()
    assert "09:00–12:30, 13:00–18:00" in year
    assert "round the clock" in year
    assert "Office" in client.get(reverse("setup:calendars")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start-1": ["09:00", "11:00"], "end-1": ["12:00", "14:00"]}, "09:00–12:00 and 11:00–14:00 overlap."),
        ({"end-1": ""}, "Give both times"),
        ({"start-1": "nine"}, "Give both times"),
        ({"end-1": "25:00"}, "Give both times"),
        ({"start-4": "22:00", "end-4": "10:00", "start-5": "09:00", "end-5": "12:00"}, "00:00–10:00 and 09:00–12:00 overlap."),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(client, owner, wrong, said):
    answer = client.post(reverse("setup:calendars"), typed(**wrong, **({} if "name" in wrong else {"name": "Nights"})))
    page = answer.content.decode()
    assert (answer.status_code, said in page, Calendar.objects.exists()) == (422, True, False)
    assert all(
        f'value="{value}"' in page
        for values in wrong.values()
        for value in ([values] if isinstance(values, str) else values)
        if ":" in value
    )


def test_buttons_of_the_week_put_together_without_saving(client, calendar):
    path = reverse("setup:calendar_hours", args=[calendar.pk])
    more = client.post(path, typed(add="5", name="Renamed")).content.decode()
    assert (more.count('name="start-5"'), more.count('name="start-4"'), 'value="Renamed"' in more) == (2, 1, True)
    copied = client.post(path, typed(**{"start-0": "07:15", "copy": "0:workdays"})).content.decode()
    assert (copied.count('value="07:15"'), copied.count('value="09:00"')) == (5, 0)
    everywhere = client.post(path, typed(**{"start-0": "07:15", "copy": "0:all"})).content.decode()
    assert everywhere.count('value="07:15"') == 7
    calendar.refresh_from_db()
    assert (calendar.name, calendar.weekly) == ("Office", OFFICE)


def test_change_of_a_calendar_that_somebody_else_changed_meanwhile_is_shown_first(client, calendar):
    path = reverse("setup:calendar_hours", args=[calendar.pk])
    stale = calendar.version
    keeping_calendars.change(calendar, {"zone": "Europe/Paris"}, by=an_agent(Role.ADMINISTRATOR))
    answer = client.post(path, typed(version=stale, name="Mine"))
    assert (answer.status_code, "Somebody changed this calendar meanwhile" in answer.content.decode()) == (422, True)
    calendar.refresh_from_db()
    assert f'value="{calendar.version}"' in answer.content.decode()
    assert client.post(path, typed(version=calendar.version, name="Mine")).status_code == 302
    assert Calendar.objects.get().name == "Mine"


def test_holidays_of_a_country_count_once_they_are_taken(client, calendar):
    days = reverse("setup:calendar_days", args=[calendar.pk])
    client.post(reverse("setup:calendar_country", args=[calendar.pk]), {"country": "DE"})
    client.post(reverse("setup:calendar_country", args=[calendar.pk]), {"country": "DE", "subdivision": "BY"})
    epiphany, christmas = date(2027, 1, 6), date(2026, 12, 25)
    calendar.refresh_from_db()
    assert calendar.hours().on(christmas) == ((540, 1020),)
    page = client.get(days).content.decode()
    assert ("Public holidays: Germany, Bayern" in page, "Epiphany" in page, "wait for your decision" in page) == (True, True, True)
    shown = {row.pk: row.day for row in calendar.free_days.filter(day__gte=AT.date())}
    client.post(days, {"shown": list(shown), "free": [pk for pk, day in shown.items() if day != epiphany]})
    calendar.refresh_from_db()
    assert (calendar.hours().on(christmas), calendar.hours().on(epiphany)) == ((), ((540, 1020),))
    assert "wait for your decision" not in client.get(days).content.decode()
    year = client.get(reverse("setup:calendar", args=[calendar.pk]) + "?year=2026").content.decode()
    assert "closed, Christmas Day" in year


def test_country_that_is_not_known_is_refused(client, calendar):
    answer = client.post(reverse("setup:calendar_country", args=[calendar.pk]), {"country": "QQ"})
    assert answer.status_code == 422
    assert not FreeDay.objects.exists()


@pytest.mark.parametrize("given", [{"text": CHRISTMAS.decode()}, {"file": SimpleUploadedFile("days.ics", CHRISTMAS)}])
def test_feed_is_read_shown_taken_and_removed(client, calendar, given):
    if "file" in given:
        given["file"].seek(0)
    answer = client.post(reverse("setup:calendar_feeds", args=[calendar.pk]), {"name": "Company", **given})
    feed = Feed.objects.get()
    assert answer.url == reverse("setup:calendar_days", args=[calendar.pk]) + f"#feed-{feed.pk}"
    page = client.get(reverse("setup:calendar_days", args=[calendar.pk])).content.decode()
    assert page.count("Closed for Christmas") == 3
    numbers = list(feed.free_days.values_list("pk", flat=True))
    client.post(reverse("setup:calendar_days", args=[calendar.pk]), {"shown": numbers, "free": numbers})
    calendar.refresh_from_db()
    assert calendar.hours().on(date(2026, 12, 24)) == ()
    assert "3 free days go with it" in client.get(reverse("setup:calendar_feed", args=[feed.pk])).content.decode()
    client.post(reverse("setup:calendar_feed", args=[feed.pk]), {"text": CHRISTMAS.decode().replace("20261227", "20261225")})
    assert client.get(reverse("setup:calendar_days", args=[calendar.pk])).content.decode().count("no longer in its source") == 2
    client.post(reverse("setup:calendar_feed", args=[feed.pk]), {"_method": "DELETE"})
    calendar.refresh_from_db()
    assert (calendar.hours().on(date(2026, 12, 24)), Feed.objects.exists()) == (((540, 1020),), False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "Hello"}, "This is not an iCalendar"),
        ({}, "Give an address, a file, or the text"),
        ({"text": CHRISTMAS.decode(), "url": "https://example.com/a.ics"}, "Give an address, a file, or the text"),
        ({"url": "ftp://example.com/a.ics"}, "This is not a web address"),
        ({"url": "http://127.0.0.1/a.ics"}, "private address"),
    ],
)
def test_feed_that_can_not_be_read_is_not_kept(client, calendar, given, said):
    answer = client.post(reverse("setup:calendar_feeds", args=[calendar.pk]), {"name": "Company", **given})
    assert (answer.status_code, said in answer.content.decode(), Feed.objects.exists()) == (422, True, False)


def test_season_is_kept_changed_and_removed(client, calendar):
    path = reverse("setup:seasons", args=[calendar.pk])
    assert "No seasons" in client.get(path).content.decode()
    closed = {f"{side}-{day}": "" for side in ("start", "end") for day in range(7)}
    answer = client.post(path, {"name": "Sale week", "starts_on": "2026-11-30", "ends_on": "2026-11-29", **closed})
    assert (answer.status_code, "The last day is not before the first." in answer.content.decode()) == (422, True)
    client.post(
        path, {**typed(), "name": "Sale week", "starts_on": "2026-11-23", "ends_on": "2026-11-29", "start-6": "10:00", "end-6": "16:00"}
    )
    season = Season.objects.get()
    calendar.refresh_from_db()
    assert calendar.hours().on(date(2026, 11, 29)) == ((600, 960),)
    page = client.get(path).content.decode()
    assert ("Sale week" in page, "Sunday: 10:00–16:00" in page) == (True, True)
    assert 'value="10:00"' in client.get(reverse("setup:season", args=[season.pk])).content.decode()
    client.post(reverse("setup:season", args=[season.pk]), {"name": "Sale", "starts_on": "2026-11-23", "ends_on": "2026-11-29", **closed})
    calendar.refresh_from_db()
    assert calendar.hours().on(date(2026, 11, 24)) == ()
    client.post(reverse("setup:season", args=[season.pk]), {"_method": "DELETE"})
    calendar.refresh_from_db()
    assert calendar.hours().on(date(2026, 11, 24)) == ((540, 1020),)


def test_each_change_says_what_it_would_alter_and_alters_nothing(client, calendar):
    hours, days, seasons = (reverse(f"setup:{name}", args=[calendar.pk]) for name in ("calendar_hours", "calendar_days", "seasons"))
    client.post(reverse("setup:calendar_feeds", args=[calendar.pk]), {"name": "Company", "text": CHRISTMAS.decode()})
    numbers = list(FreeDay.objects.values_list("pk", flat=True))
    before, told = calendar.version, Activity.objects.count()
    pages = [
        client.post(hours, typed(version=calendar.version, act="preview", **{"start-0": "06:15"})),
        client.post(days, {"act": "preview", "shown": numbers, "free": numbers[:2]}),
        client.post(seasons, typed(name="Sale", starts_on="2026-11-23", ends_on="2026-11-29", act="preview")),
    ]
    texts = [page.content.decode() for page in pages]
    assert [(page.status_code, "What saving would change" in text) for page, text in zip(pages, texts, strict=True)] == [(200, True)] * 3
    assert ('value="06:15"' in texts[0], texts[1].count(" checked"), 'value="Sale"' in texts[2]) == (True, 2, True)
    calendar.refresh_from_db()
    assert (calendar.version, calendar.weekly, Activity.objects.count()) == (before, OFFICE, told)
    assert not Season.objects.exists()
    assert set(FreeDay.objects.values_list("state", flat=True)) == {"proposed"}


def test_default_is_handed_on_and_then_the_calendar_can_go(client, calendar, owner):
    other = keeping_calendars.create("Phone", "Europe/Berlin", OFFICE, by=owner)
    client.post(reverse("setup:calendar", args=[calendar.pk]), {"_method": "DELETE"})
    assert Calendar.objects.count() == 2
    client.post(reverse("setup:calendar_preference", args=[other.pk]))
    client.post(reverse("setup:calendar", args=[calendar.pk]), {"_method": "DELETE"})
    assert list(Calendar.objects.values_list("name", "is_default")) == [("Phone", True)]
    assert Activity.objects.filter(kind="calendar.removed", agent=owner).count() == 1


def test_pages_ask_the_database_as_often_for_many_days_as_for_few(client, calendar, own_queries):
    paths = [reverse(f"setup:{name}", args=[calendar.pk]) for name in ("calendar", "calendar_days", "seasons", "calendar_hours")]
    before = [own_queries(path) for path in paths]
    FreeDay.objects.bulk_create([FreeDay(calendar=calendar, day=now().date() + timedelta(days=n), name=f"Day {n}") for n in range(40)])
    for n in range(5):
        Season.objects.create(
            calendar=calendar, name=f"Season {n}", starts_on=date(2026, 12, 1 + n), ends_on=date(2026, 12, 9), weekly=OFFICE
        )
    assert [own_queries(path) for path in paths] == before


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.READ_ONLY])
def test_others_may_not(client, calendar, role):
    client.force_login(an_agent(role))
    assert client.get(reverse("setup:calendars")).status_code == 403
    assert client.post(reverse("setup:calendar_hours", args=[calendar.pk]), typed()).status_code == 403
