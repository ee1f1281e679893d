"""Wire to dataclass: understand one raw e-mail, whatever its state, or say in a sentence why not."""

from django.utils.translation import gettext as _

from goodwill.channels.email import own_headers
from goodwill.channels.email.authentication.checking import authenticate
from goodwill.channels.email.authentication.resolver import Resolver
from goodwill.channels.email.content import Content, read_content
from goodwill.channels.email.mime.dates import read_date
from goodwill.channels.email.mime.headers import Headers
from goodwill.channels.email.mime.identifiers import ENOUGH_TO_TELL_APART, nearest_first, own_identifier
from goodwill.channels.email.mime.subject import read_subject
from goodwill.channels.email.mime.tree import Part, read_tree
from goodwill.channels.email.steps.automatic import find_automatic
from goodwill.channels.email.steps.bounces import read_report
from goodwill.channels.email.steps.loops import find_loop
from goodwill.channels.email.steps.recipients import read_recipients, read_reply_tokens
from goodwill.channels.email.steps.sender import author_behind, looks_like_mail, read_reply_to, read_sender
from goodwill.inboxes.contract import ConnectedInbox, Envelope, Inbound, InboundMessage, Unreadable


def parse(raw: bytes, envelope: Envelope, inbox: ConnectedInbox, *, resolver: Resolver | None = None) -> Inbound:
    """Understand a raw message. ``resolver`` stands in for DNS in the sender checks.

    Raises Unreadable, and nothing else: for bytes that are no mail, and for what our own code stumbles over, so that
    one message never stops a mailbox.
    """
    try:
        return _understand(raw, envelope, inbox, resolver)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(_("This message could not be read (%(error)s).") % {"error": f"{type(error).__name__}: {error}"}) from error


def _understand(raw: bytes, envelope: Envelope, inbox: ConnectedInbox, resolver: Resolver | None) -> Inbound:
    if not raw[:10_000].strip() and not raw.strip():
        raise Unreadable(_("The message is empty."))
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    root = read_tree(raw)
    if not looks_like_mail(root.headers):
        raise Unreadable(_("These bytes carry no field of an e-mail: no sender, no subject, no date."))
    return find_loop(root.headers, inbox) or read_report(root, envelope, inbox) or _message(root, envelope, inbox, resolver)


def _message(root: Part, envelope: Envelope, inbox: ConnectedInbox, resolver: Resolver | None) -> InboundMessage:
    headers, charset = root.headers, _header_charset(root)
    subject = read_subject(headers, charset)
    named = read_sender(headers, envelope, charset)
    reply_to = read_reply_to(headers, named, charset)
    sender = author_behind(named, reply_to, inbox)
    to, cc = read_recipients(headers, "to", charset), read_recipients(headers, "cc", charset)
    content = read_content(root, subject)
    return InboundMessage(
        external_id=own_identifier(headers, root.body_start(ENOUGH_TO_TELL_APART)),
        sender=sender,
        subject=subject,
        text=content.text,
        new_text=content.new_text,
        html=content.html,
        to=to,
        cc=cc,
        reply_to=None if reply_to == sender else reply_to,
        attachments=tuple(content.attachments),
        sent_at=read_date(headers.text("date"), envelope.received_at),
        references=nearest_first(headers.text("in-reply-to"), headers.text("references")),
        reply_tokens=read_reply_tokens(headers, envelope, (*to, *cc), inbox),
        automatic=find_automatic(root, envelope, inbox, sender=sender.address, subject=subject),
        authentication=authenticate(root, envelope, inbox, resolver),
        notices=_notices(headers, content),
    )


def _notices(headers: Headers, content: Content) -> tuple[str, ...]:
    is_cut = bool(headers.text(own_headers.TRUNCATED.lower()))
    return tuple(dict.fromkeys([*content.notices, *(["truncated"] if is_cut else [])]))


def _header_charset(root: Part) -> str:
    """What bare 8-bit bytes in the header are probably written in: the charset of the first text."""
    part = root
    while not part.charset and part.children:
        part = part.children[0]
    return part.charset
