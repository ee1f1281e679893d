"""Makes inboxes and raw messages for tests."""

import itertools
import json
from datetime import datetime
from typing import Any

from goodwill.accounts.models import Team
from goodwill.core.clock import now
from goodwill.inboxes.contract import Envelope
from goodwill.inboxes.domain import intake
from goodwill.inboxes.models import Inbox, RawMessage
from tests.factories.letters import KIND

_numbers = itertools.count(1)


def make_inbox(name: str = "Support", address: str = "support@fernandfable.example", *, team: Team | None = None, **fields: Any) -> Inbox:
    return Inbox.objects.create(kind=KIND, name=name, address=address, team=team, **fields)


def letter(text: str = "Where is my fern?", *, sender: tuple[str, str] = ("greta@post.example", "Greta Lind"), **content: Any) -> bytes:
    """The bytes of a letter; each has an id of its own unless one is given."""
    number = next(_numbers)
    return json.dumps(
        {"external_id": f"letter-{number}@post.example", "sender": sender, "subject": "My order", "text": text, "new_text": text, **content}
    ).encode()


def make_raw(inbox: Inbox, content: bytes | None = None, *, at: datetime | None = None, source_key: str = "") -> RawMessage:
    """A raw message that was stored and waits to be processed."""
    envelope = Envelope(source="test", received_at=at or now(), recipients=(inbox.address,))
    number = intake.store(intake.Delivery(content if content is not None else letter(), envelope, inbox.pk, source_key))
    return RawMessage.objects.get(pk=number)
