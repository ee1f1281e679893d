"""Makes announcements, scripts and articles for tests."""

from typing import Any

from goodwill.accounts.models import Agent
from goodwill.coaching.domain import announcing
from goodwill.coaching.domain.announcing import Content
from goodwill.coaching.models import Announcement

ABOUT_PARCELS = [{"name": "words", "words": ["parcel", "delivery"]}]


def content(title: str = "Parcels are late", text: str = "Two days, in the whole country.", **other: Any) -> Content:
    return Content(**{"kind": "delay", "title": title, "text": text, **other})


def an_announcement(by: Agent, **about: Any) -> Announcement:
    """Published and shown now, unless it starts later."""
    return announcing.publish(announcing.write(content(**about), by=by), by=by)
