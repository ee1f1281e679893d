"""What a channel must offer, and the values that cross between a channel and the desk.

A channel is one folder under ``goodwill/channels``. It translates between its wire format and the dataclasses below
and does nothing else: it imports ``goodwill.core`` and this module, never another room of the desk. All times are
aware datetimes in UTC, all sizes are bytes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, Protocol

from django import forms


class Capability(StrEnum):
    """An optional ability, declared by a channel and asked for by the desk; never guessed from the channel's kind."""

    SUBJECT = "subject"
    HTML = "html"
    ATTACHMENTS = "attachments"
    COPIES = "copies"
    ACKNOWLEDGEMENT = "acknowledgement"
    ARCHIVE = "archive"


class Automatic(StrEnum):
    """Why an inbound message is taken to be written by a machine."""

    AUTO_REPLY = "auto_reply"
    MAILING_LIST = "mailing_list"
    BULK = "bulk"
    NOTIFICATION = "notification"


class Verdict(StrEnum):
    """The result of one sender check (SPF, DKIM, DMARC); the words are those of RFC 8601."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a channel, already normalised by that channel, with the name that was given beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the transport knew about a raw message, apart from its bytes.

    ``sender`` is None where the transport does not say, and "" for the null return path of a delivery report.
    """

    source: str
    received_at: datetime
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    peer: str = ""
    helo: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "received_at": self.received_at.isoformat(),
            "sender": self.sender,
            "recipients": list(self.recipients),
            "peer": self.peer,
            "helo": self.helo,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Envelope":
        return cls(
            source=value["source"],
            received_at=datetime.fromisoformat(value["received_at"]),
            sender=value.get("sender"),
            recipients=tuple(value.get("recipients", ())),
            peer=value.get("peer", ""),
            helo=value.get("helo", ""),
        )


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message or goes with one; ``content_id`` is without angle brackets."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Authentication:
    """Whether the sender is who the message says: checked by us, or by a server in front that we trust."""

    spf: Verdict = Verdict.NONE
    dkim: Verdict = Verdict.NONE
    dmarc: Verdict = Verdict.NONE
    detail: str = ""

    @property
    def is_verified(self) -> bool:
        """True when the visible sender's domain vouches for the message (DMARC passed)."""
        return self.dmarc is Verdict.PASS


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as a channel understood it.

    ``external_id`` is unique in the inbox; a channel makes one from the content where the sender gave none.
    ``text`` is all of it, ``new_text`` what was newly written, without quotation and signature. ``html`` is already
    cleaned by an allow list, with ``cid:`` sources left in place. ``references`` are external ids, nearest first.
    ``reply_tokens`` are the opaque tokens found in the addresses that this was sent to. ``notices`` are codes of what
    a reader should know (``encrypted``, ``signed``, ``calendar``, ``truncated``, ``tnef``).
    """

    external_id: str
    sender: Address
    subject: str = ""
    text: str = ""
    new_text: str = ""
    html: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    references: tuple[str, ...] = ()
    reply_tokens: tuple[str, ...] = ()
    automatic: Automatic | None = None
    authentication: Authentication = Authentication()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One address that a message did not reach, with the other side's own words."""

    address: str
    is_permanent: bool
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The other side tells about a message that we sent: ``about`` holds the external ids that it names.

    An empty ``failures`` means good news (delivered, read), which is only noted.
    """

    external_id: str
    failures: tuple[FailedRecipient, ...]
    about: tuple[str, ...] = ()
    reply_tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that must not become a conversation; it stays readable among the raw messages.

    ``reason`` is a code (``loop``, ``own``), ``sentence`` says it in words.
    """

    reason: str
    sentence: str


Inbound = InboundMessage | DeliveryReport | Dropped


