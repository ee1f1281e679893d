"""Where the stream of live hints does not come through, the page asks by itself, and says that it is cut off."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_page_without_a_stream_says_so_asks_every_fifteen_seconds_and_recovers(desk, person):
    number = desk.mail("Before the tunnel", name="Train Rider", address="rider@post.example")
    mira = person("Mira")
    mira.page.clock.install()
    mira.page.route("**/live?*", lambda route: route.abort())
    mira.opens(number)
    mark = mira.page.locator("#live-state")
    mira.page.clock.fast_forward(3_100)
    expect(mark).to_be_visible()
    other = desk.mail("In the tunnel", name="Late Writer", address="late@post.example")
    desk.mail("And one thing more", name="Train Rider", address="rider@post.example", answers=number)
    expect(mira.row(other)).to_have_count(0)
    mira.page.clock.fast_forward(15_100)
    mira.sees("Late Writer", f"#row-{other}")
    mira.sees("And one thing more", "#timeline")
    expect(mark).to_be_visible()
    mira.page.unroute("**/live?*")
    mira.page.clock.fast_forward(15_100)
    expect(mark).to_be_hidden(timeout=20_000)
    third = desk.mail("Out of the tunnel", name="Third Writer", address="third@post.example")
    mira.sees("Third Writer", f"#row-{third}")
    # The browser itself reports each connection that was cut.
    assert all("ERR_FAILED" in trouble for trouble in mira.troubles)
    mira.troubles.clear()


def test_hidden_page_keeps_quiet_and_catches_up_when_it_is_looked_at(desk, person):
    mira, jonas = person("Mira").goes_to("/conversations/?view=open"), person("Jonas").goes_to("/conversations/?view=open")
    mira.page.evaluate("() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); }")
    number = desk.mail("While nobody looked", name="Quiet Writer", address="quiet@post.example")
    jonas.sees("Quiet Writer", f"#row-{number}")
    expect(mira.row(number)).to_have_count(0)
    mira.page.evaluate("""() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    mira.sees("Quiet Writer", f"#row-{number}")
