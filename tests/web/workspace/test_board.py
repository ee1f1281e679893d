"""The live board: what waits where, who is on what, how the day goes; for leads, within what they may see."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.accounts.enums import Role, Visibility
from goodwill.conversations.domain import assigning, promising, viewing
from goodwill.core.clock import now, pretending
from goodwill.service_levels.models import Pace
from goodwill.workforce.domain import presence
from goodwill.workforce.enums import State
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer, label: str) -> list[list[str]]:
    """The rows of the table with this label, as their words."""
    table = re.search(rf'aria-label="{label}"><table.*?<tbody>(.*?)</tbody>', answer.content.decode(), re.S)
    return (
        [
            [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr>.*?</tr>", table[1], re.S)
        ]
        if table
        else []
    )


@pytest.fixture
def shop(as_agent):
    """Two teams, three conversations: one of Care with Mira and overdue, one of Care free and due soon, one of nobody."""
    care, orders = a_team("Care"), a_team("Orders")
    inbox = an_inbox()
    jonas, mira = an_agent(Role.LEAD, teams=(care,)), an_agent(teams=(care,))
    with pretending(now() - timedelta(hours=3)):
        first = a_mail(inbox, "One", subject="Yellow leaves").conversation
        assigning.hand_to_team(first, care, by=jonas)
        assigning.assign(first, mira, by=jonas)
    with pretending(now() - timedelta(minutes=20)):
        second = a_mail(inbox, "Two", address="b@post.example").conversation
        assigning.hand_to_team(second, care, by=jonas)
        third = a_mail(inbox, "Three", address="c@post.example").conversation
    for conversation, due in ((first, -5), (second, 30)):
        promising.show_promise(conversation, due_at=now() + timedelta(minutes=due), metric="first_response")
    return {"care": care, "orders": orders, "jonas": jonas, "mira": mira, "first": first, "second": second, "third": third}


def test_board_tells_queues_waits_and_what_is_late(as_agent, shop):
    answer = as_agent(shop["jonas"]).get("/board")
    assert rows_of(answer, "Teams") == [
        ["Care", "2", "1", "3 h", "1", "1"],
        ["Orders", "0", "–", "–", "–", "–"],
        ["No team", "1", "1", "20 min", "–", "–"],
    ]
    words = text_of(answer)
    assert "Waiting for an answer 3 2 of them with nobody" in words
    assert "Longest wait 3 h" in words
    assert "Due within the hour 1" in words
    assert "Overdue 1" in words


def test_board_tells_who_is_on_what(as_agent, shop):
    presence.set_state(shop["mira"], State.AVAILABLE, by=shop["mira"])
    presence.set_state(shop["jonas"], State.AWAY, by=shop["jonas"], reason="Watering the ferns")
    viewing.arrive(shop["first"], shop["mira"], is_typing=True)
    words = text_of(as_agent(shop["jonas"]).get("/board", headers=HTMX))
    assert "Who is on what 2 here" in words
    assert re.search(r"Mira Okafor 1 open of 10 that fit 1/10 Available since \d\d:\d\d writes in #\d+ Yellow leaves", words)
    assert re.search(r"Jonas Weber 0 open of 10 that fit 0/10 Watering the ferns since", words)


def test_answers_of_today_stand_beside_those_of_the_same_day_last_week(as_agent, shop):
    noon = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
    inbox = shop["first"].inbox
    for hour, answers in ((9, 5), (12, 2)):
        Pace.objects.create(inbox=inbox, hour=noon.replace(hour=hour, minute=0), answers=answers)
    Pace.objects.create(inbox=inbox, hour=noon.replace(hour=10, minute=0) - timedelta(days=7), answers=8)
    Pace.objects.create(inbox=inbox, hour=noon.replace(hour=15, minute=0) - timedelta(days=7), answers=50)
    client = as_agent(shop["jonas"])
    with pretending(noon):
        assert "Answered today 7 3 fewer than last Wednesday by 12:00" in text_of(client.get("/board", headers=HTMX))


def test_lead_who_sees_their_teams_alone_sees_these_on_the_board(as_agent, shop):
    shop["jonas"].visibility = Visibility.TEAMS
    shop["jonas"].save()
    an_agent(name="Teo Silva", teams=(shop["orders"],))
    answer = as_agent(shop["jonas"]).get("/board")
    assert rows_of(answer, "Teams") == [["Care", "2", "1", "3 h", "1", "1"]]
    people = re.findall(r'class="people__name cut" title="([^"]+)"', answer.content.decode())
    assert people == ["Jonas Weber", "Mira Okafor"]
    assert "Answered today" not in text_of(answer)


@pytest.mark.parametrize("path", ["/board", "/board?wall=1"])
def test_who_does_not_lead_does_not_see_the_team(as_agent, path):
    assert as_agent(an_agent()).get(path).status_code == 403
    assert as_agent(an_agent(Role.READ_ONLY)).get(path).status_code == 403


def test_wall_has_no_rail_and_renews_itself_without_it(as_agent, shop):
    presence.set_state(shop["mira"], State.AVAILABLE, by=shop["mira"])
    client = as_agent(shop["jonas"])
    page = client.get("/board?wall=1")
    assert b'class="rail"' not in page.content
    assert b'data-theme="dark"' in page.content
    fragment = client.get("/board?wall=1", headers=HTMX)
    assert b"<html" not in fragment.content
    assert "Care 2 3 h 1 1" in text_of(fragment)
    assert "Mira Okafor 1/10" in text_of(fragment)
    assert re.search(r'id="wall-head" data-live="[^"]+" data-since="\d+"', fragment.content.decode())


def test_board_of_an_empty_desk_says_what_it_is_for(as_agent):
    words = text_of(as_agent(an_agent(Role.OWNER)).get("/board"))
    assert "No team yet" in words
    assert "Waiting for an answer 0" in words


@pytest.mark.parametrize("count", [1, 30])
def test_board_asks_the_same_few_questions_however_many_agents(as_agent, shop, count):
    for number in range(count):
        agent = an_agent(name=f"Agent {number}", email=f"agent{number}@fernandfable.example", teams=(shop["care"],))
        presence.set_state(agent, State.AVAILABLE, by=agent)
        viewing.arrive(shop["second"], agent)
    client = as_agent(shop["jonas"])
    client.get("/board", headers=HTMX)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/board", headers=HTMX).content.count(b"people__one") == count + 2
    assert len(asked) == 19
