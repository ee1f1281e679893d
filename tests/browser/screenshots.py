"""Takes pictures of the demo shop's screens, to be looked at by a person, and renews the README's; run by bin/screenshots."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "test-results" / "screenshots"
SIZES = {"desktop": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Prepare = Callable[..., None]


def _keys(*keys: str) -> Prepare:
    def press(page) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(350)

    return press


def _first(page) -> None:
    page.locator("#rows .entry__link").first.click()
    page.wait_for_selector("#conversation")


def _first_with_order(page) -> None:
    """The first conversation of the list whose customer has bought something."""
    links = page.locator("#rows .entry__link")
    for number in range(links.count()):
        links.nth(number).click()
        page.wait_for_timeout(500)
        if page.locator("#card a.bought__link").count():
            return


def _first_order(page) -> None:
    _first_with_order(page)
    page.goto(page.locator("#card a.bought__link").first.get_attribute("href").partition("?")[0])
    page.wait_for_selector("html[data-ready]", state="attached")


def _then(*steps: Prepare) -> Prepare:
    def all_of_them(page) -> None:
        for step in steps:
            step(page)
            page.wait_for_timeout(350)

    return all_of_them


def _open_first_customer(page) -> None:
    page.locator(".found__link").first.click()
    page.wait_for_selector("#history")


def _click(name: str) -> Prepare:
    return lambda page: page.get_by_role("link", name=name).click()


# Name, address, what to do before the picture is taken.
SCREENS: tuple[tuple[str, str, Prepare | None], ...] = (
    ("list", "/conversations/?view=open", None),
    ("list-snoozed", "/conversations/?view=snoozed", None),
    ("list-nothing", "/conversations/?view=tag-no-such-tag", None),
    ("conversation", "/conversations/?view=open", _first_with_order),
    ("order", "/conversations/?view=open", _first_order),
    ("refund", "/conversations/?view=open", _then(_first_order, _click("Refund"))),
    ("approvals", "/approvals/", None),
    ("conversation-mine", "/conversations/?view=mine", _first),
    ("conversation-closed", "/conversations/?view=closed", _first),
    ("note", "/conversations/?view=open", _then(_first, _keys("n"))),
    ("snooze", "/conversations/?view=open", _then(_first, _keys("s"))),
    ("palette", "/conversations/?view=open", _then(_first, _keys("Control+k"))),
    ("keys", "/conversations/?view=open", _keys("?")),
    ("search", "/search?q=leaves", None),
    ("search-empty", "/search", None),
    ("customers", "/customers/", None),
    ("customer", "/customers/", _open_first_customer),
    ("customer-joining", "/customers/", _then(_open_first_customer, _click("Join with another customer"))),
    ("compose-error", "/compose", lambda page: page.get_by_role("button", name="Send").click()),
    ("mentions", "/mentions", None),
    ("preferences", "/preferences", None),
    ("not-found", "/conversations/99999999/", None),
    ("setup", "/setup/", None),
    ("setup-inbox", "/setup/inboxes/new?kind=email", None),
    ("setup-agents", "/setup/agents", None),
    ("setup-check", "/setup/comparisons", None),
    ("setup-stores", "/setup/stores", None),
    ("setup-policy", "/setup/policy", None),
    ("setup-budgets", "/setup/budgets", None),
    ("setup-calendars", "/setup/calendars", None),
    ("setup-calendar", "/setup/calendars/1", None),
    ("setup-calendar-days", "/setup/calendars/1/days", None),
    ("setup-ledger", "/setup/ledger", None),
    ("setup-signals", "/setup/signals", None),
    ("profile", "/account/profile", None),
    ("help", "/help/", None),
)
# The picture in the README: one of the above, as it was taken last.
PICTURE, PLACE = "conversation-desktop-light.png", ROOT / "docs" / "workspace.png"


def main(words: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with _demo_desk() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=address)
                page = context.new_page()
                if not words:
                    page.goto("/")
                    page.screenshot(path=OUT / f"sign-in-{size}-{scheme}.png")
                _sign_in(page)
                for name, path, prepare in SCREENS:
                    if not words or any(word in name for word in words):
                        _take(page, path, prepare, OUT / f"{name}-{size}-{scheme}.png")
                context.close()
        browser.close()
    if (OUT / PICTURE).exists():
        shutil.copy(OUT / PICTURE, PLACE)
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT.relative_to(ROOT)}")


def _take(page, path: str, prepare: Prepare | None, file: Path) -> None:
    page.goto(path)
    page.wait_for_selector("html[data-ready]", state="attached")
    if prepare:
        prepare(page)
    page.wait_for_timeout(400)
    page.screenshot(path=file)


def _sign_in(page) -> None:
    page.goto("/account/sign-in")
    page.locator("input[name=login]").fill("ada@fernandfable.example")
    page.locator("input[name=password]").fill("goodwill-demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/**")


@contextmanager
def _demo_desk() -> Iterator[str]:
    """A fresh desk with the demo shop, served on a free port of this machine."""
    from tests.installations import free_port

    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GOODWILL_") and name != "DATABASE_URL"}
        own = {"GOODWILL_DATA": folder, "GOODWILL_LISTEN": f"127.0.0.1:{port}", "GOODWILL_SMTP_LISTEN": "", "PYTHONPATH": str(ROOT)}
        environment = kept | own
        for command in ("migrate", "demo"):
            subprocess.run([sys.executable, "-m", "goodwill.config.cli", command], env=environment, check=True, cwd=ROOT)
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "goodwill.config.asgi:application", "--port", str(port), "--log-level", "warning"],
            env=environment | {"DJANGO_SETTINGS_MODULE": "goodwill.config.settings"},
            cwd=ROOT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/assets/icons.svg")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    import time
    import urllib.error
    import urllib.request

    for _ in range(300):
        try:
            urllib.request.urlopen(address)
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer.")


if __name__ == "__main__":
    main(sys.argv[1:])
