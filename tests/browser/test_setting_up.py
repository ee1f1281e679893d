"""An owner sets up the desk: an inbox, its test, a reply with a preview; every page without barriers."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = (
    "/setup/",
    "/setup/inboxes",
    "/setup/inboxes/new",
    "/setup/agents",
    "/setup/agents/{agent}",
    "/setup/invitations/new",
    "/setup/invitations/{invitation}",
    "/setup/teams",
    "/setup/teams/{team}",
    "/setup/saved-replies",
    "/setup/saved-replies/{reply}",
    "/setup/tags",
    "/setup/tags/{tag}",
    "/setup/blocked-senders",
    "/setup/quarantine",
    "/setup/set-aside",
    "/setup/raw-messages/{raw}",
    "/setup/jobs",
    "/account/",
    "/account/profile",
    "/account/password",
)


@pytest.fixture(scope="module")
def things(desk) -> dict[str, int]:
    """One of everything that setting up shows, with names long enough to be awkward."""
    return desk.installation.python("""
        from goodwill.accounts.domain import inviting
        from goodwill.accounts.models import Agent, Team
        from goodwill.conversations.models import SavedReply, Tag
        from goodwill.core.models import Job, OutboxEntry
        from goodwill.customers.models import BlockedSender
        from goodwill.inboxes.models import Inbox, RawMessage
        ada = Agent.objects.get(name="Ada Lindqvist")
        inbox = Inbox.objects.first()
        body = b"Subject: broken" + b" and long" * 40
        common = {"inbox": inbox, "body": RawMessage.packed(body), "size": len(body), "envelope": {"sender": "x" * 60 + "@example.com"}}
        raw = RawMessage.objects.create(state="quarantined", sentence="It has no readable header.", **common)
        RawMessage.objects.create(state="dropped", outcome="auto_reply", sentence="An automatic answer.", **common)
        Job.objects.create(task="goodwill.conversations.tasks.process_raw", state="dead", attempts=10, last_error="OSError: disk full")
        OutboxEntry.objects.create(topic="letter", key="letter:7f1c", state="failed", last_error="550 no such user")
        BlockedSender.objects.create(pattern="@spam.example", reason="Spam", blocked_by=ada)
        result = {
            "agent": Agent.objects.get(name="Priya Nair").pk,
            "invitation": inviting.invite("donaudampfschifffahrtsgesellschaftskapitaen@fernandfable.example", by=ada).pk,
            "team": Team.objects.first().pk,
            "reply": SavedReply.objects.first().pk,
            "tag": Tag.objects.get_or_create(name="a tag with quite a long name")[0].pk,
            "raw": raw.pk,
        }
    """)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1024, "dark"), (390, "light"), (390, "dark")])
def test_every_page_of_setting_up_is_without_barriers_and_fits(person, things, width, scheme):
    ada = person("Ada", width=width, color_scheme=scheme)
    for place in PAGES:
        ada.goes_to(place.format(**things))
        ada.finds_no_barrier(f"{place} {width} {scheme}")
        assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} is wider than {width}"


def test_inbox_is_tested_and_connected(desk, person):
    ada = person("Ada").goes_to("/setup/inboxes")
    ada.clicks("Connect an inbox", role="link")
    ada.page.get_by_label("Name", exact=True).fill("Wholesale")
    ada.page.get_by_label("Address", exact=True).fill("trade@fernandfable.example")
    ada.clicks("Test the connection")
    expect(ada.page.locator("#findings li").first).to_be_visible()
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Wholesale")
    ada.finds_no_barrier()
    ada.clicks("Connect the inbox")
    ada.is_told("The inbox “Wholesale” is connected.")
    ada.goes_to("/setup/inboxes")
    expect(ada.page.get_by_role("row", name=re.compile("Wholesale"))).to_contain_text("Receives")
    desk.installation.python("""
        from goodwill.inboxes.models import Inbox
        Inbox.objects.filter(name="Wholesale").delete()
        result = None
    """)


def test_saved_reply_shows_what_a_customer_will_read_while_it_is_written(person):
    jonas = person("Jonas").goes_to("/setup/saved-replies/new")
    jonas.page.get_by_label("Title").fill("Thank you")
    jonas.page.get_by_label("Text").press_sequentially("Dear {{ customer.first_name }}, thank you.")
    expect(jonas.page.locator("#preview")).to_contain_text("Dear Elin, thank you.")
    jonas.clicks("Save")
    jonas.is_told("“Thank you” is saved.")


def test_setting_up_works_without_scripts(desk, person):
    ada = person("Ada", java_script_enabled=False).goes_to("/setup/teams/new")
    ada.page.get_by_label("Name").fill("Returns")
    ada.page.get_by_label("Mira Okafor").check()
    ada.clicks("Make the team")
    expect(ada.page.get_by_role("row", name=re.compile("Returns"))).to_contain_text("1")
    ada.page.get_by_role("main").get_by_role("link", name="Returns").click()
    ada.clicks("Remove Returns")
    expect(ada.page.get_by_role("row", name=re.compile("Returns"))).to_have_count(0)


def test_agent_finds_no_way_into_setting_up(person):
    mira = person("Mira").goes_to("/conversations/?view=open")
    expect(mira.page.locator('a[href^="/setup"]')).to_have_count(0)
    mira.goes_to("/setup/agents")
    mira.sees("That is not yours to do")
    mira.finds_no_barrier()
    mira.troubles.clear()  # The browser tells of the page that is not for her.
