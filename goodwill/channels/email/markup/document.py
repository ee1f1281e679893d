"""A parsed HTML body, without what readers never see (hidden preview lines, scripts), for reading its words."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_HTML = 1_000_000
_MAX_TAGS = 40_000
_TAG = re.compile(r"<(/?)[a-zA-Z]")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:max-height|font-size)\s*:\s*0(?:px|pt|em)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_MAYBE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide|max-height\s*:\s*0|font-size\s*:\s*0|\shidden[\s>=]")
_NEVER_READ = ("script", "style", "head", "title", "noscript", "template", "iframe", "object", "svg", "math", "textarea", "select")


def read_document(html: str) -> HtmlElement | None:
    """Parse; None for nothing, or for something that no person wrote (too many tags)."""
    html = html[:MAX_HTML]
    tags = _TAG.findall(html)
    if len(tags) > _MAX_TAGS or not html.strip():
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    _drop_unread(root)
    if has_hidden(html):
        drop_hidden(root)
    return root


def has_hidden(html: str) -> bool:
    return bool(_MAYBE_HIDDEN.search(html.lower()))


def drop_hidden(root: HtmlElement) -> None:
    """Remove what a style hides, so that preview lines and hidden text don't appear once styles are gone."""
    for element in list(root.iter(etree.Element)):
        style = element.get("style")
        if (style and _HIDDEN_STYLE.search(style)) or element.get("hidden") is not None:
            drop(element)


def drop(element: HtmlElement) -> None:
    """Remove an element with its content, keeping the text that follows it."""
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def _drop_unread(root: HtmlElement) -> None:
    for element in list(root.iter(*_NEVER_READ)):
        drop(element)
