"""The Jinja2 environment of all faces: gettext, icons, times and addresses of files."""

from functools import lru_cache
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from goodwill.web.shared import assets, icons, times
from goodwill.web.shared.amounts import money
from goodwill.web.shared.generator import QuickGenerator, quoted
from goodwill.web.shared.shortcuts import SHORTCUTS, spoken


@lru_cache(maxsize=2048)
def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """Draw an icon; give a label where no words stand beside it."""
    return icons.drawing(assets.sprite().href, name, size, label)


def moment(value: Any, style: str = "brief") -> Markup:
    """A <time> with the full date as its title. Styles: ``brief`` for lists, ``daytime`` for messages, ``full``."""
    full = times.full(value)
    words = full if style == "full" else _STYLES[style](value)
    iso = value.isoformat(timespec="seconds")
    return Markup(f'<time datetime="{iso}" title="{quoted(full)}">{quoted(words)}</time>')  # noqa: S704 - escaped


_STYLES = {"brief": times.brief, "daytime": times.daytime}


@lru_cache(maxsize=8192)
def _in_language(language: str | None, text: str) -> str:
    return gettext(text)


def translated(text: str) -> str:
    """gettext with a memory: a page asks for some three hundred words, and they stay the same."""
    return _in_language(get_language(), text)


_sheets: dict[str | None, Markup] = {}


def _keys_sheet(made: Environment, language: str | None) -> Markup:
    """The ? sheet and the palette's frame, which are the same on every page; drawn once for each language."""
    if language not in _sheets:
        drawn = made.get_template("shared/_keys.html").render(shortcuts=SHORTCUTS, spoken=spoken)
        _sheets[language] = Markup(drawn)  # noqa: S704 - drawn by an escaping template of ours
    return _sheets[language]


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@lru_cache(maxsize=4096)
def hue(name: str) -> int:
    """One of eight colours, always the same for the same name."""
    return sum(name.encode()) % 8 + 1


class DeskEnvironment(Environment):
    """What ``QuickGenerator`` writes finds ``quoted`` and ``direct`` here."""

    code_generator_class = QuickGenerator
    quoted = staticmethod(quoted)
    direct: ClassVar = {"_": translated, "icon": icon, "moment": moment, "initials": initials, "hue": hue, "money": money}


def environment(**options: Any) -> Environment:
    """Made once a process by Django's Jinja2 backend."""
    # The backend turns autoescaping on.
    made = DeskEnvironment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(
        **DeskEnvironment.direct,
        ngettext=ngettext,
        pgettext=pgettext,
        keys_sheet=lambda: _keys_sheet(made, get_language()),
        url=reverse,
        static=assets.versioned,
        stylesheet=lambda: assets.stylesheet().href,
        modules=assets.modules,
        import_map=lambda: Markup(assets.import_map()),  # noqa: S704 - made of the names of our own files
        format_html=format_html,
    )
    made.filters.update(brief=times.brief, day=times.day, daytime=times.daytime, full=times.full, span=times.span, filesize=times.size)
    return made
