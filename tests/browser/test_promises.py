"""A promise presses, is broken and escalated, and the lead hears of each; another is kept by an answer; why is explained."""

import re

import pytest
from playwright.sync_api import expect

from tests.installations import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def promising(desk):
    """What is urgent is answered within seconds, everything else within an hour; a real worker watches over it."""
    desk.installation.python("""
        from datetime import timedelta
        from tests.service_levels.making import a_policy
        tell = {"notify": ["leads"], "any_hour": True}
        usual = [{"when": "due", **tell}]
        # After no time at all, which no form offers: a test can't wait for a minute.
        steps = [{"when": "used", "percent": 50, **tell}, {"when": "due", **tell}, {"when": "after", "minutes": 0, "priority": 4, **tell}]
        a_policy({"first_response": (timedelta(hours=1), usual)}, name="Everybody")
        urgent = {"name": "words", "words": ["urgent"]}
        a_policy({"first_response": (timedelta(seconds=10), steps)}, urgent, name="Within seconds")
        result = None
    """)
    desk.installation.start("-m", "goodwill.config.cli", "worker")
    return desk


def mail(desk, text: str, *, name: str, address: str, subject: str) -> int:
    """A customer writes, and the worker takes it in; the number of the conversation."""
    content = f"From: {name} <{address}>\r\nTo: support@fernandfable.example\r\nSubject: {subject}\r\n\r\n{text}\r\n"
    raw = desk.installation.python(f"""
        from goodwill.core.clock import now
        from goodwill.inboxes.contract import Envelope
        from goodwill.inboxes.domain import intake
        from goodwill.inboxes.models import Inbox
        inbox = Inbox.objects.first()
        envelope = Envelope(source="test", received_at=now(), sender={address!r}, recipients=(inbox.address,))
        result = intake.store(intake.Delivery({content!r}.encode(), envelope, inbox.pk))
    """)
    asked = f"""
        from goodwill.conversations.models import Message
        result = Message.objects.filter(raw_id={raw}).values_list("conversation_id", flat=True).first()
    """
    wait_until(lambda: desk.installation.python(asked) is not None, "the worker to take the mail in")
    return desk.installation.python(asked)


def hears(person, text: str) -> None:
    """Within the time that a promise of seconds needs, and a busy machine."""
    expect(person.page.locator("#flashes")).to_contain_text(text, timeout=30_000)


def test_breach_is_warned_and_escalated_and_another_promise_is_kept(promising, desk, person):
    jonas = person("Jonas").goes_to("/conversations/?view=due")
    jonas.sees("No promise runs")
    mira = person("Mira").goes_to("/conversations/?view=open")
    late = mail(desk, "It is urgent: my fern dies!", name="Greta Lind", address="greta@post.example", subject="Dying fern")
    kept = mail(desk, "Do you sell moss?", name="Omar Haddad", address="omar@post.example", subject="Moss")

    expect(jonas.row(late).locator("[data-left]")).to_have_text(re.compile(r"\d s left"))
    hears(jonas, f"Soon due: First response in #{late}, Greta Lind")
    expect(jonas.row(late).locator(".chip")).to_have_class(re.compile("chip--attention"))
    hears(jonas, f"Still overdue: First response in #{late}, Greta Lind")
    expect(jonas.row(late).locator("[data-due]")).to_have_class(re.compile("chip--danger"))
    expect(jonas.page.locator(".rail__item", has_text="Notices").locator(".rail__count")).to_have_text("2")
    assert [row.get_attribute("id") for row in jonas.page.locator("#rows > li").all()] == [f"row-{late}", f"row-{kept}"]

    expect(mira.row(kept).locator("[data-left]")).to_have_text(re.compile(r"5\d min left"))
    mira.opens(kept)
    expect(mira.page.locator("#promise")).to_contain_text("First response")
    mira.writes_reply("Yes, in spring.")
    mira.sends()
    mira.sees("Kept: First response", "#timeline")
    expect(mira.page.locator("#promise")).to_have_count(0)
    expect(mira.page.locator("#flashes .flash", has_text="overdue")).to_have_count(0)

    jonas.page.locator("#flashes").get_by_role("link", name="Look at it").last.click()
    expect(jonas.page).to_have_url(re.compile(rf"/conversations/{late}/"))
    for sentence in ("Soon due: First response", "Overdue: First response", "Still overdue, escalated: First response"):
        expect(jonas.page.locator("#timeline").get_by_text(sentence, exact=True)).to_be_attached()
    expect(jonas.page.get_by_label("Priority")).to_have_value("4")
    jonas.finds_no_barrier("the conversation with a broken promise")
    jonas.page.locator("#promise").click()
    jonas.sees("by the policy “Within seconds”", "#panel")
    jonas.sees("Its time ran out on", "#panel")
    jonas.page.locator("#panel").get_by_text("What counted, piece by piece").click()
    expect(jonas.page.locator("#panel table tbody tr").first).to_contain_text("counted")
    jonas.finds_no_barrier("the explanation of a deadline")
    jonas.presses("Escape")
    expect(jonas.page.locator("#panel")).to_be_empty()

    jonas.goes_to("/notices/").sees("Still overdue: First response")
    jonas.finds_no_barrier("the notices")
    jonas.clicks("Mark all as seen")
    expect(jonas.page.locator(".rail__item", has_text="Notices").locator(".rail__count")).to_have_count(0)


def test_policy_is_changed_with_a_look_at_what_that_alters(promising, desk, person):
    mail(desk, "Where is my pot?", name="Lena Holm", address="lena@post.example", subject="Pot")
    ada = person("Ada").goes_to("/setup/promises")
    ada.finds_no_barrier("the policies of promises")
    ada.clicks("Everybody", "link")
    ada.page.get_by_label("Within").first.fill("3")
    ada.clicks("What would it change?")
    ada.sees("due later", "#consequences")
    ada.finds_no_barrier("a policy of promises")
    ada.page.get_by_label("Another promise").select_option("resolution")
    ada.page.locator("#promise-form").get_by_role("button", name="Add it").last.click()
    ada.page.locator("#goal-1").get_by_label("Within").fill("40")
    ada.clicks("Save")
    ada.is_told("“Everybody” is saved.")
    ada.sees("Planned anew for the last time", "#progress")
    ada.sees("40 hours")
    ada.goes_to("/setup/promises/webhooks").finds_no_barrier("the secret of webhooks")
