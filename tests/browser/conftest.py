"""A desk that really runs, a real browser, and people who use it."""

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Desk, Person
from tests.installations import Template, free_port, wait_until

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium where it is there, else Playwright's own.

    One for each file: its driver keeps an event loop running in this thread, and the files after it need their own.
    """
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def desk(_template: Template, tmp_path_factory) -> Iterator[Desk]:
    """The shop's desk, served by the real web process; one for each file, in which each test brings its own customers."""
    installation = _template.copy(tmp_path_factory.mktemp("browser") / "installation")
    port = free_port()
    installation.extra = {"GOODWILL_LISTEN": f"127.0.0.1:{port}"}
    installation.start(
        "-m",
        "uvicorn",
        "goodwill.config.asgi:application",
        "--port",
        str(port),
        "--log-level",
        "warning",
        stderr=subprocess.STDOUT,
        stdout=sys.stderr,
    )
    made = Desk(installation, f"http://127.0.0.1:{port}")
    wait_until(lambda: _answers(made.address), "the web server")
    made.open_shop()
    yield made
    installation.drop()


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/assets/icons.svg").status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture
def person(desk: Desk, browser: Browser) -> Iterator[Callable[..., Person]]:
    """``person("Mira")`` sits down at a browser of her own; at the end nothing may have gone wrong in it."""
    people: list[Person] = []

    def sit_down(name: str, *, width: int = 1440, height: int = 900, **options) -> Person:
        made = Person(desk, browser, name, width=width, height=height, **options)
        people.append(made)
        return made

    yield sit_down
    troubles = [trouble for one in people for trouble in one.troubles]
    for one in people:
        one.context.close()
    assert troubles == []
