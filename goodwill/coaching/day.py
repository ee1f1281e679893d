"""What an agent has still to read, for the page of their day."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from goodwill.accounts.days import Entry
from goodwill.accounts.models import Agent
from goodwill.coaching.domain import confirming


def entries(agent: Agent, at: datetime) -> Sequence[Entry]:
    """Announcements that are not confirmed, urgent ones marked; one statement where nothing is announced."""
    return [
        Entry(
            group=_("To be read"),
            title=one.title,
            href=f"/announcements/{one.pk}/",
            text=one.get_kind_display(),
            at=one.version_at,
            icon="megaphone",
            is_pressing=one.is_urgent,
            order=10,
        )
        for one in confirming.unconfirmed(agent)
    ]
