"""The doors of every page, and what the browser loads."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

import goodwill.web
from goodwill.web.shared import assets, icons, shortcuts
from goodwill.web.shared.middleware import SignedInAgent
from tests.factories.accounts import an_agent

WEB = Path(goodwill.web.__file__).parent


def patterns(resolver=None) -> list[URLPattern]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += [entry] if isinstance(entry, URLPattern) else patterns(entry)
    return found


def test_every_view_is_closed_unless_it_says_that_it_is_public():
    public = {str(p.pattern) for p in patterns() if getattr(p.callback, "is_public", False)}
    assert {"desk.css", "icons.svg"} <= public
    assert len(public) < len(patterns()) / 3
    assert not {p.name for p in patterns() if p.name in ("conversations", "conversation", "search", "customers")} & SignedInAgent.SIGNING_IN


@pytest.mark.parametrize(
    "path", ["/", "/conversations/", "/conversations/1/", "/search", "/customers/", "/attachments/1/", "/messages/1/html", "/sink/"]
)
def test_stranger_is_sent_to_the_sign_in(db, path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/sign-in")
    fragment = Client().get(path, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.content) == (401, b"")


def test_agent_who_was_deactivated_is_out_at_once(db):
    agent, client = an_agent(), Client()
    client.force_login(agent)
    assert client.get("/conversations/").status_code == 200
    agent.is_active = False
    agent.save()
    assert client.get("/conversations/").status_code == 302


def test_policy_allows_our_own_files_and_the_one_import_map(db):
    client = Client()
    client.force_login(an_agent())
    response = client.get("/conversations/")
    policy = response.headers["Content-Security-Policy"]
    assert f"script-src 'self' '{assets.import_map_hash()}'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert f'<script type="importmap">{assets.import_map()}</script>' in text
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "importmap" not in tag]
    assert inline == []
    assert re.findall(r'\sstyle="|\son[a-z]+="', text) == []


def test_page_speaks_the_agents_language_and_time_zone(db):
    client = Client()
    client.force_login(an_agent(language="de", time_zone="Europe/Berlin"))
    assert '<html lang="de"' in client.get("/conversations/").content.decode()


def test_stylesheet_and_sprite_are_kept_for_ever_under_their_digest(db):
    for asset in (assets.stylesheet(), assets.sprite()):
        response = Client().get(asset.href)
        assert response.content == asset.content
        assert "immutable" in response.headers["Cache-Control"]
    css = assets.stylesheet().content.decode()
    assert css.startswith("@layer reset, base, components, pages, utilities;")
    assert css.count("{") == css.count("}")


def test_every_icon_of_a_template_is_in_the_sprite():
    used = {name for file in WEB.rglob("*.html") for name in re.findall(r'icon\("([a-z0-9-]+)"', file.read_text())}
    assert used - set(icons.NAMES) == set()
    with pytest.raises(LookupError, match="No icon"):
        icons.drawing("/x", "no-such-icon")


def test_every_module_that_is_imported_is_in_the_map():
    known = dict(assets.modules())
    for file in WEB.rglob("*.js"):
        for name in re.findall(r'(?:from|import) "([a-z/-]+)"', file.read_text()):
            assert name in known, f"{file.name} imports {name}"
    named = {
        word
        for file in WEB.rglob("*.html")
        for words in re.findall(r'data-behaviour="([a-z -]+)"', file.read_text())
        for word in words.split()
    }
    assert {name for name in named if f"behaviours/{name}" not in known} == set()


def test_each_key_does_one_thing_in_its_place():
    for _title, those in shortcuts.SHORTCUTS:
        keys = [one.keys for one in those]
        assert len(keys) == len(set(keys))
    assert shortcuts.spoken("g o") == [["g"], ["o"]]
    assert shortcuts.spoken("Control+k") == [["Ctrl", "k"]]
