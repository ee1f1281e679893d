"""Sends the desk's letters to agents and customers the way that answers go out: by the outbox, through an inbox."""

import json
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goodwill.core import crypto, outbox

TOPIC = "letter"
LETTER_KEY = "letter:"
PLACE = "inboxes.letter"


class DeskMail(BaseEmailBackend):
    """Django's e-mail backend. A letter is put into the outbox as part of the caller's transaction.

    One that has the header ``Idempotency-Key`` is put there once for each value of it.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            outbox.put(TOPIC, f"{LETTER_KEY}{message.extra_headers.get('Idempotency-Key') or uuid4()}", sealed(message))
        return len(email_messages)


def sealed(message: EmailMessage) -> dict[str, Any]:
    """What the outbox keeps of a letter: encrypted, since whoever reads a link in it could take its place.

    Of the sender only the name counts: the address is that of the inbox that sends it.
    """
    name, _address = parseaddr(str(message.from_email))
    content = {"name": name, "to": list(message.to), "subject": str(message.subject), "text": str(message.body)}
    return {"sealed": crypto.encrypt(json.dumps(content).encode(), PLACE)}


def opened(payload: dict[str, Any]) -> dict[str, Any]:
    """Undo ``sealed``."""
    return json.loads(crypto.decrypt(payload["sealed"], PLACE))
