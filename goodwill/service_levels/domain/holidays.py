"""The public holidays of countries and their parts, from the library of that name.

The library is imported where it is used: most processes never ask for a holiday.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from goodwill.service_levels.errors import UnusableCalendar

# This year and the next three: promises reach no further, and each new year is proposed three years ahead.
YEARS_AHEAD = 3


def window(today: date) -> tuple[date, date]:
    """The first and last day for which free days are looked up."""
    return date(today.year, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """Code and English name of each country that the library knows, by name."""
    from holidays import registry

    found = ((entry[1], _words(module)) for module, entry in registry.COUNTRIES.items())
    return tuple(sorted(found, key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    return dict(countries()).get(code, code)


@lru_cache(maxsize=64)
def subdivisions(country: str) -> tuple[tuple[str, str], ...]:
    """Code and name of each state or region of a country that has holidays of its own."""
    if country not in dict(countries()):
        return ()
    import holidays

    known = holidays.country_holidays(country)
    names: dict[str, str] = {}
    for alias, code in known.subdivisions_aliases.items():
        names.setdefault(code, alias)
    return tuple(sorted(((code, names.get(code, code)) for code in known.subdivisions), key=lambda pair: pair[1]))


def holidays_of(country: str, subdivision: str, years: Iterable[int]) -> dict[date, str]:
    """The public holidays by date, named in the desk's language where the library has it; raise UnusableCalendar."""
    import holidays

    if country not in dict(countries()):
        raise UnusableCalendar(_("The holidays of this country are not known."))
    if subdivision and subdivision not in dict(subdivisions(country)):
        raise UnusableCalendar(_("This country has no such state or region."))
    spoken = holidays.country_holidays(country).supported_languages or ()
    language = next((code for code in spoken if code.split("_")[0] == settings.LANGUAGE_CODE.split("-")[0]), None)
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=list(years), language=language, categories=holidays.PUBLIC, expand=False
    )
    return {day: name.replace("; ", ", ")[:200] for day, name in sorted(found.items())}


def _words(module: str) -> str:
    """ "isle_of_man" as "Isle of Man"."""
    small = {"and", "of", "the"}
    words = [word if word in small else word.capitalize() for word in module.split("_")]
    return re.sub(r"\bUs\b", "US", " ".join(words))
