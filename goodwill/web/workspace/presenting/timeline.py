"""A conversation as it is read: letters, notes and quiet lines about what happened, in one order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from goodwill.conversations import timeline
from goodwill.conversations.enums import MatchedBy
from goodwill.conversations.models import Attachment, Conversation, Message, Note
from goodwill.web.workspace.presenting import words
from goodwill.web.workspace.presenting.events import Event, event

FOLD_ABOVE = 3
SAFE_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(frozen=True, slots=True)
class File:
    number: int
    name: str
    href: str
    size: int
    is_image: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as shown."""

    id: str
    number: int
    position: int
    at: datetime
    variant: str
    who: str
    address: str
    to: str
    body: Markup
    rest: Markup
    files: list[File]
    has_html: bool
    has_raw: bool
    mark: str
    authentication: dict[str, Any]
    notices: list[str]
    matched_by: str
    may_detach: bool
    part: int | None
    delivery: str
    delivery_detail: str
    is_automatic: bool
    is_third_party: bool
    is_unread: bool
    is_doubtful: bool
    sent_at: datetime | None
    kind: str = "letter"


@dataclass(frozen=True, slots=True)
class NoteEntry:
    id: str
    position: int
    at: datetime
    who: str
    body: Markup
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Events:
    """Neighbouring events; folded when there are many."""

    id: str
    lines: list[Event]
    kind: str = "events"

    @property
    def is_folded(self) -> bool:
        return len(self.lines) > FOLD_ABOVE


@dataclass(slots=True)
class Read:
    """A timeline made ready to be shown; ``earlier`` is the position to ask before for more."""

    entries: list[Letter | NoteEntry | Events] = field(default_factory=list)
    part_ids: list[int] = field(default_factory=list)
    has_notes: bool = False
    earlier: int = 0
    first_unread: str = ""


def read(conversation: Conversation, *, read_up_to: int | None, names: list[str], before: int = 0) -> Read:
    """The newest letters (or those before a position) with all that stands between them.

    ``read_up_to`` is how far the agent had read; None when never, so that everything of the customer's is new.
    """
    found = timeline.of(conversation, before=before)
    standing: list[Letter | NoteEntry | Event] = []
    for entry in found.entries:
        if entry.message:
            standing.append(_letter(entry.message, conversation, entry.attachments, read_up_to))
        elif entry.note:
            standing.append(_note(entry.note, names))
        elif entry.event and (line := event(entry.event)):
            standing.append(line)
    entries = _grouped(standing)
    first_unread = next((entry.id for entry in entries if isinstance(entry, Letter) and entry.is_unread), "")
    return Read(entries, found.part_ids, any(entry.kind == "note" for entry in entries), found.earlier, first_unread)


def file_of(attachment: Attachment) -> File:
    number = attachment.pk
    return File(number, attachment.filename, f"/attachments/{number}/", attachment.size, attachment.content_type in SAFE_IMAGES)


def _letter(message: Message, conversation: Conversation, attachments: list[Attachment], read_up_to: int | None) -> Letter:
    inbound = message.is_inbound
    shown = message.new_text.strip() or message.text.strip()
    rest = words.rest_of(message.text, message.new_text) if inbound else ""
    return Letter(
        id=f"message-{message.pk}",
        number=message.pk,
        position=message.position,
        at=message.created_at,
        variant="third" if message.is_third_party else "in" if inbound else "out",
        who=(message.author.name if message.author else message.sender_name) or message.sender_address,
        address=message.sender_address if inbound and message.sender_name else "",
        to=recipients_in_words(message.recipients),
        body=words.linked(shown),
        rest=words.linked(rest),
        files=[file_of(attachment) for attachment in attachments],
        has_html=bool(message.html),
        has_raw=message.raw_id is not None,
        mark=mark_of(message.authentication) if inbound else "",
        authentication=message.authentication,
        notices=[NOTICES[code]() for code in message.notices if code in NOTICES],
        matched_by=str(MatchedBy(message.matched_by).label) if message.matched_by and message.matched_by != MatchedBy.NEW else "",
        may_detach=inbound and conversation.message_count > 1 and message.matched_by != MatchedBy.NEW,
        part=message.conversation_id if message.conversation_id != conversation.pk else None,
        delivery=message.delivery,
        delivery_detail=message.delivery_detail,
        is_automatic=message.is_automatic,
        is_third_party=message.is_third_party,
        is_unread=inbound and (read_up_to is None or message.position > read_up_to),
        # Only weak reasons are worth a line of their own; proven ones stand in the menu.
        is_doubtful=message.is_third_party or message.matched_by == MatchedBy.REFERENCES,
        sent_at=message.sent_at,
    )


def recipients_in_words(recipients: list[dict[str, str]]) -> str:
    """ "to Ada Byron, copy to Bo" """
    to = [entry["name"] or entry["address"] for entry in recipients if entry["role"] == "to"]
    copies = [entry["name"] or entry["address"] for entry in recipients if entry["role"] in ("cc", "bcc")]
    parts = [_("to %(names)s") % {"names": ", ".join(to)}] if to else []
    if copies:
        parts.append(_("copy to %(names)s") % {"names": ", ".join(copies)})
    return ", ".join(parts)


def mark_of(authentication: dict[str, Any]) -> str:
    """``verified`` when the sender's domain vouches for it, ``doubtful`` when it says otherwise, else nothing."""
    if authentication.get("dmarc") == "pass":
        return "verified"
    if authentication.get("dmarc") == "fail" or {authentication.get("spf"), authentication.get("dkim")} == {"fail"}:
        return "doubtful"
    return ""


def _note(note: Note, names: list[str]) -> NoteEntry:
    who = note.author.name if note.author else _("A former agent")
    return NoteEntry(f"note-{note.pk}", note.position, note.created_at, who, words.with_mentions(note.text, names))


def _grouped(standing: Iterable[Letter | NoteEntry | Event]) -> list[Letter | NoteEntry | Events]:
    grouped: list[Letter | NoteEntry | Events] = []
    for entry in standing:
        if not isinstance(entry, Event):
            grouped.append(entry)
        elif grouped and isinstance(grouped[-1], Events):
            grouped[-1].lines.append(entry)
        else:
            grouped.append(Events(f"from-{entry.id}", [entry]))
    return grouped


NOTICES = {
    "encrypted": lambda: _("The message is encrypted; the encrypted part is among its files."),
    "signed": lambda: _("The message carries a signature that is not checked here."),
    "calendar": lambda: _("There is a calendar invitation among its files."),
    "truncated": lambda: _("The message was too long; the whole of it is in the original."),
    "tnef": lambda: _("Its files came packed by Outlook and were unpacked."),
}
