"""Loops: what we sent ourselves must not come back in as a conversation."""

from django.utils.translation import gettext as _

from goodwill.channels.email import own_headers
from goodwill.channels.email.mime.headers import Headers
from goodwill.inboxes.contract import ConnectedInbox, Dropped


def find_loop(headers: Headers, inbox: ConnectedInbox) -> Dropped | None:
    """Only our own installation id counts.

    Another shop's desk may write to ours, so the header alone is no loop.
    """
    ours = str(inbox.settings.get("installation") or "").strip()
    for value in headers.all(own_headers.LOOP.lower()):
        named = value.decode("utf-8", "replace").strip()
        if named and ours and named == ours:
            return Dropped("loop", _("This message was sent by this desk itself and came back."))
    return None
