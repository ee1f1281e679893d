"""Turns an outbound message into the bytes that go over the wire (RFC 5322, 2045-2047, 2231, 3834)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from goodwill.channels.email import own_headers
from goodwill.channels.email.addresses import one_line, with_token
from goodwill.channels.email.headers import address_header, clean_id, id_header, plain_header, text_header
from goodwill.inboxes.contract import Address, Attachment, ConnectedInbox, OutboundMessage

MAX_REFERENCES = 20
# Seven bits only: the next server need not offer 8BITMIME, and none on the way has a reason to re-encode what was signed.
_POLICY = SMTP.clone(cte_type="7bit")
_CONTENT_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")


def compose(message: OutboundMessage, inbox: ConnectedInbox, *, now: datetime | None = None) -> bytes:
    """The complete message with CRLF line ends; raise BadAddress when an address in it can't be written.

    ``bcc`` is nowhere in it. ``now`` is the time for the Date header.
    """
    body = _body(message)
    return b"".join(_headers(message, inbox, now or datetime.now(UTC))) + body.as_bytes(policy=_POLICY)


def reply_address(message: OutboundMessage, inbox: ConnectedInbox) -> str:
    """Where answers and delivery failures go: the inbox's address, with the reply token unless the inbox can't take one."""
    base = inbox.address or message.sender.address
    if inbox.settings.get("reply_addresses") == "plain":
        return base
    return with_token(base, message.reply_token)


def shortened(references: Sequence[str]) -> list[str]:
    """At most MAX_REFERENCES ids: the first, by which clients group a thread, and the newest ones."""
    ids = list(dict.fromkeys(cleaned for cleaned in map(clean_id, references) if cleaned))
    if len(ids) <= MAX_REFERENCES:
        return ids
    return [ids[0], *ids[-(MAX_REFERENCES - 1) :]]


def _headers(message: OutboundMessage, inbox: ConnectedInbox, now: datetime) -> Iterator[bytes]:
    yield plain_header("Date", format_datetime(now))
    yield address_header("From", [message.sender])
    if message.to:
        yield address_header("To", message.to)
    if message.cc:
        yield address_header("Cc", message.cc)
    if not message.to and not message.cc:
        yield b"To: undisclosed-recipients:;\r\n"
    answer_to = reply_address(message, inbox)
    if answer_to != message.sender.address:
        yield address_header("Reply-To", [Address(answer_to, message.sender.name)])
    yield text_header("Subject", message.subject)
    yield id_header("Message-ID", [message.external_id])
    yield id_header("In-Reply-To", [message.in_reply_to])
    yield id_header("References", shortened([*message.references, message.in_reply_to]))
    installation = str(inbox.settings.get("installation", ""))
    if installation:
        yield plain_header(own_headers.LOOP, installation)
    if message.is_automatic:
        yield from _automatic_headers()


def _automatic_headers() -> Iterator[bytes]:
    """Tell other machines not to answer: RFC 3834, and what older and Microsoft's ones look for instead."""
    yield b"Auto-Submitted: auto-replied\r\n"
    yield b"X-Auto-Response-Suppress: All\r\n"
    yield b"Precedence: bulk\r\n"


def _body(message: OutboundMessage) -> EmailMessage:
    body = EmailMessage(policy=_POLICY)
    body.set_content(_text(message.text))
    inline, attached = _split(message)
    if message.html:
        body.add_alternative(_text(message.html), subtype="html")
        html_part = body.get_payload()[-1]  # type: ignore[index]
        for image in inline:
            maintype, subtype = _types(image.content_type)
            html_part.add_related(  # type: ignore[union-attr]
                image.content,
                maintype,
                subtype,
                cid=f"<{clean_id(image.content_id)}>",
                disposition="inline",
                filename=_filename(image.filename),
            )
    for attachment in attached:
        maintype, subtype = _types(attachment.content_type)
        body.add_attachment(attachment.content, maintype, subtype, filename=_filename(attachment.filename))
    return body


def _split(message: OutboundMessage) -> tuple[list[Attachment], list[Attachment]]:
    """Images that the HTML shows, and all other files: an image that nothing refers to would be invisible inline."""
    inline: list[Attachment] = []
    attached: list[Attachment] = []
    for attachment in message.attachments:
        cid = clean_id(attachment.content_id)
        is_shown = attachment.is_inline and cid and f"cid:{cid}" in message.html
        (inline if is_shown else attached).append(attachment)
    return inline, attached


def _types(content_type: str) -> tuple[str, str]:
    """Main and sub type; octet-stream for what is malformed and for parts that must not be base64 (RFC 2046, 5.2.1)."""
    cleaned = content_type.split(";")[0].strip().lower()
    if not _CONTENT_TYPE.fullmatch(cleaned) or cleaned.startswith(("multipart/", "message/")):
        return "application", "octet-stream"
    maintype, _, subtype = cleaned.partition("/")
    return maintype, subtype


def _filename(name: str) -> str:
    return re.sub(r"[\\/\"]", "_", one_line(name))[:200] or "file"


def _text(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return cleaned if cleaned.endswith("\n") else f"{cleaned}\n"
