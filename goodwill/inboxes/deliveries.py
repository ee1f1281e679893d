"""Carries out the desk's letters to its agents: through an inbox that can write to people, else into the local sink."""

from email.message import EmailMessage

from django.utils.translation import gettext as _

from goodwill.core import outbox
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox import Done, Failed, Outcome, Retry
from goodwill.inboxes import mail_backend, registry
from goodwill.inboxes.contract import Address, Capability, DeliveryResult, DeliveryState, OutboundMessage
from goodwill.inboxes.domain import sinking
from goodwill.inboxes.models import Inbox


def _settle(entry: OutboxEntry, outcome: Outcome) -> None:
    """Store what no inbox could send where it can be read, once."""
    if not isinstance(outcome, Done) or outcome.result is None:
        return
    inbox, content = outcome.result
    letter = mail_backend.opened(entry.payload)
    sinking.keep(entry.key, inbox, content, [{"address": address} for address in letter["to"]], letter["subject"])


@outbox.handles(mail_backend.TOPIC, settle=_settle)
def deliver(entry: OutboxEntry) -> Outcome:
    """Send a letter through the first inbox that has a way out; where none has, the result is what the sink keeps."""
    kept = None
    for inbox in _writing_inboxes():
        result = registry.channel_of(inbox).send(_message(entry, inbox), registry.connected(inbox))
        if result.kept is None:
            return _outcome(result)
        kept = kept or (inbox, result.kept)
    return Done(_("Kept here: no inbox has a way out yet."), kept or (None, _plain(entry)))


def _writing_inboxes() -> list[Inbox]:
    """Active inboxes of a channel that carries letters: one with subjects."""
    channels = registry.channels()
    return [
        inbox
        for inbox in Inbox.objects.filter(is_active=True).order_by("pk")
        if inbox.kind in channels and Capability.SUBJECT in channels[inbox.kind].capabilities
    ]


def _message(entry: OutboxEntry, inbox: Inbox) -> OutboundMessage:
    letter = mail_backend.opened(entry.payload)
    return OutboundMessage(
        idempotency_key=entry.key,
        external_id=f"{entry.key.replace(':', '.')}@{inbox.address.rpartition('@')[2]}",
        sender=Address(inbox.address, letter.get("name") or "Goodwill"),
        to=tuple(Address(address) for address in letter["to"]),
        subject=letter["subject"],
        text=letter["text"],
        is_automatic=True,
    )


def _outcome(result: DeliveryResult) -> Outcome:
    if result.state is DeliveryState.ACCEPTED:
        return Done(result.detail)
    return Retry(result.detail) if result.state is DeliveryState.TEMPORARY else Failed(result.detail)


def _plain(entry: OutboxEntry) -> bytes:
    """The letter in wire form where there is no inbox that could give it one."""
    letter = mail_backend.opened(entry.payload)
    message = EmailMessage()
    message["To"], message["Subject"] = ", ".join(letter["to"]), letter["subject"]
    message.set_content(letter["text"])
    return message.as_bytes()
