"""Connects inboxes, changes them, and stops or starts receiving in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.activity.recording import record
from goodwill.inboxes import registry
from goodwill.inboxes.models import Inbox


class AddressTaken(Exception):
    """Another inbox has this address or alias already; the message names it."""


@dataclass(frozen=True, slots=True)
class Description:
    """All that a person says about an inbox. ``settings`` are the cleaned values of the channel's form."""

    name: str
    address: str
    aliases: Sequence[str] = ()
    team: Team | None = None
    signature: str = ""
    is_acknowledging: bool = False
    acknowledgement: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


def connect(kind: str, description: Description, *, by: Agent) -> Inbox:
    """Make an inbox; raise AddressTaken when one of its addresses belongs to another."""
    inbox = Inbox(kind=kind)
    with transaction.atomic():
        _describe(inbox, description)
        inbox.save()
        record("inbox.connected", inbox, by=by, data={"kind": kind, "address": inbox.address})
    return inbox


def change(inbox: Inbox, description: Description, *, by: Agent) -> None:
    """Describe an inbox anew. A problem that was shown is forgotten: the next attempt says whether it is still there."""
    with transaction.atomic():
        before = inbox.address
        _describe(inbox, description)
        inbox.problem = ""
        inbox.save()
        record("inbox.changed", inbox, by=by, data={"from": before, "to": inbox.address})


def deactivate(inbox: Inbox, *, by: Agent) -> None:
    """Stop receiving and fetching; what was said in it stays, and can still be answered."""
    with transaction.atomic():
        if Inbox.objects.filter(pk=inbox.pk, is_active=True).update(is_active=False, problem=""):
            record("inbox.deactivated", inbox, by=by)
    inbox.refresh_from_db(fields=["is_active", "problem"])


def activate(inbox: Inbox, *, by: Agent) -> None:
    """Receive again; raise AddressTaken when another inbox took the address meanwhile."""
    with transaction.atomic():
        _require_free(inbox, [inbox.address, *inbox.aliases])
        if Inbox.objects.filter(pk=inbox.pk, is_active=False).update(is_active=True):
            record("inbox.activated", inbox, by=by)
    inbox.refresh_from_db(fields=["is_active"])


def _describe(inbox: Inbox, description: Description) -> None:
    normalise = registry.channel(inbox.kind).normalise
    address = normalise(description.address)
    aliases = [alias for alias in dict.fromkeys(map(normalise, description.aliases)) if alias != address]
    _require_free(inbox, [address, *aliases])
    inbox.name, inbox.address, inbox.aliases = description.name.strip(), address, aliases
    inbox.team, inbox.signature = description.team, description.signature.strip()
    inbox.is_acknowledging, inbox.acknowledgement = description.is_acknowledging, description.acknowledgement.strip()
    inbox.settings = dict(description.settings)


def _require_free(inbox: Inbox, addresses: Sequence[str]) -> None:
    """No two inboxes of a kind may claim an address: a message to it would go to either of them."""
    for other in Inbox.objects.filter(kind=inbox.kind).exclude(pk=inbox.pk).only("name", "address", "aliases", "is_active"):
        # The address of an inbox at rest stays its own, for the database knows each once; its aliases may be taken.
        claimed = {other.address, *(other.aliases if other.is_active else ())}
        for address in addresses:
            if address in claimed:
                raise AddressTaken(_("%(address)s belongs to the inbox “%(name)s” already.") % {"address": address, "name": other.name})
