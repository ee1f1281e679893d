"""My day, the load of a team, the timeline of a day, and why a conversation went to its agent."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.accounts import days
from goodwill.accounts.enums import Role, Visibility
from goodwill.conversations.domain import assigning, noting, promising, snoozing
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now, pretending
from goodwill.workforce.domain import presence, routing, settings, shifts
from goodwill.workforce.enums import ShiftKind, State
from goodwill.workforce.models import PresenceInterval, Shift
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def day(as_agent):
    """Wednesday at noon: Mira worked since nine with a break of half an hour, and was on it for a quarter longer."""
    an_inbox()
    jonas, mira = an_agent(Role.LEAD), an_agent()
    for kind, begins, ends in ((ShiftKind.WORK, 0, 8 * 60), (ShiftKind.BREAK, 60, 90)):
        shift = Shift(agent=mira, kind=kind, starts_at=NINE + timedelta(minutes=begins), ends_at=NINE + timedelta(minutes=ends))
        shifts.plan(shift, by=jonas)
    for state, reason, begins, ends in (("available", "", 0, 60), ("away", "Tea", 60, 105), ("available", "", 105, None)):
        PresenceInterval.objects.create(
            agent=mira,
            channel="email",
            state=state,
            reason=reason,
            is_work=state == "available",
            started_at=NINE + timedelta(minutes=begins),
            ended_at=None if ends is None else NINE + timedelta(minutes=ends),
        )
    with pretending(NINE + timedelta(hours=3)):
        yield {"jonas": jonas, "mira": mira}


def test_timeline_tells_stretches_and_figures_beside_the_plot(as_agent, day):
    answer = as_agent(day["jonas"]).get("/timeline")
    words = text_of(answer)
    assert "Mira Okafor Stretches 09:00–10:00 Available 10:00–10:45 Tea 10:45–12:00 Available 09:00–17:00 3:00 2:15 0:45 0 % 92 %" in words
    assert "Jonas Weber Stretches Never here on this day. – – – – – –" in words
    bars = re.findall(r'<rect class="daybar__(\w+)" x="([\d.]+)%" width="([\d.]+)%"', answer.content.decode())
    # Of eight to six o'clock: an hour is a tenth.
    assert bars == [("available", "10.00", "10.00"), ("away", "20.00", "7.50"), ("available", "27.50", "12.50")]
    assert "style=" not in answer.content.decode()


def test_timeline_of_another_day_and_team_and_of_nonsense(as_agent, day):
    client = as_agent(day["jonas"])
    assert "Never here on this day." in text_of(client.get("/timeline?day=2026-11-17"))
    assert "18 Nov · today" in text_of(client.get("/timeline?day=yesterday"))
    assert "Nobody here" in text_of(client.get(f"/timeline?team={a_team().pk}"))


def test_agent_sees_their_own_timeline_alone(as_agent, day):
    answer = as_agent(day["mira"]).get("/timeline")
    assert re.findall(r'class="dayplot__name cut" title="([^"]+)"', answer.content.decode()) == ["Mira Okafor"]
    assert "Team load" not in text_of(answer)
    assert as_agent(an_agent(Role.READ_ONLY)).get("/timeline").status_code == 403


@pytest.mark.parametrize("count", [1, 20])
def test_timeline_asks_the_same_questions_however_many_agents(as_agent, day, count):
    for number in range(count):
        agent = an_agent(name=f"Agent {number}", email=f"agent{number}@fernandfable.example")
        presence.set_state(agent, State.AVAILABLE, by=agent)
    client = as_agent(day["jonas"])
    client.get("/timeline")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/timeline").content.count(b'class="dayplot__name') == count + 2
    before = len(asked)
    with CaptureQueriesContext(connection) as frame:
        client.get("/preferences")
    assert before - len(frame) == 6


@pytest.fixture
def held():
    """Mira has one that is due, one promised later and one that wakes today; one of Care is with nobody."""
    inbox, care = an_inbox(), a_team("Care")
    jonas, mira = an_agent(Role.LEAD, teams=(care,)), an_agent(teams=(care,))
    found = {}
    for name in ("later", "late", "asleep", "free"):
        conversation = a_mail(inbox, name, address=f"{name}@post.example", subject=f"The {name} one").conversation
        assigning.hand_to_team(conversation, care, by=jonas)
        if name != "free":
            assigning.assign(conversation, mira, by=jonas)
        found[name] = Conversation.objects.get(pk=conversation.pk)
    promising.show_promise(found["later"], due_at=now() + timedelta(hours=5), metric="first_response")
    promising.show_promise(found["late"], due_at=now() - timedelta(hours=5), metric="first_response")
    return {**found, "care": care, "jonas": jonas, "mira": mira}


def test_my_day_has_what_waits_in_the_order_of_promises(as_agent, held):
    noon = now().replace(hour=12, minute=0)
    with pretending(noon):
        snoozing.snooze(Conversation.objects.get(pk=held["asleep"].pk), noon + timedelta(hours=2), by=held["mira"])
        noting.add_note(held["free"], "Ask @Mira Okafor", by=held["jonas"])
        words = text_of(as_agent(held["mira"]).get("/day"))
    assert words.index("The late one") < words.index("The later one") < words.index("Mentions The free one Jonas Weber")
    assert re.search(r"Wakes today The asleep one Greta Lind 14:00", words)
    assert "No shift is planned for you today." in words


def test_my_day_of_somebody_with_nothing_offers_something_to_take(as_agent):
    for role in (Role.AGENT, Role.READ_ONLY):
        words = text_of(as_agent(an_agent(role)).get("/day"))
        assert "Nothing waits for you" in words
        assert "Take something that nobody has" in words


def test_my_day_has_what_other_rooms_bring(as_agent, monkeypatch):
    mira = an_agent()
    one = days.Entry("Announcements", "New <terms>", "/announcements/1/", is_pressing=True)
    monkeypatch.setattr(days, "_rooms", lambda: (lambda agent, at: [one] if agent == mira else [],))
    answer = as_agent(mira).get("/day").content.decode()
    assert "New &lt;terms&gt;" in answer
    assert 'href="/announcements/1/"' in answer


def test_load_tells_what_each_has_and_nobody_first(as_agent, held):
    words = text_of(as_agent(held["jonas"]).get(f"/load?team={held['care'].pk}"))
    assert re.search(r"Nobody 1 open 0 pending 0 snoozed # ?\d+ The free one", words)
    assert re.search(r"Mira Okafor Offline 3 open 0 pending 0 snoozed 1 overdue # ?\d+ The late one", words)
    assert words.index("The late one") < words.index("The later one") < words.index("The asleep one")


def test_lead_moves_several_at_once_to_somebody_else(as_agent, held):
    client = as_agent(held["jonas"])
    numbers = [held["late"].pk, held["free"].pk]
    answer = client.post("/load?team=0", {"number": numbers, "agent": held["jonas"].pk}, follow=True)
    assert "2 conversations are moved." in text_of(answer)
    assert list(Conversation.objects.filter(pk__in=numbers).values_list("assignee__name", flat=True)) == ["Jonas Weber"] * 2
    client.post("/load", {"number": numbers[:1], "agent": "nobody"})
    assert Conversation.objects.get(pk=numbers[0]).assignee is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"agent": "nobody"}, "Choose the conversations to move first."),
        ({"number": ["1"]}, "Choose who gets them."),
        ({"number": ["1"], "agent": "99999"}, "Choose who gets them."),
    ],
)
def test_moving_nothing_or_to_nobody_known_says_what_is_missing(as_agent, held, given, sentence):
    assert sentence in text_of(as_agent(held["jonas"]).post("/load", given, follow=True))


def test_lead_of_some_teams_sees_and_moves_no_others(as_agent, held):
    held["jonas"].visibility = Visibility.TEAMS
    held["jonas"].save()
    foreign = a_mail(held["free"].inbox, "Secret", address="x@post.example", subject="Secret matter").conversation
    client = as_agent(held["jonas"])
    assert "Secret matter" not in text_of(client.get("/load"))
    client.post("/load", {"number": [foreign.pk], "agent": held["mira"].pk})
    assert Conversation.objects.get(pk=foreign.pk).assignee is None


@pytest.mark.parametrize("path", ["/board", "/load"])
def test_pages_of_leads_are_for_leads(as_agent, path):
    assert as_agent(an_agent()).get(path).status_code == 403


def test_why_tells_of_routing_and_of_hands(as_agent, held):
    mira, jonas = held["mira"], held["jonas"]
    presence.set_state(mira, State.AVAILABLE, by=mira)
    settings.change(by=jonas, is_on=True)
    client, path = as_agent(jonas), f"/conversations/{held['free'].pk}/why"
    assert "Somebody assigned it by hand" in text_of(client.get(path, headers=HTMX))
    assert routing.route(Conversation.objects.get(pk=held["free"].pk)) is not None
    words = text_of(client.get(path))
    assert "Given to Mira Okafor" in words
    assert "Jonas Weber: offline" in words
    assigning.assign(Conversation.objects.get(pk=held["free"].pk), jonas, by=jonas)
    assert "Since then somebody gave it to Jonas Weber by hand." in text_of(client.get(path, headers=HTMX))
    assert f'hx-get="{path}"' in client.get(f"/conversations/{held['free'].pk}/").content.decode()


def test_why_is_not_told_to_who_may_not_see_the_conversation(as_agent, held):
    priya = an_agent(name="Priya Nair", visibility=Visibility.OWN)
    assert as_agent(priya).get(f"/conversations/{held['free'].pk}/why").status_code == 404
