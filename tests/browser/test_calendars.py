"""An owner writes down when the shop is open, takes the holidays but one, and a feed; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FEED = "\n".join(
    ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20201207", "RRULE:FREQ=YEARLY")
    + ("SUMMARY:Outing of the whole company to the botanical gardens of the northern provinces", "END:VEVENT", "END:VCALENDAR")
)


def test_owner_writes_down_when_the_shop_is_open(person):
    ada = person("Ada").goes_to("/setup/calendars")
    ada.clicks("Make a calendar", role="link")
    page = ada.page
    page.get_by_label("Name").fill("Shop hours")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_label("Monday, closes at").fill("12:00")
    ada.clicks("Interval Monday")
    expect(page.get_by_label("Monday, opens at")).to_have_count(2)
    page.get_by_label("Monday, opens at").last.fill("13:00")
    page.get_by_label("Monday, closes at").last.fill("18:30")
    page.get_by_label("Saturday, opens at").fill("10:00")
    page.locator("summary", has_text="Copy Monday").click()
    ada.clicks("to Monday to Friday")
    expect(page.get_by_label("Friday, closes at")).to_have_count(2)
    ada.clicks("Make the calendar")
    ada.sees("Some times can't be read.")
    expect(page.get_by_label("Saturday, opens at")).to_have_value("10:00")
    ada.troubles.clear()  # The browser tells of the form that came back.
    page.get_by_label("Saturday, closes at").fill("14:00")
    ada.clicks("Make the calendar")
    ada.sees("Monday to Friday: 09:00–12:00, 13:00–18:30")
    ada.sees("Saturday: 10:00–14:00")
    ada.clicks("Free days", role="link")
    page.get_by_label("Public holidays of").select_option("DE")
    ada.clicks("Look up")
    page.get_by_label("State or region").select_option("BY")
    ada.clicks("Look up")
    epiphany = page.get_by_label(re.compile("Epiphany")).first
    epiphany.uncheck()
    ada.clicks("What would it change?")
    ada.sees("What saving would change")
    expect(epiphany).not_to_be_checked()
    ada.clicks("Save: these days are free")
    ada.is_told("Saved: promises are counted by these days from now on.")
    ada.clicks("Add a feed", role="link")
    page.get_by_label("Name").fill("Company")
    page.get_by_label("Or the calendar's text").fill(FEED)
    ada.clicks("Read it")
    ada.sees("Outing of the whole company")
    ada.clicks("Year", role="link")
    expect(page.locator(".year__month", has_text="December")).to_contain_text("Outing of the whole company")
    expect(page.locator(".year__month", has_text="December")).to_contain_text("Christmas Day")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_every_page_of_calendars_is_without_barriers_and_fits(person, desk, width, scheme):
    made = desk.installation.python("""
        from datetime import date
        from goodwill.accounts.models import Agent
        from goodwill.service_levels.domain import keeping_calendars as keeping, reading_feeds
        from goodwill.service_levels.models import Calendar, Season
        ada = Agent.objects.get(name="Ada Lindqvist")
        words = "A name that somebody made very long, so that it does not fit: northern provinces"
        calendar = Calendar.objects.filter(name=words).first() or keeping.create(words, "Europe/Berlin", keeping.OFFICE, by=ada)
        keeping.choose_country(calendar, "DE", "BY", by=ada)
        season = Season(name=words, starts_on=date(2026, 12, 24), ends_on=date(2027, 1, 2), weekly=keeping.OFFICE)
        keeping.keep_season(calendar, season, by=ada)
        content = b"BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nEND:VCALENDAR\\r\\n"
        feed = reading_feeds.add(calendar, words, content, url="https://calendar.example.com/" + "x" * 90, by=ada)
        result = {"calendar": calendar.pk, "season": season.pk, "feed": feed.pk}
    """)
    ada = person("Ada", width=width, color_scheme=scheme)
    own = ("", "/hours", "/days", "/feeds/new", "/seasons", "/seasons/new")
    paths = [f"/setup/calendars/{made['calendar']}{rest}" for rest in own]
    paths += ["/setup/calendars", "/setup/calendars/new", f"/setup/seasons/{made['season']}", f"/setup/calendar-feeds/{made['feed']}"]
    for place in paths:
        ada.goes_to(place)
        ada.finds_no_barrier(f"{place} {width} {scheme}")
        assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} is wider than {width}"


def test_week_is_put_together_without_scripts(person):
    ada = person("Ada", java_script_enabled=False).goes_to("/setup/calendars/new")
    page = ada.page
    page.get_by_label("Name").fill("Without scripts")
    page.get_by_label("Monday, opens at").fill("07:15")
    page.locator("summary", has_text="Copy Monday").click()
    ada.clicks("to every day")
    expect(page.get_by_label("Sunday, opens at")).to_have_value("07:15")
    ada.clicks("Interval Sunday")
    expect(page.get_by_label("Sunday, opens at")).to_have_count(2)
    ada.clicks("Make the calendar")
    ada.sees("Monday to Sunday: 07:15–17:00")
