"""A channel for tests: letters, written as JSON, so that a test says exactly what the desk understands of a message."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from goodwill.inboxes import registry
from goodwill.inboxes.contract import (
    Address,
    Attachment,
    Authentication,
    Automatic,
    Capability,
    Channel,
    ConnectedInbox,
    DeliveryReport,
    DeliveryResult,
    DeliveryState,
    Dropped,
    Envelope,
    FailedRecipient,
    Inbound,
    InboundMessage,
    OutboundMessage,
    Unreadable,
    Verdict,
)

KIND = "letter"


@dataclass
class Posted:
    """What the channel was given to send, and what it answers to the next attempts."""

    messages: list[OutboundMessage] = field(default_factory=list)
    results: list[DeliveryResult] = field(default_factory=list)


class Letter(Channel):
    """Reads JSON; sends into ``posted``."""

    kind = KIND
    label = "Letter"
    capabilities = frozenset(Capability)
    settings_form = forms.Form
    posted: ClassVar[Posted] = Posted()

    def normalise(self, address: str) -> str:
        return address.strip().lower()

    def parse(self, raw: bytes, envelope: Envelope, inbox: ConnectedInbox) -> Inbound:
        content = json.loads(raw)
        match content.pop("what", "message"):
            case "unreadable":
                raise Unreadable(content["sentence"])
            case "broken":
                raise ZeroDivisionError("a fault in the channel")
            case "dropped":
                return Dropped(content["reason"], content["sentence"])
            case "report":
                return _report(content)
        return _message(content)

    def send(self, message: OutboundMessage, inbox: ConnectedInbox) -> DeliveryResult:
        self.posted.messages.append(message)
        return self.posted.results.pop(0) if self.posted.results else DeliveryResult(DeliveryState.ACCEPTED, "taken")


def _message(content: dict[str, Any]) -> InboundMessage:
    people = {name: tuple(Address(*pair) for pair in content.pop(name, ())) for name in ("to", "cc")}
    sender, reply_to = content.pop("sender"), content.pop("reply_to", None)
    attachments = tuple(Attachment(name, kind, text.encode()) for name, kind, text in content.pop("attachments", ()))
    automatic = content.pop("automatic", None)
    verdict = Verdict(content.pop("dmarc", Verdict.PASS if content.pop("is_verified", False) else Verdict.NONE))
    if content.get("sent_at"):
        content["sent_at"] = datetime.fromisoformat(content["sent_at"])
    for name in ("references", "reply_tokens", "notices"):
        content[name] = tuple(content.get(name, ()))
    return InboundMessage(
        sender=Address(*sender),
        reply_to=Address(*reply_to) if reply_to else None,
        attachments=attachments,
        automatic=Automatic(automatic) if automatic else None,
        authentication=Authentication(dmarc=verdict),
        **people,
        **content,
    )


def _report(content: dict[str, Any]) -> DeliveryReport:
    failures = tuple(FailedRecipient(*values) for values in content.get("failures", ()))
    return DeliveryReport(content["external_id"], failures, tuple(content.get("about", ())), tuple(content.get("reply_tokens", ())))


@contextmanager
def letters() -> Iterator[Posted]:
    """Have the channel among the installed ones, with nothing posted yet."""
    Letter.posted = Posted()
    known = registry.channels()
    known[KIND] = Letter()
    try:
        yield Letter.posted
    finally:
        known.pop(KIND, None)
