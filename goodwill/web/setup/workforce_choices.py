"""What the pages of the workforce offer to choose from."""

from goodwill.inboxes import registry
from goodwill.workforce.domain import channels


def channel_kinds() -> list[tuple[str, str]]:
    """The desk's channels with their names."""
    known = registry.channels()
    return [(kind, str(known[kind].label) if kind in known else kind) for kind in channels.kinds()]
