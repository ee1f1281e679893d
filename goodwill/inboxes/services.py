"""The services that run beside a worker: what each channel wants for the inboxes of its kind."""

from collections.abc import Callable, Sequence

from goodwill.inboxes import registry
from goodwill.inboxes.contract import ConnectedInbox, Intake, Service
from goodwill.inboxes.domain.intake import DeskIntake
from goodwill.inboxes.models import Inbox


def all_services(intake: Intake | None = None) -> list[Service]:
    """Every channel's services, sharing one intake."""
    door = intake or DeskIntake()
    return [service for channel in registry.channels().values() for service in channel.services(_inboxes_of(channel.kind), door)]


def _inboxes_of(kind: str) -> Callable[[], Sequence[ConnectedInbox]]:
    def present() -> Sequence[ConnectedInbox]:
        return [registry.connected(inbox) for inbox in Inbox.objects.filter(kind=kind, is_active=True)]

    return present
