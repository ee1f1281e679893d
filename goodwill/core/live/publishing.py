"""Announces changes to the pages that are open, as part of the transaction that makes them."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from goodwill.core.commits import once_on_commit
from goodwill.core.live import buses
from goodwill.core.live.tokens import Subscription, milliseconds
from goodwill.core.models import LiveEvent, LiveRevocation
from goodwill.core.rows import Prepared, insert

REVOKED = "revoked"


def publish(topics: Iterable[str], kind: str, data: dict[str, Any]) -> None:
    """Tell the subscribers of any of these topics, once the current transaction commits.

    ``data`` is ids and versions: every subscriber of a topic sees it, whatever else the agent may not see.
    """
    names = sorted(set(topics))
    if any(not name or name.split() != [name] for name in [*names, kind]):
        raise ValueError(f"Topics and the kind are words without spaces: {names!r}, {kind!r}")
    insert(LiveEvent(topics=" ".join(names), kind=kind, data=json.dumps(data, separators=(",", ":"))))
    once_on_commit(buses.current().signal)


def revoke(agent_id: int) -> None:
    """Close the agent's open streams and refuse the live tokens that the agent's pages have by now."""
    with transaction.atomic():
        at = milliseconds()
        LiveRevocation.objects.update_or_create(agent_id=agent_id, defaults={"revoked_at": at})
        publish([f"revoked:{agent_id}"], REVOKED, {"agent": agent_id, "at": at})


def is_revoked(subscription: Subscription) -> bool:
    """Whether the agent's permissions changed after this token was made."""
    return LiveRevocation.objects.filter(agent_id=subscription.agent_id, revoked_at__gte=subscription.issued_at).exists()


def position() -> int:
    """The number of the last event; a page that read its data after asking may follow events since this one."""
    return (_LAST.first() or (0,))[0]


_LAST = Prepared(lambda: LiveEvent.objects.order_by("-id").values_list("id")[:1])
