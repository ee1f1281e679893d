"""Keeps what could not be sent anywhere because its inbox has no way out yet, and says who may read it."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_manage
from goodwill.inboxes.mail_backend import LETTER_KEY
from goodwill.inboxes.models import Inbox, SinkMessage


def visible_to(agent: Agent) -> QuerySet[SinkMessage]:
    """What this agent may read of the sink: managers all messages to customers, owners the letters to agents too.

    A letter carries a link by which its reader takes the addressee's place, so nobody reads one who has less power.
    """
    if not may_manage(agent):
        return SinkMessage.objects.none()
    kept = SinkMessage.objects.select_related("inbox")
    return kept if agent.role == Role.OWNER else kept.exclude(key__startswith=LETTER_KEY)


def keep(key: str, inbox: Inbox | None, raw: bytes, recipients: Iterable[Mapping[str, Any]], subject: str) -> SinkMessage:
    """Keep one message under its idempotency key; a second time changes nothing."""
    people = ", ".join(entry["address"] for entry in recipients)
    message, _is_new = SinkMessage.objects.get_or_create(
        key=key, defaults={"inbox": inbox, "recipients": people, "subject": subject, "body": zlib.compress(raw)}
    )
    return message
