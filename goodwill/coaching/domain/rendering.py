"""Makes safe markup of what is written in a few signs: headings, lists, bold, italic, code and links."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "a", "br"}
LONGEST = 60_000
_HEADING = re.compile(r"(#{1,3})\s+(.*)")
_BULLET = re.compile(r"[-*]\s+(.*)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(.*)")
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(\S(?:.*?\S)?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+|/[^\s)]*)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<![\"(>=])(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}])"), r'<a href="\1">\1</a>'),
)


def rendered(text: str) -> Markup:
    """The text as markup, which is cleaned once more: whatever was typed, nothing but these tags comes out."""
    import nh3  # only who reads an article needs it

    made = "\n".join(_blocks(text[:LONGEST].replace("\r\n", "\n").split("\n")))
    return Markup(nh3.clean(made, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}))  # noqa: S704 - cleaned


def plain(text: str) -> str:
    """The text without the signs, for a letter and for excerpts."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        heading = _HEADING.fullmatch(line.strip())
        words = heading[2] if heading else line.rstrip()
        words = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r"\1 (\2)", words)
        lines.append(re.sub(r"(\*\*|`)(.+?)\1", r"\2", words))
    return "\n".join(lines).strip()


def _blocks(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    listed = ""
    for line in [*lines, ""]:
        words = line.strip()
        heading, bullet, number = _HEADING.fullmatch(words), _BULLET.fullmatch(words), _NUMBER.fullmatch(words)
        kind = "ul" if bullet else "ol" if number else ""
        if paragraph and (not words or heading or kind):
            yield f"<p>{'<br>'.join(paragraph)}</p>"
            paragraph = []
        if listed and listed != kind:
            yield f"</{listed}>"
        if kind and listed != kind:
            yield f"<{kind}>"
        listed = kind
        if heading:
            level = "h3" if len(heading[1]) < 3 else "h4"
            yield f"<{level}>{_inline(heading[2])}</{level}>"
        elif bullet or number:
            found = bullet or number
            assert found is not None
            yield f"<li>{_inline(found[1])}</li>"
        elif words:
            paragraph.append(_inline(words))


def _inline(words: str) -> str:
    made = str(escape(words))
    for pattern, replacement in _INLINE:
        made = pattern.sub(replacement, made)
    return made
