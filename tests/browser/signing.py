"""What people do to sign in and to join, in words, for browser tests."""

import base64
import hashlib
import hmac
import json
import struct
import time
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser.people import WCAG
from tests.factories.accounts import PASSWORD
from tests.installations import Installation

THEMES = ("light", "dark")


@dataclass
class Entrance:
    """A running desk seen from outside: who is there, and what letters it wrote."""

    installation: Installation
    address: str

    def an_agent(self, name: str, role: str = "agent") -> str:
        """Make an agent with a password and return the address that they sign in with."""
        return self.installation.python(f"""
            from tests.factories.accounts import PASSWORD, an_agent
            result = an_agent({role!r}, {name!r}, password=PASSWORD).email
        """)

    def roles(self) -> dict[str, str]:
        return self.installation.python("""
            from goodwill.accounts.models import Agent
            result = dict(Agent.objects.values_list("email", "role"))
        """)

    def last_letter(self, address: str) -> str:
        """The words of the newest letter to an address, as they wait in the outbox."""
        return self.installation.python(f"""
            from goodwill.core.models import OutboxEntry
            from goodwill.inboxes.mail_backend import opened
            letters = [opened(entry.payload) for entry in OutboxEntry.objects.filter(topic="letter").order_by("id")]
            result = [letter["text"] for letter in letters if {address!r} in letter["to"]][-1]
        """)


class Visitor:
    """Somebody at a browser who is not signed in. ``troubles`` holds what went wrong in it."""

    def __init__(self, entrance: Entrance, browser: Browser) -> None:
        self.context: BrowserContext = browser.new_context(base_url=entrance.address, viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda line: "Content Security Policy" in line.text and self.troubles.append(line.text))

    # Doing

    def signs_in(self, address: str, password: str = PASSWORD) -> None:
        self.page.goto("/account/sign-in")
        self.page.get_by_label("E-mail address").fill(address)
        self.page.get_by_label("Password").fill(password)
        self.clicks("Sign in")

    def confirms(self, password: str = PASSWORD) -> None:
        """Prove again that it is oneself, before something about signing in is changed."""
        self.reads("Confirm that it is you")
        self.page.get_by_label("Password").fill(password)
        self.clicks("Continue")

    def signs_out(self) -> None:
        self.page.goto("/account/sign-out")
        self.page.get_by_role("main").get_by_role("button", name="Sign out").click()
        self.reads("Sign in")

    def sets_up_app(self) -> str:
        """Set up an authenticator app and return its key."""
        self.page.goto("/account/app")
        if self.page.get_by_role("heading", name="Confirm").count():
            self.confirms()
        key = self.page.locator("#totp-key").inner_text()
        self.page.get_by_label("Code").fill(code_of(key))
        self.clicks("Turn it on")
        self.reads("Recovery codes")
        return key

    def adds_passkey(self, name: str, *, signs_in_alone: bool = True) -> None:
        self.page.goto("/account/passkeys/new")
        self.confirms()
        self.finds_no_barrier()
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Sign in with it alone").set_checked(signs_in_alone)
        self.clicks("Add the passkey")
        self.reads("Recovery codes")

    def enters_code(self, code: str) -> None:
        self.reads("Second step")
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Sign in").first.click()
        self.page.wait_for_load_state()

    def clicks(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def has_fingerprint_reader(self) -> CDPSession:
        """Give the browser a reader that always recognises its owner (WebAuthn over Chromium's protocol)."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
        return session

    # Seeing

    def reads(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading, exact=True).first.wait_for()

    def is_in(self) -> bool:
        """Whether the page about oneself opens."""
        self.page.goto("/account/")
        return self.page.get_by_role("heading", name="Your account").is_visible()

    def finds_no_barrier(self) -> None:
        """The page as it stands passes the checks of WCAG 2.2 AA that a program can make, in both themes."""
        for theme in THEMES:
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.page.wait_for_load_state("load")
            found = Axe().run(self.page, options=WCAG).response["violations"]
            barriers = [(v["id"], node["target"], node.get("failureSummary", "")[:300]) for v in found for node in v["nodes"][:3]]
            assert barriers == [], f"{self.page.url} in the {theme} theme: {json.dumps(barriers, indent=1)}"


def code_of(key: str, at: float | None = None) -> str:
    """What an authenticator app shows for this key: RFC 6238 with SHA-1, six digits, thirty seconds."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(key + "=" * (-len(key) % 8)), counter, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
