"""The policies that a desk has until somebody makes others: an answer to mail within a day, to a complaint within an hour."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models import Goal, Policy, PolicyTable

MINUTE, HOUR, DAY = timedelta(seconds=60), timedelta(hours=1), timedelta(hours=24)
SOCIAL = ["social", "facebook", "instagram", "x", "tiktok", "whatsapp"]
STEPS: list[dict[str, Any]] = [
    {"when": "used", "percent": 75, "notify": ["assignee"]},
    {"when": "due", "notify": ["assignee", "leads"]},
    {"when": "after", "minutes": 240, "notify": ["leads", "administrators"]},
]
# Nobody reads a warning within a minute: it is told when it is too late, at once.
QUICK: list[dict[str, Any]] = [{"when": "due", "notify": ["assignee", "leads"]}]


def make() -> None:
    """Make the table of policies with the desk's own, unless there is one."""
    try:
        with transaction.atomic():
            PolicyTable.objects.create(pk=1, version=secrets.randbits(62))
            _fill()
    except IntegrityError:
        return


def _fill() -> None:
    wanted: list[tuple[str, list[dict[str, Any]], dict[Metric, timedelta], list[dict[str, Any]]]] = [
        (_("Complaints"), [{"name": "complaint"}], {Metric.FIRST_RESPONSE: HOUR}, STEPS),
        (_("Chat"), [_by("chat")], {Metric.QUEUE_WAIT: MINUTE, Metric.FIRST_RESPONSE: MINUTE, Metric.NEXT_RESPONSE: MINUTE}, QUICK),
        (_("Phone"), [_by("phone", "voice")], {Metric.QUEUE_WAIT: MINUTE}, QUICK),
        (_("Social media"), [_by(*SOCIAL)], {Metric.FIRST_RESPONSE: HOUR, Metric.NEXT_RESPONSE: HOUR}, STEPS),
        (_("E-mail"), [_by("email")], {Metric.FIRST_RESPONSE: DAY, Metric.NEXT_RESPONSE: DAY}, STEPS),
    ]
    policies = Policy.objects.bulk_create(
        Policy(name=name, position=place, conditions=conditions) for place, (name, conditions, *_rest) in enumerate(wanted, start=1)
    )
    Goal.objects.bulk_create(
        Goal(policy=policy, metric=metric, within=within, steps=steps)
        for policy, (_name, _conditions, goals, steps) in zip(policies, wanted, strict=True)
        for metric, within in goals.items()
    )


def _by(*channels: str) -> dict[str, Any]:
    return {"name": "channel", "channels": list(channels)}
