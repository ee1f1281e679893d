"""Two agents of different skills, each at a browser, and a lead at the board: conversations come to who can answer them."""

import re

import pytest
from playwright.sync_api import expect

from tests.installations import wait_until

pytestmark = pytest.mark.browser
FOR_LEADS = ("/board", "/board?wall=1", "/load", "/timeline", "/day", "/presence")
FOR_OWNERS = (
    "/setup/skills",
    "/setup/skills/new",
    "/setup/skills/agents/{agent}",
    "/setup/capacity",
    "/setup/away-reasons",
    "/setup/away-reasons/new",
    "/setup/shifts",
    "/setup/routing",
    "/setup/routing/rules/{rule}",
    "/setup/routing/teams/{team}",
    "/setup/routing/trial?conversation={conversation}",
)


@pytest.fixture(scope="module")
def staffed(desk):
    """Mira speaks German and Teo does not; both are of one team. Greta has written in German before."""
    first = desk.mail("Guten Tag!", name="Greta Lind", address="greta@post.example")
    things = desk.installation.python(f"""
        from datetime import timedelta
        from goodwill.accounts.models import Agent, Team
        from goodwill.conversations.domain import resolving
        from goodwill.conversations.models import Conversation
        from goodwill.core.clock import now
        from goodwill.workforce.domain import settings, shifts, skills
        from goodwill.workforce.domain.skills import Known
        from goodwill.workforce.models import RoutingRule, Shift, Skill
        ada, mira, teo = (Agent.objects.get(name__startswith=name) for name in ("Ada", "Mira", "Teo"))
        german = skills.save(Skill(name="German", kind="language", code="de"), by=ada)
        skills.set_skills(mira, {{german.pk: Known(4)}}, by=ada)
        conversation = Conversation.objects.get(pk={first})
        conversation.customer.language = "de"
        conversation.customer.save()
        resolving.resolve(conversation, by=ada)
        rule = RoutingRule.objects.create(position=1, name="By language", needs_language=True, prefers_same_agent=False)
        settings.change(by=ada, is_on=True)
        shifts.plan(Shift(agent=mira, starts_at=now() - timedelta(hours=2), ends_at=now() + timedelta(hours=5)), by=ada)
        result = {{"agent": mira.pk, "rule": rule.pk, "team": Team.objects.first().pk, "conversation": conversation.pk}}
    """)
    desk.installation.start("-m", "goodwill.config.cli", "worker")
    return things


def becomes_available(someone):
    someone.goes_to("/conversations/?view=mine")
    someone.page.locator("#presence-now").click()
    someone.page.get_by_role("button", name="Available", exact=True).click()
    expect(someone.page.locator("#presence-now")).to_have_attribute("data-state", "available")


def test_conversation_goes_to_who_can_answer_it_and_is_there(desk, person, staffed):
    jonas = person("Jonas").goes_to("/board")
    jonas.sees("0 here", "#board-people")
    mira, teo = person("Mira"), person("Teo")
    for someone in (mira, teo):
        becomes_available(someone)
    jonas.sees("2 here", "#board-people")
    german = desk.mail("Meine Monstera hat gelbe Blätter", name="Greta Lind", address="greta@post.example", subject="Gelbe Blätter")
    expect(mira.row(german)).to_be_visible()
    english = desk.mail("My fern is brown", name="Bo Finch", address="bo@post.example", subject="A brown fern")
    expect(teo.row(english)).to_be_visible()
    expect(jonas.page.locator(".people__one", has_text="Mira Okafor")).to_contain_text("1/10")

    mira.page.locator("body").click(position={"x": 700, "y": 300})
    mira.presses("Shift+P")
    mira.page.get_by_role("button", name="Break", exact=True).click()
    expect(mira.page.locator("#presence-now")).to_have_attribute("data-state", "away")
    expect(jonas.page.locator(".people__one", has_text="Mira Okafor")).to_contain_text("Break")
    next_one = desk.mail("And my orchid too", name="Cy Marsh", address="cy@post.example", subject="A sad orchid")
    wait_until(lambda: desk.conversation(next_one)["assignee"] == "Teo Silva", "the one who is there to get it")
    expect(teo.row(next_one)).to_be_visible()
    teo.opens(next_one, "mine")
    teo.page.locator("summary[title='Why this agent?']").click()
    teo.sees("Given to Teo Silva", ".why")
    teo.sees("Mira Okafor: away", ".why")
    teo.finds_no_barrier("why this agent", beneath_a_menu=True)

    # Nobody who is there speaks German: it waits for Mira, and the board says so.
    waiting = desk.mail("Noch eine Frage", name="Greta Lind", address="greta@post.example", subject="Noch eine Frage")
    expect(jonas.page.locator("#board-figures")).to_contain_text(re.compile(r"1 of them with nobody"))
    assert desk.conversation(waiting)["assignee"] is None
    mira.presses("Control+k")
    mira.page.keyboard.type("available")
    mira.page.keyboard.press("Enter")
    expect(mira.row(waiting)).to_be_visible()
    assert desk.conversation(waiting)["assignee"] == "Mira Okafor"


def test_pages_of_the_workforce_have_no_barriers(desk, person, staffed):
    jonas = person("Jonas")
    for path in FOR_LEADS:
        jonas.goes_to(path).finds_no_barrier(path)
    jonas.goes_to("/day").page.locator("#presence-now").click()
    expect(jonas.page.locator("#presence-choices")).to_contain_text("Away for another reason")
    jonas.finds_no_barrier("the switch of presence", beneath_a_menu=True)
    ada = person("Ada", color_scheme="dark")
    for path in FOR_OWNERS:
        ada.goes_to(path.format(**staffed)).finds_no_barrier(path)


def test_presence_can_be_changed_without_scripts(desk, person):
    priya = person("Priya", java_script_enabled=False).goes_to("/presence")
    priya.clicks("Lunch")
    priya.sees("Lunch", "#presence-now")
    priya.clicks("Offline")
    priya.sees("Offline", "#presence-now")
