"""Setting up the workforce: skills, capacity, reasons for being away, the plan of shifts, rules of routing and their trial."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.core.clock import pretending
from goodwill.web.setup.forms.shifts import read
from goodwill.workforce.domain import presence, settings
from goodwill.workforce.enums import State
from goodwill.workforce.models import AgentSkill, AwayReason, Capacity, RoutingRule, Shift, Skill, TeamRouting
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 7, tzinfo=UTC)


def text_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def ada(client):
    made = an_agent(Role.OWNER)
    client.force_login(made)
    return made


def test_language_takes_its_name_and_kind_from_its_code(client, ada):
    client.post("/setup/skills", {"code": "de", "is_active": "on"})
    assert list(Skill.objects.values_list("name", "kind", "code", "is_active")) == [("German", "language", "de", True)]
    answer = client.post("/setup/skills", {"name": "Deutsch", "code": "de", "is_active": "on"})
    assert answer.status_code == 422
    assert "There is one of this name or language already." in text_of(answer)
    assert 'value="Deutsch"' in answer.content.decode()
    assert "Give it a name." in text_of(client.post("/setup/skills", {}))


def test_levels_tier_and_own_limits_of_an_agent_are_kept_together_or_not_at_all(client, ada):
    an_inbox()
    mira = an_agent()
    german, orchids = Skill.objects.create(name="German", kind="language", code="de"), Skill.objects.create(name="Orchids")
    page = reverse("setup:agent_skills", args=[mira.pk])
    wrong = client.post(page, {"tier": 2, f"level-{german.pk}": 4, "at-email-at_once": 9999})
    assert wrong.status_code == 422
    assert not AgentSkill.objects.exists()
    given = {"tier": 2, f"level-{german.pk}": 4, f"until-{german.pk}": "2027-01-31", f"level-{orchids.pk}": "", "at-email-at_once": 3}
    assert client.post(page, given).status_code == 302
    assert list(AgentSkill.objects.values_list("agent", "skill", "level", "expires_on")) == [(mira.pk, german.pk, 4, date(2027, 1, 31))]
    assert list(Capacity.objects.values_list("agent", "channel", "at_once", "share")) == [(mira.pk, "email", 3, 0)]
    assert re.search(r"Mira Okafor German 4 · until 31 Jan 2027 2 3", text_of(client.get("/setup/skills")))
    client.post(page, {"tier": 1})
    assert not AgentSkill.objects.exists()
    assert not Capacity.objects.exists()


@pytest.mark.parametrize("count", [1, 25])
def test_skills_are_listed_by_the_same_questions_however_many_agents(client, ada, count):
    skill = Skill.objects.create(name="Orchids")
    for number in range(count):
        agent = an_agent(name=f"Agent {number}", email=f"agent{number}@fernandfable.example")
        AgentSkill.objects.create(agent=agent, skill=skill, level=3)
    client.get("/setup/skills")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/setup/skills").content.count(b'<a class="who"') == count + 1
    with CaptureQueriesContext(connection) as frame:
        client.get("/account/profile")
    assert len(asked) - len(frame) == 5


def test_capacity_of_everybody(client, ada):
    an_inbox()
    assert 'value="10"' in client.get("/setup/capacity").content.decode()
    assert client.post("/setup/capacity", {"email-at_once": "", "email-share": 20}).status_code == 422
    client.post("/setup/capacity", {"email-at_once": 4, "email-share": 20})
    assert list(Capacity.objects.values_list("agent", "channel", "at_once", "share")) == [(None, "email", 4, 20)]


def test_reasons_for_being_away(client, ada):
    assert "Lunch" in text_of(client.get("/setup/away-reasons"))
    client.post("/setup/away-reasons", {"name": "Watering", "is_work": "on", "is_active": "on", "position": 9})
    watering = AwayReason.objects.get(name="Watering")
    assert (watering.is_work, watering.position) == (True, 9)
    assert "There is a reason of this name already." in text_of(client.post("/setup/away-reasons", {"name": "watering"}))
    client.post(f"/setup/away-reasons/{watering.pk}", {"_method": "DELETE"})
    assert not AwayReason.objects.get(pk=watering.pk).is_active


def test_one_shift_is_planned_on_several_days_and_shown_in_its_week(client, ada):
    mira = an_agent()
    given = {"agent": mira.pk, "kind": "work", "starts": "09:00", "ends": "17:00", "days": [0, 2]}
    with pretending(MONDAY):
        assert client.post("/setup/shifts?week=2026-11-18", given).headers["Location"] == "/setup/shifts?week=2026-11-16"
        client.post("/setup/shifts", {**given, "starts": "22:00", "ends": "06:00", "days": [4]})
        words = text_of(client.get("/setup/shifts"))
    begins = list(Shift.objects.values_list("starts_at", flat=True))
    assert [moment.date().day for moment in begins] == [16, 18, 20]
    assert Shift.objects.last().ends_at - begins[-1] == timedelta(hours=8)
    assert re.search(r"Mira Okafor 09:00–17:00 .* 09:00–17:00 .* 22:00–06:00 .* 24", words)
    again = client.post("/setup/shifts?week=2026-11-16", {**given, "days": [1, 2]})
    assert again.status_code == 422
    assert "There is a shift of this kind already" in text_of(again)
    assert Shift.objects.count() == 3


def test_shift_is_changed_and_removed(client, ada):
    mira = an_agent()
    shift = Shift.objects.create(agent=mira, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=8))
    page = reverse("setup:shift", args=[shift.pk])
    given = {"agent": mira.pk, "kind": "training", "day": "2026-11-17", "starts": "10:00", "ends": "12:00", "note": "Orchids"}
    client.post(page, given)
    shift.refresh_from_db()
    assert (shift.kind, shift.note, shift.ends_at - shift.starts_at) == ("training", "Orchids", timedelta(hours=2))
    assert client.post(page, {**given, "day": ""}).status_code == 422
    client.post(page, {"_method": "DELETE"})
    assert client.get(page).status_code == 404


def test_week_is_copied_from_the_one_before_once(client, ada):
    mira = an_agent()
    for day in range(3):
        Shift.objects.create(agent=mira, starts_at=MONDAY + timedelta(days=day), ends_at=MONDAY + timedelta(days=day, hours=8))
    assert "3 shifts are copied." in text_of(client.post("/setup/shifts/copies?week=2026-11-23", follow=True))
    assert "There was nothing to copy" in text_of(client.post("/setup/shifts/copies?week=2026-11-23", follow=True))
    assert Shift.objects.filter(starts_at__gte=MONDAY + timedelta(days=7)).count() == 3


def test_pasted_table_is_planned_whole_or_not_at_all(client, ada):
    an_agent()
    bad = "mira@fernandfable.example, 2026-11-30, 9:00, 17:00\nNobody Known, 2026-11-30, 09:00, 17:00\nMira Okafor, 30.11., 09:00, 17:00"
    answer = client.post("/setup/shifts/table", {"table": bad})
    words = text_of(answer)
    assert answer.status_code == 422
    assert "Line 2: there is no agent “Nobody Known”." in words
    assert "Line 3: write days as 2026-11-30 and times as 09:00." in words
    assert "Nobody Known, 2026-11-30" in answer.content.decode()
    assert not Shift.objects.exists()
    good = "Mira Okafor\t2026-11-30\t09:00\t17:00\nMIRA@fernandfable.example\t2026-11-30\t12:00\t12:30\tbreak"
    assert client.post("/setup/shifts/table", {"table": good}).headers["Location"] == "/setup/shifts?week=2026-11-30"
    assert list(Shift.objects.values_list("kind", flat=True)) == ["work", "break"]
    assert "Paste at least one line." in text_of(client.post("/setup/shifts/table", {"table": " "}))
    assert read("x,y").problems == ["Line 1: agent, day, from and until are needed."]


def test_lead_plans_and_names_skills_but_does_not_touch_routing(client):
    client.force_login(an_agent(Role.LEAD))
    assert client.get("/setup/shifts").status_code == 200
    assert client.get("/setup/routing").status_code == 403
    client.force_login(an_agent())
    assert client.get("/setup/shifts").status_code == 403


@pytest.fixture
def german(ada):
    return Skill.objects.create(name="German", kind="language", code="de")


def the_rule(german, **changed):
    return {
        "name": "In German", "is_active": "on", "needs_language": "on", "tier": 1, "boost": 1, "is_vip": "on",
        "same_agent_days": 30, "prefer_for": 15,
        f"skill-{german.pk}": 2, "condition-0-name": "language", "condition-0-languages": "de", **changed,
    }  # fmt: skip


def test_rule_is_made_of_conditions_and_needs(client, german):
    answer = client.post("/setup/routing/rules", the_rule(german))
    assert answer.status_code == 302, text_of(answer)
    rule = RoutingRule.objects.get()
    assert rule.conditions == [{"name": "language", "languages": ["de"]}]
    assert (rule.skills, rule.boost, rule.is_vip, rule.needs_language) == ([{"skill": german.pk, "level": 2}], 1, True, True)
    words = text_of(client.get("/setup/routing"))
    assert "German from level 2 speaks the customer's language VIP line priority 1 higher" in words
    assert client.post(f"/setup/routing/rules/{rule.pk}", the_rule(german, name="")).status_code == 422
    client.post(f"/setup/routing/rules/{rule.pk}", the_rule(german, name="German mail"))
    client.post("/setup/routing/rules", the_rule(german, name="Second"))
    client.post(f"/setup/routing/rules/{rule.pk}/position", {"to": "down"})
    assert list(RoutingRule.objects.values_list("name", flat=True)) == ["Second", "German mail"]
    client.post(f"/setup/routing/rules/{rule.pk}", {"_method": "DELETE"})
    assert list(RoutingRule.objects.values_list("name", flat=True)) == ["Second"]


def test_condition_is_added_without_losing_what_was_typed(client, german):
    answer = client.post("/setup/routing/rules", {**the_rule(german), "add": "1", "condition": "channel"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'value="In German"' in page
    assert page.count('<fieldset class="conditions__one">') == 2
    fragment = client.post("/setup/routing/rules", {**the_rule(german), "drop": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "No condition: it holds always." in fragment


def test_switching_on_makes_the_first_rule_and_minutes_are_kept(client, ada):
    client.post("/setup/routing", {"switch": "on"})
    assert settings.current().is_on
    assert RoutingRule.objects.count() == 1
    client.post("/setup/routing", {"raised_after": 60, "silent_after": 5})
    assert (settings.row().raised_after, settings.row().silent_after) == (60, 5)
    assert client.post("/setup/routing", {"raised_after": 0, "silent_after": 500}).status_code == 422
    client.post("/setup/routing", {"switch": "off"})
    assert not settings.current().is_on


def test_full_team_overflows_into_another_and_not_into_itself(client, ada):
    care, orders = a_team("Care"), a_team("Orders")
    page = reverse("setup:team_routing", args=[care.pk])
    given = {"requeue_after": 10, "overflow_after": 30, "overflows_unstaffed": "on"}
    assert client.post(page, {**given, "overflow_team": care.pk}).status_code == 422
    client.post(page, {**given, "overflow_team": orders.pk})
    row = TeamRouting.objects.get()
    assert (row.team, row.requeues, row.overflow_team, row.overflow_after, row.overflows_unstaffed) == (care, False, orders, 30, True)
    assert "Care Orders · after 30 minutes · at once when nobody is at work stays with them" in text_of(client.get("/setup/routing"))


def test_trial_says_who_would_get_it_and_why_not_the_others(client, german, ada):
    mira, teo = an_agent(), an_agent(name="Teo Silva")
    conversation = a_mail(an_inbox(), "Guten Tag, meine Monstera hat gelbe Blätter").conversation
    page = f"/setup/routing/trial?conversation={conversation.pk}"
    assert "No rule fits: it stays in the lists" in text_of(client.get(page))
    client.post("/setup/routing/rules", the_rule(german, **{"condition-0-name": "channel", "condition-0-channels": ["email"]}))
    assert RoutingRule.objects.exists()
    assert "Nobody now: it would wait" in text_of(client.get(page))
    AgentSkill.objects.create(agent=teo, skill=german, level=3)
    for agent in (mira, teo):
        presence.set_state(agent, State.AVAILABLE, by=agent)
    words = text_of(client.get(page))
    assert "Teo Silva by the rule In German" in words
    assert "Teo Silva was the only one who could take it." in words
    assert "Mira Okafor does not have the skill" in words
    conversation.refresh_from_db()
    assert conversation.assignee is None
    assert "There is no conversation with this number." in text_of(client.get("/setup/routing/trial?conversation=99999"))
