"""Finds the channels: every folder of ``goodwill/channels``, and packages that offer one by entry point."""

from functools import cache

from goodwill.core.found import plugins
from goodwill.core.signing import installation_id
from goodwill.inboxes.contract import Channel, ConnectedInbox
from goodwill.inboxes.models import Inbox

# The folder, and the group of entry points.
ROOM = "goodwill.channels"


class UnknownChannel(LookupError):
    """An inbox is of a kind that no installed channel offers."""


@cache
def channels() -> dict[str, Channel]:
    """One instance of each channel, by kind."""
    return {channel.kind: channel() for channel in plugins(Channel, "channel", room=ROOM)}


def channel_of(inbox: Inbox) -> Channel:
    """The channel that an inbox speaks; raise UnknownChannel when it is not installed."""
    return channel(inbox.kind)


def channel(kind: str) -> Channel:
    try:
        return channels()[kind]
    except KeyError:
        raise UnknownChannel(f"No installed channel offers {kind!r}.") from None


def connected(inbox: Inbox) -> ConnectedInbox:
    """What a channel may know of this inbox."""
    settings = {**inbox.settings, "installation": installation_id()}
    return ConnectedInbox(id=inbox.pk, address=inbox.address, name=inbox.name, settings=settings)