class Unreadable(Exception):
    """The raw message can't be understood; it waits in quarantine with this sentence."""


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message to be sent, complete: a channel adds nothing to its recipients and nothing to its words.

    ``external_id`` and ``idempotency_key`` are the same at each attempt. ``reply_token`` must come back in the
    address that an answer is sent to. ``references`` are external ids, oldest first.
    """

    idempotency_key: str
    external_id: str
    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    html: str = ""
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    is_automatic: bool = False


class DeliveryState(StrEnum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one attempt to send.

    ``detail`` is a sentence for the agent. ``refused`` names recipients that were not taken although others were.
    ``kept`` is the wire form of a message that was not sent anywhere because the inbox has no way out yet: the desk
    keeps it in the local sink.
    """

    state: DeliveryState
    detail: str = ""
    refused: tuple[FailedRecipient, ...] = ()
    kept: bytes | None = None


@dataclass(frozen=True, slots=True)
class ConnectedInbox:
    """What a channel may know of an inbox. ``settings`` holds the cleaned values of the channel's form, secrets too."""

    id: int
    address: str
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of a connection test in words; ``advice`` says what to do about a failure."""

    label: str
    is_ok: bool
    sentence: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedItem:
    """One message of an archive; ``position`` of ``total`` (both bytes or both files) moves the progress bar.

    ``source_key`` is the same at each reading of the same archive, so that an import can be run again.
    """

    raw: bytes
    source_key: str
    position: int
    total: int


class IntakeRefused(Exception):
    """The raw message could not be stored now (disk full, database away); the sender must keep it and try again."""


class Intake(Protocol):
    """The only door through which a channel hands over what it received. Safe to call from any thread."""

    def store(
        self, raw: bytes, envelope: Envelope, *, inbox_id: int, source_key: str = "", position: Mapping[str, Any] | None = None
    ) -> int:
        """Commit the raw message and its processing before returning its id; raise IntakeRefused when that fails.

        A second call with the same non-empty ``source_key`` returns the first one's id and stores nothing.
        ``position`` (for example UIDVALIDITY and UID) is saved for the inbox in the same transaction.
        """
        ...

    def inbox_for(self, addresses: Sequence[str]) -> int | None:
        """The id of the inbox that one of these recipient addresses (with or without a reply token) belongs to."""
        ...

    def position(self, inbox_id: int) -> Mapping[str, Any]:
        """Where the last ``store`` of this inbox got to; empty at first."""
        ...

    def report(self, inbox_id: int, *, problem: str) -> None:
        """Show this sentence beside the inbox until the next report; "" says that all is well again."""
        ...


class Service(Protocol):
    """Something that runs for as long as the worker does: a listener, a mailbox being watched."""

    name: str

    def run(self, stop: Event) -> None:
        """Work until ``stop`` is set, then return within a few seconds. An exception restarts it after a pause."""
        ...


class Channel(ABC):
    """A kind of contact. Subclass it in ``channels/<kind>/channel.py``; the registry finds it there."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str] = "inbox"
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    settings_form: ClassVar[type[forms.Form]]

    @abstractmethod
    def normalise(self, address: str) -> str:
        """The form of an address that is compared and stored; equal for two spellings of the same address."""

    @abstractmethod
    def parse(self, raw: bytes, envelope: Envelope, inbox: ConnectedInbox) -> Inbound:
        """Understand a raw message; raise Unreadable, and nothing else, when that is not possible."""

    @abstractmethod
    def send(self, message: OutboundMessage, inbox: ConnectedInbox) -> DeliveryResult:
        """Make one attempt to send. Never raises for what the other side says: that is a DeliveryResult."""

    def services(self, inboxes: Callable[[], Sequence[ConnectedInbox]], intake: Intake) -> Sequence[Service]:
        """What must run beside the worker for the inboxes of this kind; ``inboxes()`` lists the present ones."""
        return ()

    def check(self, settings: Mapping[str, Any], address: str) -> Sequence[Finding]:
        """Try a connection with these settings and say in words what works and what does not."""
        return ()

    def read_archive(self, path: Path) -> Iterator[ArchivedItem]:
        """Read the messages of an archive file or folder one by one; raise Unreadable for what is not an archive."""
        raise Unreadable("This channel has no archives to read.")
