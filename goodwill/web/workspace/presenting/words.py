"""Writes what people wrote as safe markup: escaped, with links that can be followed and agents' names marked."""

import re

from markupsafe import Markup, escape

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")
LONGEST = 60_000


def linked(text: str) -> Markup:
    """Escaped text whose web addresses are links that tell the other side nothing of ours."""
    text = text[:LONGEST]
    parts, end = [], 0
    for match in LINK.finditer(text):
        url = escape(match.group())
        parts += [escape(text[end : match.start()]), f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">{url}</a>']
        end = match.end()
    return Markup("".join([*parts, escape(text[end:])]))  # noqa: S704 - every part is escaped


def with_mentions(text: str, names: list[str]) -> Markup:
    """Like ``linked``, with ``@Name`` marked for the agents that there are."""
    markup = linked(text)
    found = [str(escape(part)) for name in names for part in {name, name.split(" ")[0]} if part]
    if "@" not in text or not found:
        return markup
    pattern = re.compile(r"@(?:" + "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True)) + r")\b", re.IGNORECASE)
    return Markup(pattern.sub(lambda match: f'<span class="mention">{match.group()}</span>', str(markup)))  # noqa: S704


def rest_of(text: str, new_text: str) -> str:
    """What stands in ``text`` beside what was newly written: quotation and signature; all of it when they are interwoven."""
    whole, new = text.strip(), new_text.strip()
    if not new or whole == new:
        return ""
    if whole.startswith(new):
        return whole[len(new) :].strip("\n")
    at = whole.find(new)
    return whole[:at].strip() if at > 0 and not whole[at + len(new) :].strip() else whole
