"""Finds the inbox that a person names by its address."""

from goodwill.inboxes.domain.intake import DeskIntake
from goodwill.inboxes.models import Inbox


class NoSuchInbox(LookupError):
    """No active inbox has this address; the message lists those there are."""


def inbox_of(address: str = "") -> Inbox:
    """The active inbox with this address or alias; without one, the only inbox there is. Raise NoSuchInbox."""
    active = list(Inbox.objects.filter(is_active=True).order_by("id"))
    if not address and len(active) == 1:
        return active[0]
    number = DeskIntake().inbox_for([address]) if address else None
    for inbox in active:
        if inbox.pk == number:
            return inbox
    known = ", ".join(inbox.address for inbox in active) or "none"
    raise NoSuchInbox(f"There is no active inbox {address!r}. Name one of: {known}.")
