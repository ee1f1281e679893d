"""The words of an HTML body as plain text: paragraphs, lists, quotations and tables as lines."""

import re

from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table"])
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u200b\u200c\u00ad]+")
_MANY_LINES = re.compile(r"\n{3,}")
_TAGS = re.compile(r"<(?:script|style)\b.{0,100000}?</(?:script|style)>|<!--.{0,100000}?-->|<[^<>]{0,5000}>", re.IGNORECASE | re.DOTALL)
_BREAKING = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]{0,100}>", re.IGNORECASE)
_QUOTE_PREFIX = "> "


class _Writer:
    """Collects words into lines; block elements end the line, quotations put a mark before each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.quotes = 0
        self.is_preformatted = 0

    def write(self, text: str | None) -> None:
        if not text:
            return
        if self.is_preformatted:
            first, *more = text.split("\n")
            self.words.append(first)
            for line in more:
                self.end_line()
                self.words.append(line)
            return
        self.words.append(text)

    def end_line(self) -> None:
        line = "".join(self.words)
        if not self.is_preformatted:
            line = _BLANKS.sub(" ", line).strip()
        self.words = []
        self.lines.append(_QUOTE_PREFIX * self.quotes + line if line or self.quotes else "")

    def end_block(self) -> None:
        if self.words and not "".join(self.words).isspace():
            self.end_line()
        self.words = []

    def gap(self) -> None:
        self.end_block()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append((_QUOTE_PREFIX * self.quotes).rstrip())


def text_of(root: HtmlElement) -> str:
    """The words of a tree, without recursion: mails nest tables hundreds deep."""
    writer = _Writer()
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        if not isinstance(element.tag, str):
            writer.write(element.tail)
            continue
        if is_done:
            _close(writer, element)
            writer.write(element.tail if element is not root else None)
            continue
        _open(writer, element)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    writer.end_block()
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in writer.lines)).strip()


def _open(writer: _Writer, element: HtmlElement) -> None:
    tag = element.tag
    if tag == "br":
        writer.end_line()
    elif tag in _SPACED:
        writer.gap()
    elif tag in _BLOCKS:
        writer.end_block()
    if tag == "blockquote":
        writer.quotes = min(writer.quotes + 1, 20)
    elif tag == "pre":
        writer.is_preformatted += 1
    elif tag == "li":
        writer.write("- ")
    elif tag == "hr":
        writer.write("________________")
    elif tag == "img" and element.get("alt"):
        writer.write(f"[{element.get('alt')}]")
    writer.write(element.text)


def _close(writer: _Writer, element: HtmlElement) -> None:
    tag = element.tag
    if tag in _CELLS:
        writer.write(" ")
    elif tag in _BLOCKS:
        writer.end_block()
    if tag == "blockquote":
        writer.quotes = max(0, writer.quotes - 1)
    elif tag == "pre":
        writer.is_preformatted -= 1
    if tag in _SPACED:
        writer.gap()


def strip_tags(html: str) -> str:
    """The words of HTML that is too odd to parse: tags out, the commonest entities in."""
    text = _TAGS.sub(" ", _BREAKING.sub("\n", html[:1_000_000]))
    for entity, character in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return _MANY_LINES.sub("\n\n", re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", text))).strip()
