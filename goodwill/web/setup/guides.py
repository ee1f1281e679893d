"""Renders the guides of channels and store connectors: the part of Markdown that they use, and nothing that could carry a script.

Headings, paragraphs, lists, tables, fenced code, `code`, **strong**, *stressed* and links; everything else is shown as it stands.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.html import escape
from markupsafe import Markup

from goodwill.commerce.contract import Connector
from goodwill.inboxes.contract import Channel

_INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*\s][^*]*)\*|\[(?P<words>[^\]]+)\]\((?P<href>[^)\s]+)\)|<(?P<bare>https?://[^>\s]+)>"
)
_SAFE_HREF = re.compile(r"(https?://|/(?!/)|#)")
_ITEM = re.compile(r"(?P<mark>[-*]|\d+[.)])\s+(?P<text>.*)")
_HEADING = re.compile(r"(?P<level>#{1,4})\s+(?P<text>.*)")


def guide_of(plug_in: Channel | Connector) -> Markup | None:
    """The guide.md beside the plug-in's class as HTML; None where it has none."""
    path = Path(inspect.getfile(type(plug_in))).with_name("guide.md")
    return render(path.read_text(encoding="utf-8")) if path.is_file() else None


def render(text: str) -> Markup:
    """HTML of a Markdown text. A first-level heading becomes a second-level one: the page has its own title."""
    return Markup("\n").join(_blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Markup]:
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if not line.strip():
            at = end
            continue
        if line.startswith("```"):
            end = _until(lines, end, lambda other: other.startswith("```"))
            yield Markup('<pre tabindex="0"><code>{}</code></pre>').format("\n".join(lines[at + 1 : end]))
            end += 1
        elif heading := _HEADING.fullmatch(line):
            yield Markup("<h{0}>{1}</h{0}>").format(min(len(heading["level"]) + 1, 4), _inline(heading["text"]))
        elif line.startswith("|"):
            end = _until(lines, end, lambda other: not other.startswith("|"))
            yield _table(lines[at:end])
        elif _ITEM.match(line):
            end = _until(lines, end, lambda other: not (_ITEM.match(other) or other.startswith("  ")))
            yield _list(lines[at:end])
        else:
            end = _until(lines, end, lambda other: not other.strip() or other.startswith(("```", "#", "|")) or bool(_ITEM.match(other)))
            yield Markup("<p>{}</p>").format(_inline(" ".join(lines[at:end])))
        at = end


def _until(lines: list[str], start: int, is_end: Callable[[str], bool]) -> int:
    return next((at for at in range(start, len(lines)) if is_end(lines[at])), len(lines))


def _list(lines: list[str]) -> Markup:
    items: list[str] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            items.append(item["text"])
        else:
            items[-1] += " " + line.strip()
    kind = "ol" if lines[0][0].isdigit() else "ul"
    inside = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    return Markup("<{0}>{1}</{0}>").format(kind, inside)


def _table(lines: list[str]) -> Markup:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head, body = rows[0], [row for row in rows[1:] if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(_inline(cell)) for cell in head)
    cells = [Markup("").join(Markup("<td>{}</td>").format(_inline(cell)) for cell in row) for row in body]
    inside = Markup("").join(Markup("<tr>{}</tr>").format(row) for row in cells)
    return Markup(
        '<div class="table-frame" tabindex="0"><table class="table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(heads, inside)


def _inline(text: str) -> Markup:
    """Code, strong words and links of one line; the words between are escaped."""
    parts: list[str] = []
    at = 0
    for found in _INLINE.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(_piece(found))
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("").join(Markup(part) for part in parts)  # noqa: S704 - each part is escaped


def _piece(found: re.Match[str]) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["strong"]:
        return Markup("<strong>{}</strong>").format(_inline(found["strong"]))
    if found["em"]:
        return Markup("<em>{}</em>").format(_inline(found["em"]))
    href = found["href"] or found["bare"]
    words = found["words"] or href
    if not _SAFE_HREF.match(href):
        return Markup("{}").format(words)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, words)
