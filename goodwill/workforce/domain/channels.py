"""Which channels agents can be present on."""

from goodwill.inboxes import registry
from goodwill.inboxes.models import Inbox


def kinds() -> list[str]:
    """The kinds of the desk's active inboxes; of all installed channels where there is no inbox yet."""
    found = Inbox.objects.filter(is_active=True).values_list("kind", flat=True).order_by("kind").distinct()
    return list(found) or sorted(registry.channels())
