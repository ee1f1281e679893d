"""The words and files of a message: text, newly written text, clean HTML, attachments, and what a reader should know."""

import html as entities
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml.html import tostring

from goodwill.channels.email.markup.clean import clean_html
from goodwill.channels.email.markup.document import drop_hidden, has_hidden, read_document
from goodwill.channels.email.markup.text import strip_tags, text_of
from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.bodies import Bodies, choose_bodies
from goodwill.channels.email.mime.calendar import MAX_CALENDAR, summarise_calendar
from goodwill.channels.email.mime.files import attachment_of
from goodwill.channels.email.mime.flowed import unflow
from goodwill.channels.email.mime.names import Names, clean_filename
from goodwill.channels.email.mime.protection import protections, without_armour
from goodwill.channels.email.mime.transfer import split_uuencoded
from goodwill.channels.email.mime.tree import Part
from goodwill.channels.email.outlook.tnef import PackedMessage
from goodwill.channels.email.outlook.unpacking import attachments_of, may_be_tnef, unpack
from goodwill.channels.email.quoting.trim import trim_html, trim_text
from goodwill.inboxes.contract import Attachment

MAX_TEXT = 1_000_000
_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})

_LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_CID = re.compile(r'"cid:([^"]{1,400})"')


@dataclass(frozen=True, slots=True)
class Source:
    """The decoded words of one part, with their marks of format."""

    words: str
    is_html: bool


@dataclass(slots=True)
class Content:
    """What the body of a message says."""

    text: str = ""
    new_text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def notice(self, code: str) -> None:
        if code not in self.notices:
            self.notices.append(code)


def read_content(root: Part, subject: str) -> Content:
    """Read the body of a message. ``subject`` helps to tell a forwarded message from a quoted one."""
    content = Content()
    bodies = choose_bodies(root)
    names = Names()
    content.attachments = [attachment_of(part, names) for part in bodies.files]
    packed = _unpack_outlook(content, names)
    _read_words(content, bodies, packed, subject, names)
    _add_calendar(content, bodies.files)
    for code in protections(bodies.containers, bodies.files, content.text):
        content.notice(code)
    _mark_inline(content)
    return content


def _unpack_outlook(content: Content, names: Names) -> list[PackedMessage]:
    """Put the files from winmail.dat in its place."""
    if not any(may_be_tnef(file.content_type, file.filename) for file in content.attachments):
        return []
    kept: list[Attachment] = []
    unpacked: list[PackedMessage] = []
    for file in content.attachments:
        packed = unpack(file.content) if may_be_tnef(file.content_type, file.filename) else None
        if packed is None:
            kept.append(file)
        else:
            unpacked.append(packed)
            kept += attachments_of(packed, names)
            content.notice("tnef")
    content.attachments = kept
    return unpacked


def _read_words(content: Content, bodies: Bodies, packed: list[PackedMessage], subject: str, names: Names) -> None:
    sources = _sources(content, bodies, names)
    texts = [sources[id(part)] for part in bodies.texts]
    htmls = [sources[id(part)] for part in bodies.htmls]
    for message in packed:
        if not any(source.words.strip() for source in texts):
            texts = [Source(message.text or message.html, is_html=not message.text)]
        if message.html and not any(source.is_html for source in htmls):
            htmls = [Source(message.html, is_html=True)]
    if any(source.is_html for source in htmls):
        content.html = "\n<hr>\n".join(filter(None, map(_cleaned, htmls)))
    # The text version, unless it is empty while the HTML version is not.
    readable = texts if any(source.words.strip() for source in texts) else htmls
    both = [_from_html(source.words, subject) if source.is_html else _from_text(source.words, subject) for source in readable]
    content.text = _capped(content, "\n\n".join(filter(None, (text for text, _ in both))))
    content.new_text = _capped(content, "\n\n".join(filter(None, (new for _, new in both))))


def _sources(content: Content, bodies: Bodies, names: Names) -> dict[int, Source]:
    parts = {id(part): part for part in [*bodies.texts, *bodies.htmls]}
    return {key: _source(content, part, names) for key, part in parts.items()}


def _source(content: Content, part: Part, names: Names) -> Source:
    data = part.content(limit=0 if part.content_type == "text/plain" else MAX_TEXT * 4)
    _keep_damaged(content, part, data, names)
    if b"begin" in data and part.content_type != "text/html":
        data, files = split_uuencoded(data)
        for name, file in files:
            filename = names.distinct(clean_filename(charsets.decode(name)))
            content.attachments.append(Attachment(filename, "application/octet-stream", file))
    text = _capped(content, charsets.decode(data[: MAX_TEXT * 4], part.charset))
    if part.content_type == "text/html" or _LOOKS_HTML.match(text):
        return Source(text, is_html=True)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, deletes_space=part.parameters.get("delsp", "").lower() == "yes")
    return Source(text, is_html=False)


def _keep_damaged(content: Content, part: Part, data: bytes, names: Names) -> None:
    """Words that may not be all that was sent stay as a file, too: cut off on the way, undecodable, or parts that can't be told apart."""
    if part.is_cut and data.strip():
        content.notice("truncated")
    elif not data and part.body.strip():
        data = part.body
    elif not part.content_type.startswith("multipart/"):
        return
    if data.strip():
        content.attachments.append(Attachment(names.distinct("part.txt"), "text/plain", data))


def _add_calendar(content: Content, files: list[Part]) -> None:
    """An invitation says in one line of the text what it is; the file itself stays attached."""
    for part in files:
        if part.content_type not in _CALENDARS:
            continue
        content.notice("calendar")
        line = summarise_calendar(charsets.decode(part.content(limit=MAX_CALENDAR), part.charset or "utf-8"))
        if line and line not in content.text:
            content.text = f"{content.text}\n\n{line}".strip()
            content.new_text = f"{content.new_text}\n\n{line}".strip()


def _capped(content: Content, text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    content.notice("truncated")
    return text[:MAX_TEXT]


def _cleaned(source: Source) -> str:
    if not source.is_html:
        return entities.escape(source.words.strip(), quote=False).replace("\n", "<br>\n")
    words = _without_hidden(source.words) if has_hidden(source.words) else source.words
    return clean_html(words)


def _without_hidden(source: str) -> str:
    root = read_document(source)
    if root is None:
        return source
    drop_hidden(root)
    return str(tostring(root, encoding="unicode"))


def _from_text(source: str, subject: str) -> tuple[str, str]:
    return source.strip("\n").rstrip(), trim_text(without_armour(source), subject)


def _from_html(source: str, subject: str) -> tuple[str, str]:
    root = read_document(source)
    text = "" if root is None else text_of(root)
    if root is None or not text:
        text = strip_tags(source)
        return text, trim_text(text, subject)
    return text, trim_html(root, text, subject)


def _mark_inline(content: Content) -> None:
    """A file is inline when the HTML shows it; one that nothing shows must stay in the list of files."""
    if not content.html or "cid:" not in content.html:
        shown: set[str] = set()
    else:
        shown = {unquote(entities.unescape(found)) for found in _CID.findall(content.html)}
    content.attachments = [
        file if file.is_inline == (file.content_id in shown) else replace(file, is_inline=file.content_id in shown)
        for file in content.attachments
    ]
