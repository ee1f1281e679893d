"""Signing in: by password, with a second step, with a recovery code, with a passkey; and joining by an invitation."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.signing import Entrance, Visitor, code_of
from tests.installations import Template, free_port, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def entrance(_template: Template, tmp_path_factory) -> Iterator[Entrance]:
    """An empty desk. It has a name instead of numbers for its address, because passkeys are bound to a name."""
    installation = _template.copy(tmp_path_factory.mktemp("entrance") / "installation")
    port = free_port()
    installation.extra = {"GOODWILL_LISTEN": f"localhost:{port}"}
    command = ("-m", "uvicorn", "goodwill.config.asgi:application", "--port", str(port), "--log-level", "warning")
    installation.start(*command, stdout=sys.stderr, stderr=subprocess.STDOUT)
    made = Entrance(installation, f"http://localhost:{port}")
    wait_until(lambda: _answers(made.address), "the web server")
    yield made
    installation.drop()


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/assets/icons.svg").status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture
def visitor(entrance: Entrance, browser: Browser) -> Iterator[Callable[[], Visitor]]:
    """``visitor()`` sits down at a browser of their own; at the end nothing may have gone wrong in it."""
    visitors: list[Visitor] = []

    def sit_down() -> Visitor:
        visitors.append(Visitor(entrance, browser))
        return visitors[-1]

    yield sit_down
    troubles = [trouble for one in visitors for trouble in one.troubles]
    for one in visitors:
        one.context.close()
    assert troubles == []


def test_first_owner_opens_an_empty_desk(entrance, visitor):
    """Runs first: it is the one test that finds nobody there."""
    assert entrance.roles() == {}
    ada = visitor()
    ada.page.goto("/account/sign-in")
    ada.reads("Welcome to your new desk")
    ada.finds_no_barrier()
    ada.page.get_by_label("Your name").fill("Ada Lindqvist")
    ada.page.get_by_label("Your e-mail address").fill("ada@fernandfable.example")
    ada.page.get_by_label("Password").fill("three ferns by the window")
    ada.clicks("Open the desk")
    ada.reads("Connect an inbox")
    ada.finds_no_barrier()
    assert entrance.roles() == {"ada@fernandfable.example": "owner"}


def test_password_lets_in_and_a_wrong_one_does_not(entrance, visitor):
    address, mira = entrance.an_agent("Mira Okafor"), visitor()
    mira.page.goto("/account/sign-in")
    mira.finds_no_barrier()
    mira.signs_in(address, "not the password")
    expect(mira.page.get_by_role("alert").first).to_contain_text("The e-mail address or the password is wrong.")
    mira.finds_no_barrier()
    assert not mira.is_in()
    mira.signs_in(address)
    assert mira.is_in()
    mira.finds_no_barrier()
    mira.signs_out()
    assert not mira.is_in()


def test_app_is_asked_for_after_the_password(entrance, visitor):
    address, teo = entrance.an_agent("Teo Silva"), visitor()
    teo.signs_in(address)
    teo.page.goto("/account/app")
    teo.finds_no_barrier()
    teo.confirms()
    teo.finds_no_barrier()
    key = teo.sets_up_app()
    teo.finds_no_barrier()
    teo.signs_out()
    teo.signs_in(address)
    teo.reads("Second step")
    teo.finds_no_barrier()
    teo.enters_code("000000")
    expect(teo.page.get_by_role("alert").first).to_contain_text("That code is not right.")
    teo.finds_no_barrier()
    assert not teo.is_in()
    teo.page.goto("/account/sign-in")  # which leads back to where he stopped
    teo.enters_code(code_of(key, at=time.time() + 30))  # the one of setting up is used up
    assert teo.is_in()
    expect(teo.page.get_by_text("10 codes left")).to_be_visible()
    teo.finds_no_barrier()


def test_recovery_code_lets_in_once(entrance, visitor):
    address, priya = entrance.an_agent("Priya Nair"), visitor()
    priya.signs_in(address)
    priya.sets_up_app()
    code = priya.page.locator("#recovery-codes code").first.inner_text()
    priya.signs_out()
    priya.signs_in(address)
    priya.enters_code(code)
    assert priya.is_in()
    expect(priya.page.get_by_text("9 codes left")).to_be_visible()
    priya.signs_out()
    priya.signs_in(address)
    priya.enters_code(code)
    assert not priya.is_in()


def test_passkey_signs_in_without_a_password(entrance, visitor):
    address, jonas = entrance.an_agent("Jonas Weber"), visitor()
    jonas.has_fingerprint_reader()
    jonas.signs_in(address)
    jonas.adds_passkey("Laptop")
    jonas.page.goto("/account/passkeys")
    expect(jonas.page.get_by_role("row", name="Laptop")).to_contain_text("Signing in")
    jonas.finds_no_barrier()
    jonas.signs_out()
    jonas.page.get_by_role("button", name="Sign in with a passkey").click()
    jonas.page.wait_for_url(lambda url: "sign-in" not in url)
    assert jonas.is_in()


def test_passkey_serves_as_the_second_step(entrance, visitor):
    address, sam = entrance.an_agent("Sam Whitlock"), visitor()
    sam.has_fingerprint_reader()
    sam.signs_in(address)
    sam.adds_passkey("Blue key", signs_in_alone=False)
    sam.signs_out()
    sam.signs_in(address)
    sam.reads("Second step")
    sam.finds_no_barrier()
    sam.page.get_by_role("button", name="Use a passkey").click()
    sam.page.wait_for_url(lambda url: "sign-in" not in url)
    assert sam.is_in()


def test_refused_passkey_says_so_and_leaves_the_password(entrance, visitor):
    entrance.an_agent("Bo Lang")
    somebody = visitor()
    somebody.page.goto("/account/sign-in")
    somebody.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }")
    somebody.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(somebody.page.get_by_role("alert")).to_have_text("No passkey was used. Try again, or sign in another way.")
    somebody.finds_no_barrier()
    expect(somebody.page.get_by_label("Password")).to_be_enabled()


def test_forgotten_password_is_replaced_through_a_letter(entrance, visitor):
    address, kit = entrance.an_agent("Kit Hansen"), visitor()
    kit.page.goto("/account/sign-in")
    kit.page.get_by_role("link", name="Forgotten your password?").click()
    kit.finds_no_barrier()
    kit.page.get_by_label("E-mail address").fill(address)
    kit.clicks("Send me the link")
    kit.reads("Look into your mail")
    kit.finds_no_barrier()
    kit.page.goto(_link_in(entrance.last_letter(address)))
    kit.finds_no_barrier()
    kit.page.get_by_label("New password", exact=True).fill("three ferns by the window")
    kit.page.get_by_label("New password again").fill("three ferns by the window")
    kit.clicks("Save the password")
    kit.reads("Your new password is saved")
    kit.finds_no_barrier()
    kit.signs_in(address, "three ferns by the window")
    assert kit.is_in()


def test_second_person_joins_by_the_invitation_of_the_first(entrance, visitor):
    ada, noor, late = visitor(), visitor(), visitor()
    ada.signs_in(entrance.an_agent("Olga Berg", "owner"))
    ada.page.goto("/setup/agents")
    ada.finds_no_barrier()
    ada.page.get_by_role("link", name="Invite an agent").click()
    ada.finds_no_barrier()
    ada.page.get_by_label("E-mail address").fill("noor@fernandfable.example")
    ada.page.get_by_label("Name").fill("Noor Haddad")
    ada.page.get_by_label(re.compile("^Lead")).check()
    ada.clicks("Send the invitation")
    link = ada.page.locator("#invitation-link").inner_text()
    ada.finds_no_barrier()
    assert link == _link_in(entrance.last_letter("noor@fernandfable.example"))

    noor.page.goto(link)
    noor.finds_no_barrier()
    expect(noor.page.get_by_label("Your name")).to_have_value("Noor Haddad")
    noor.page.get_by_label("Password").fill("short")
    noor.clicks("Join")
    expect(noor.page.get_by_role("alert").first).to_contain_text("too short")
    noor.finds_no_barrier()
    noor.page.get_by_label("Password").fill("a monstera on the stairs")
    noor.clicks("Join")
    noor.page.wait_for_url(lambda url: "/join/" not in url)
    assert noor.is_in()
    assert entrance.roles()["noor@fernandfable.example"] == "lead"

    late.page.goto(link)
    late.reads("This invitation is closed")
    late.finds_no_barrier()


def _link_in(letter: str) -> str:
    return re.search(r"http\S+", letter)[0]  # type: ignore[index]
