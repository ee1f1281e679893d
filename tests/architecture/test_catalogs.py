"""Every text for people is translated, with everything that is filled into it."""

import re
import runpy
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from tests.architecture.tree import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\{[^{}]*\}\}|\{\w*\}")


@cache
def tool() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "messages.py"))


def pairs() -> Iterator[tuple[str, str, str]]:
    """(language, text, translation), once for each plural form."""
    for path in tool()["catalogs"]():
        for message in tool()["read"](path):
            if isinstance(message.id, tuple):
                for form in message.string:
                    yield path.parent.parent.name, message.id[1], form
            elif message.id:
                yield path.parent.parent.name, message.id, message.string


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def described(found: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"{language}: {text} -> {translated}" for language, text, translated in found]


def test_catalogs_are_complete_and_compiled(capsys):
    assert tool()["main"](["--check"]) == 0, capsys.readouterr().out


def test_every_language_but_english_has_a_catalog():
    catalogs = {path.parent.parent.name for path in tool()["catalogs"]()}
    assert catalogs == {code for code, _name in settings.LANGUAGES} - {"en"}


def test_translations_keep_every_placeholder():
    assert described(pair for pair in pairs() if placeholders(pair[1]) != placeholders(pair[2])) == []


def test_translations_end_as_the_text_does():
    """Texts are put together with others: a full stop, colon or ellipsis at the end stays, and no space comes or goes."""
    found = [pair for pair in pairs() if pair[2] != pair[2].strip() or (pair[1][-1] in ".:?!…" and not pair[2].endswith(pair[1][-1]))]
    assert described(found) == []


def test_german_quotes_are_german():
    found = [pair for pair in pairs() if pair[0] == "de" and (pair[2].count("„") != pair[2].count("“") or "”" in pair[2] or '"' in pair[2])]
    assert described(found) == []


def test_compiled_german_is_what_pages_get():
    with translation.override("de"):
        assert gettext("Resolve") == "Erledigen"
        assert (gettext("Open"), pgettext("to open", "Open")) == ("Offen", "Öffnen")
        days = [ngettext("%(count)s day", "%(count)s days", count) % {"count": count} for count in (0, 1, 2)]
        assert days == ["0 Tage", "1 Tag", "2 Tage"]


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("This field is required.", "Dieses Feld ist zwingend erforderlich."),
        ("This password is too common.", "Dieses Passwort ist zu üblich."),
        ("You must type the same password each time.", "Geben Sie zweimal dasselbe Passwort ein."),
    ],
)
def test_words_of_the_libraries_are_german_too(text, german):
    """The last one is ours: the library's own is on first-name terms."""
    with translation.override("de"):
        assert gettext(text) == german
