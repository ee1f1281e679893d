"""What was newly written in a message: its words without quotation and signature; in doubt, more rather than less."""

import re

from lxml.html import HtmlElement

from goodwill.channels.email.markup.text import text_of
from goodwill.channels.email.quoting.containers import remove_quotations
from goodwill.channels.email.quoting.marks import Mark, is_quoted, is_rule, mark_at, split_shared_lines
from goodwill.channels.email.quoting.phrases import FORWARD_SUBJECT
from goodwill.channels.email.quoting.signatures import without_signature

MAX_LINES = 5_000
_HINT = re.compile(
    r"^[ \t]{0,3}(?:>|&gt;|\| )|[:：][*\u200e\u200f\u202a-\u202e \t]{0,10}$|"
    r"^[ \t>*]{0,20}\w[\w' -]{0,20}\*?\s?[:：]|(?<![-_=*])[-_=*]{2,60}[ \t]{0,10}\w",
    re.MULTILINE,
)
_ONLY_LINK = re.compile(r"^\s*[(<]?https?://\S+[)>]?\s*>?\s*$")


def trim_text(text: str, subject: str = "") -> str:
    """The newly written part of plain text. A forwarded message is kept: it is what the sender wants to show."""
    whole = text.strip()
    if not _HINT.search(whole):
        return without_signature(whole)
    kept = _without_quotation(whole, is_forward=bool(FORWARD_SUBJECT.match(subject)))
    return without_signature(kept) if kept.strip() else whole


def trim_html(root: HtmlElement, text: str, subject: str = "") -> str:
    """The newly written part of an HTML body, of which ``text`` is the whole; ``root`` may be changed."""
    if not FORWARD_SUBJECT.match(subject) and remove_quotations(root):
        rest = text_of(root)
        if rest.strip():
            return trim_text(rest, subject)
    return trim_text(text, subject)


def _without_quotation(text: str, *, is_forward: bool) -> str:
    lines = split_shared_lines(text).split("\n")
    kept: list[str] = []
    index = 0
    while index < len(lines):
        if index > MAX_LINES:
            kept += lines[index:]
            break
        mark = mark_at(lines, index)
        if mark is None:
            index = _take_line(lines, index, kept)
            continue
        kind, after = mark
        if kind is Mark.FORWARDED or (is_forward and kind is not Mark.ATTRIBUTION):
            return "\n".join([*kept, *lines[index:]]).strip()
        following = _first_words(lines, after)
        if following < len(lines) and is_quoted(lines[following]):
            index = following
        elif any(line.strip() for line in kept):
            _drop_rule(kept)
            break
        else:
            return text
    return "\n".join(kept).strip()


def _drop_rule(kept: list[str]) -> None:
    """The line that is drawn above a block of headers belongs to the quotation."""
    while kept and (not kept[-1].strip() or is_rule(kept[-1])):
        kept.pop()


def _first_words(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def _take_line(lines: list[str], index: int, kept: list[str]) -> int:
    """Keep a line of the sender's own, or skip a run of quoted ones; gives the index after it."""
    if not is_quoted(lines[index]):
        kept.append(lines[index])
        return index + 1
    end = _end_of_quotation(lines, index)
    if _is_false_alarm(lines, index, end):
        kept += lines[index:end]
    return end


def _end_of_quotation(lines: list[str], index: int) -> int:
    """Where the quoted lines end; a line broken out of a long quoted one in their midst belongs to them."""
    while index < len(lines):
        if is_quoted(lines[index]) or _is_broken_out(lines, index):
            index += 1
        else:
            break
    return index


def _is_broken_out(lines: list[str], index: int) -> bool:
    """The line stands directly between quoted ones and continues the one above, or is nothing but a link."""
    line, above = lines[index], lines[index - 1]
    if index + 1 >= len(lines) or not is_quoted(lines[index + 1]) or not line.strip():
        return False
    return (
        len(above) >= 65
        or above.rfind("(") > above.rfind(")")
        or above[2:].rfind("<") > above[2:].rfind(">")
        or bool(_ONLY_LINK.match(line))
    )


def _is_false_alarm(lines: list[str], index: int, end: int) -> bool:
    """A single line like ">>> look here <<<", or the end of a link that was broken over lines, quotes nothing."""
    run = lines[index:end]
    if len(run) > 1:
        return False
    line = run[0].strip()
    before = lines[index - 1] if index else ""
    opens_link = before.rfind("<") > before.rfind(">") or (index > 1 and lines[index - 2].rfind("<") > lines[index - 2].rfind(">"))
    return line.endswith("<<<") or (line.startswith(">") and opens_link)
