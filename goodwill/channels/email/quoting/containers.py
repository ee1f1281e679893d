"""Elements in which mail programs put what they quote, by their class, id or style."""

import re

from lxml.html import HtmlElement

from goodwill.channels.email.quoting.marks import Mark, mark_at

_QUOTE_CLASSES = (
    "gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "moz-cite-prefix",
    "moz-email-headers-table", "moz-forward-container", "airmail_on", "gmail_attr", "mail-quote", "quoted-text", "freemail_quote",
    "mailquote", "front-blockquote", "hey-quote", "skiff_quote", "wpsquote", "ymail_quote", "edo_quote", "spark_quote",
)  # fmt: skip
_QUOTE_IDS = (
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "isreplycontent",
    "yahoo_quoted",
    "reply-intro",
    "original-content",
    "qt",
)
_FROM_HERE_IDS = ("appendonsend", "divrplyfwdmsg", "stopspelling", "replyforwardmessage", "ms-outlook-mobile-reference-message")
_OUTLOOK_BORDER = re.compile(r"border(?:-top)?:\s*(?:none;\s*border-top:\s*)?solid\s*#?(?:e1e1e1|b5c4df)", re.IGNORECASE)
_STEPS_ABOVE = 30
_MOST_BLOCKQUOTES = 100
_PREFIX = re.compile(r"^(?:x_|x-|m_-?\d+)+")


def remove_quotations(root: HtmlElement) -> bool:
    """Drop the quoting elements of a tree; True when something was dropped. A forwarded message is left in place."""
    dropped = False
    blockquotes = 0
    for element in list(root.iter("div", "blockquote", "span", "table", "hr", "p", "section")):
        if not _is_attached(element, root):
            continue
        if _begins_quotation(element):
            dropped = _drop_from(element) or dropped
        elif element.tag == "blockquote" and not _is_cited(element) and blockquotes < _MOST_BLOCKQUOTES:
            blockquotes += 1
            if _is_own_formatting(element):
                element.tag = "div"
                dropped = True
        elif _is_quotation(element) and not _is_forward(element):
            _drop(element)
            dropped = True
    return dropped


def _names(value: str | None) -> list[str]:
    return [_PREFIX.sub("", name) for name in (value or "").lower().split()]


def _is_quotation(element: HtmlElement) -> bool:
    if any(name in _QUOTE_CLASSES or name.startswith("yahoo_quoted") for name in _names(element.get("class"))):
        return True
    if any(name in _QUOTE_IDS or name.startswith("yahoo_quoted") for name in _names(element.get("id"))):
        return True
    return bool(element.tag == "blockquote")


def _is_cited(element: HtmlElement) -> bool:
    return element.get("type") == "cite" or "cite" in _names(element.get("class"))


def _is_own_formatting(element: HtmlElement) -> bool:
    """A blockquote without a mark of a mail program, which the writer may have made to quote somebody else.

    It is the old message when an attribution stands above it, or when nothing follows it. Gmail's own button for
    quotations makes a blockquote with its class, but outside of its reply container.
    """
    above = _text_above(element)
    if above and _ends_in_attribution(above):
        return False
    if "gmail_quote" in _names(element.get("class")):
        return not any("gmail_quote" in _names(outer.get("class")) for outer in element.iterancestors())
    return bool(_text_below(element))


def _text_above(element: HtmlElement) -> str:
    """The words before an element, at least as many as an attribution needs."""
    pieces: list[str] = []
    previous = element.getprevious()
    for _ in range(_STEPS_ABOVE):
        if sum(map(len, pieces)) > 400:
            break
        if previous is None:
            parent = element.getparent()
            if parent is None:
                break
            pieces.insert(0, parent.text or "")
            element, previous = parent, parent.getprevious()
            continue
        pieces.insert(0, previous.text_content() + "\n" + (previous.tail or ""))
        previous = previous.getprevious()
    return "\n".join(pieces).strip()


def _ends_in_attribution(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()][-4:]
    return any(mark_at(lines, index) == (Mark.ATTRIBUTION, len(lines)) for index in range(len(lines)))


def _text_below(element: HtmlElement) -> str:
    while element is not None:
        if (element.tail or "").strip():
            return str(element.tail).strip()
        for sibling in element.itersiblings():
            words = sibling.text_content().strip() if isinstance(sibling.tag, str) else ""
            if words or (sibling.tail or "").strip():
                return str(words or sibling.tail)
        element = element.getparent()
    return ""


def _begins_quotation(element: HtmlElement) -> bool:
    """After these everything is the old message, without an element around it."""
    if any(name in _FROM_HERE_IDS for name in _names(element.get("id"))):
        return True
    style = element.get("style")
    return bool(style and element.tag == "div" and _OUTLOOK_BORDER.search(style)) and _has_header_block(element)


def _has_header_block(element: HtmlElement) -> bool:
    lines = [line.strip() for line in element.text_content().split("\n") if line.strip()]
    joined = " ".join(lines)[:2_000]
    found = mark_at(lines, 0) if lines else None
    return bool(found and found[0] is Mark.HEADERS) or joined.count(":") >= 3


def _is_forward(element: HtmlElement) -> bool:
    """Gmail and others put forwarded messages into the same element as quoted ones; only the first line differs."""
    head = element.text_content()[:400].strip().split("\n")
    found = mark_at(head, 0) if head else None
    return bool(found and found[0] is Mark.FORWARDED) or "moz-forward-container" in _names(element.get("class"))


def _is_attached(element: HtmlElement, root: HtmlElement) -> bool:
    """False for what has gone with an element dropped before it."""
    while element.getparent() is not None:
        element = element.getparent()
    return element is root.getroottree().getroot()


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _drop_from(element: HtmlElement) -> bool:
    """Drop an element and what follows it in its block, with the line drawn above; not what precedes it."""
    parent = element.getparent()
    if parent is None:
        return False
    before = element.getprevious()
    for sibling in list(element.itersiblings()):
        sibling.tail = None
        parent.remove(sibling)
    element.tail = None
    parent.remove(element)
    if before is not None and before.tag == "hr":
        before.drop_tree()
    return True
