"""The switch of one's own presence in the rail: what it shows, what it changes, who has it."""

import pytest

from goodwill.accounts.enums import Role
from goodwill.workforce.domain import away_reasons
from goodwill.workforce.enums import Ended
from goodwill.workforce.models import PresenceInterval, Seat
from tests.factories.accounts import an_agent
from tests.factories.desk import an_inbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def open_intervals(agent):
    return list(PresenceInterval.objects.filter(agent=agent, ended_at=None).values_list("channel", "state", "reason"))


def test_switch_begins_offline_and_says_what_one_is(as_agent):
    an_inbox()
    mira = an_agent()
    client = as_agent(mira)
    assert 'id="my-presence" data-behaviour="menu" data-state="offline"' in client.get("/preferences").content.decode()
    answer = client.post("/presence", {"state": "available"}, headers={"Referer": "http://testserver/preferences"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/preferences")
    assert open_intervals(mira) == [("email", "available", "")]
    assert 'id="my-presence" data-behaviour="menu" data-state="available"' in client.get("/preferences").content.decode()


def test_whoever_signs_out_is_offline_at_once(as_agent):
    an_inbox()
    mira = an_agent()
    client = as_agent(mira)
    client.post("/presence", {"state": "available"}, headers=HTMX)
    client.post("/account/sign-out")
    assert open_intervals(mira) == []
    assert PresenceInterval.objects.get(agent=mira).ended_because == Ended.SIGNED_OUT


def test_being_away_says_for_what(as_agent):
    an_inbox()
    mira = an_agent()
    client = as_agent(mira)
    lunch = next(reason for reason in away_reasons.offered() if reason.name == "Lunch")
    answer = client.post("/presence", {"state": "away", "reason": lunch.pk}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="presence-now"' in answer.content.decode()
    assert open_intervals(mira) == [("email", "away", "Lunch")]
    client.post("/presence", {"state": "away", "words": "  Watering   the ferns "}, headers=HTMX)
    assert open_intervals(mira) == [("email", "away", "Watering the ferns")]
    client.post("/presence", {"state": "offline"}, headers=HTMX)
    assert open_intervals(mira) == []


def test_away_without_a_reason_is_refused_in_a_sentence_and_changes_nothing(as_agent):
    an_inbox()
    mira = an_agent()
    client = as_agent(mira)
    client.post("/presence", {"state": "available"})
    answer = client.post("/presence", {"state": "away"}, headers=HTMX)
    assert answer.status_code == 409
    assert "Say why you are away." in answer.content.decode()
    assert "Say why you are away." in client.post("/presence", {"state": "away"}, follow=True).content.decode()
    assert client.post("/presence", {"state": "away", "reason": "9" * 30}).headers["Location"] == "/presence"
    assert open_intervals(mira) == [("email", "available", "")]


def test_page_that_is_open_is_heard_of(as_agent):
    an_inbox()
    mira = an_agent()
    client = as_agent(mira)
    client.post("/presence", {"state": "available"})
    Seat.objects.filter(agent=mira).update(seen_at=None)
    assert client.post("/presence/heard").status_code == 204
    assert Seat.objects.get(agent=mira).seen_at is not None
    Seat.objects.filter(agent=mira).update(seen_at=None)
    assert b"Away for another reason" in client.get("/presence", headers=HTMX).content
    assert Seat.objects.get(agent=mira).seen_at is not None


def test_who_may_not_answer_has_no_switch(as_agent):
    sam = an_agent(Role.READ_ONLY)
    client = as_agent(sam)
    assert b"my-presence" not in client.get("/preferences").content
    assert client.get("/presence").status_code == 403
    assert client.post("/presence", {"state": "available"}).status_code == 403
    assert client.post("/presence/heard").status_code == 204
    assert not PresenceInterval.objects.exists()


def test_palette_offers_what_the_switch_does(as_agent):
    an_inbox()
    offered = as_agent(an_agent()).get("/palette").content.decode()
    for press in ["presence-available", "presence-offline", *(f"presence-away-{reason.pk}" for reason in away_reasons.offered())]:
        assert f'data-press="{press}"' in offered
    assert "Live board" not in offered
    assert "Live board" in as_agent(an_agent(Role.LEAD)).get("/palette").content.decode()
