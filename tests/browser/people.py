"""The people of the browser tests: what an agent does, in the words of an agent."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from tests.installations import Installation

# Violations are told in full, and of the thousand places that passed only one each.
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}


class Desk:
    """The shop Fern & Fable with its agents; customers write to it by mail."""

    def __init__(self, installation: Installation, address: str) -> None:
        self.installation, self.address = installation, address

    def open_shop(self) -> None:
        self.installation.python("""
            from tests.factories.accounts import a_team, an_agent
            from tests.factories.desk import an_inbox
            from goodwill.conversations.models import SavedReply
            from goodwill.accounts.enums import Visibility
            orders, care = a_team("Orders"), a_team("Plant care")
            an_agent("owner")
            an_agent("lead", teams=(orders,))
            an_agent("agent")
            an_agent("agent", "Teo Silva", teams=(care,))
            an_agent("agent", "Priya Nair", visibility=Visibility.OWN)
            an_agent("read_only")
            an_inbox()
            SavedReply.objects.create(title="Late parcel", text="Dear {{ customer.first_name }}, your parcel is on its way.")
            result = None
        """)

    def mail(self, text: str, *, answers: int = 0, **about: Any) -> int:
        """A customer writes; the number of the conversation. ``answers`` is the number of one that the mail belongs to."""
        return self.installation.python(f"""
            from goodwill.conversations.models import Conversation
            from goodwill.inboxes.models import Inbox
            from tests.factories.desk import a_mail
            about = {about!r}
            if {answers}:
                about["answers"] = Conversation.objects.get(pk={answers})
            result = a_mail(Inbox.objects.first(), {text!r}, **about).conversation_id
        """)

    def conversation(self, number: int) -> dict[str, Any]:
        """The facts of a conversation as the database has them."""
        return self.installation.python(f"""
            from goodwill.conversations.models import Conversation
            c = Conversation.objects.get(pk={number})
            sent = c.messages.filter(direction="out").order_by("position")
            result = {{
                "status": c.status, "subject": c.subject, "assignee": c.assignee.name if c.assignee else None, "tags": c.tag_names,
                "merged_into": c.merged_into_id, "snoozed": c.snoozed_until is not None,
                "sent": [m.text for m in sent.exclude(delivery="undone")],
                "recipients": [[r["address"] for r in m.recipients] for m in sent.exclude(delivery="undone")],
                "files": [a.filename for m in sent for a in m.attachments.all()],
                "undone": [m.text for m in sent.filter(delivery="undone")],
                "notes": [n.text for n in c.notes.order_by("position")],
                "mentions": [m.agent.name for n in c.notes.all() for m in n.mentions.select_related("agent")],
            }}
        """)

    def session_of(self, name: str) -> str:
        return self.installation.python(f"""
            from importlib import import_module
            from django.conf import settings
            from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
            from goodwill.accounts.models import Agent
            agent = Agent.objects.get(name__startswith={name!r})
            session = import_module(settings.SESSION_ENGINE).SessionStore()
            session[SESSION_KEY] = str(agent.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
            session.create()
            result = session.session_key
        """)


class Person:
    """An agent at a browser, signed in. ``troubles`` holds what went wrong in it."""

    def __init__(self, desk: Desk, browser: Browser, name: str, *, width: int, height: int, **options: Any) -> None:
        self.desk, self.name = desk, name
        options.setdefault("reduced_motion", "reduce")
        self.has_scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(viewport={"width": width, "height": height}, base_url=desk.address, **options)
        self.context.add_cookies([{"name": "sessionid", "value": desk.session_of(name), "url": desk.address}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"{name}: {error}"))
        self.page.on(
            "console", lambda line: line.type == "error" and "409" not in line.text and self.troubles.append(f"{name}: {line.text}")
        )

    # Going somewhere

    def opens(self, number: int, view: str = "open") -> "Person":
        return self.goes_to(f"/conversations/{number}/?view={view}")

    def goes_to(self, path: str) -> "Person":
        self.page.goto(path)
        if self.has_scripts:
            self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def row(self, number: int) -> Locator:
        return self.page.locator(f"#row-{number}")

    # Doing

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def clicks(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def writes_reply(self, text: str) -> None:
        self.page.get_by_label("Your reply").fill(text)

    def sends(self) -> None:
        self.clicks("Send")

    def writes_note(self, text: str) -> None:
        self.page.locator("label.composer__mode--note").click()
        self.page.get_by_label("Your note").fill(text)

    # Seeing

    def sees(self, text: str, within: str = "body") -> None:
        expect(self.page.locator(within)).to_contain_text(text)

    def sees_not(self, text: str, within: str = "body") -> None:
        expect(self.page.locator(within)).not_to_contain_text(text)

    def is_told(self, text: str) -> None:
        expect(self.page.locator("#flashes")).to_contain_text(text)

    def finds_no_barrier(self, where: str = "", *, beneath_a_menu: bool = False) -> None:
        """The page as it stands passes the checks of WCAG 2.2 AA that a program can make.

        An open menu lies over parts of the page for as long as the person wants it to: what it covers is not too small.
        """
        options = WCAG | ({"rules": {"target-size": {"enabled": False}}} if beneath_a_menu else {})
        self.page.wait_for_load_state("load")
        found = Axe().run(self.page, options=options).response["violations"]
        barriers = [(v["id"], node["target"], node.get("failureSummary", "")[:300]) for v in found for node in v["nodes"][:3]]
        assert barriers == [], f"{where or self.page.url}: {json.dumps(barriers, indent=1)}"
