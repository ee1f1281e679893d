"""Records what happened and tells whoever subscribed, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import RLock
from typing import Any

from django.db import models

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Actor
from goodwill.core.clock import now
from goodwill.core.found import modules
from goodwill.core.rows import insert

DESK = "desk"
EVERY = "*"
Subscriber = Callable[[Activity], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)
_is_loaded = False
_loading = RLock()


def subscribe(*kinds: str) -> Callable[[Subscriber], Subscriber]:
    """Have a function called for each recorded activity of these kinds, or of ``EVERY`` kind.

    It runs inside the transaction of the change, so what it writes stands or falls with it; what reaches outside
    belongs in a job or in the outbox. Functions live in ``subscribers.py`` of their room, which is found by name.
    """

    def register(function: Subscriber) -> Subscriber:
        for kind in kinds:
            _subscribers[kind].append(function)
        return function

    return register


def record(
    kind: str, subject: models.Model, *, by: Agent | Actor = Actor.SYSTEM, data: dict[str, Any] | None = None, at: datetime | None = None
) -> Activity:
    """Append what happened to ``subject`` and call the subscribers of ``kind``; ``at`` where it was not just now.

    Subscribers find the subject itself in the context, as it is in the midst of the change.
    """
    activity = append(kind, subject, by=by, data=data, at=at)
    publish(activity, subject=subject)
    return activity


def record_many(kind: str, subjects: Sequence[tuple[models.Model, dict[str, Any]]]) -> list[Activity]:
    """Append what the desk did to many subjects at once, each with its data, and call the subscribers for each."""
    made = Activity.objects.bulk_create(
        [
            Activity(kind=kind, subject_kind=subject._meta.model_name or "", subject_id=subject.pk, data=data, at=now())
            for subject, data in subjects
        ]
    )
    for activity, (subject, _data) in zip(made, subjects, strict=True):
        publish(activity, subject=subject)
    return made


def record_of_desk(kind: str, data: dict[str, Any]) -> Activity:
    """Append something that happened to the desk as a whole; its subject is ``desk`` number 0."""
    activity = insert(Activity(kind=kind, subject_kind=DESK, subject_id=0, data=data))
    publish(activity)
    return activity


def append(
    kind: str, subject: models.Model, *, by: Agent | Actor = Actor.SYSTEM, data: dict[str, Any] | None = None, at: datetime | None = None
) -> Activity:
    """Append what happens, to be published when the rows that carry its number are written."""
    agent, actor = (by, Actor.AGENT) if isinstance(by, Agent) else (None, by)
    return insert(
        Activity(
            kind=kind,
            subject_kind=subject._meta.model_name or "",
            subject_id=subject.pk,
            actor=actor,
            agent=agent,
            data=data or {},
            at=at or now(),
        )
    )


def publish(activity: Activity, **context: models.Model) -> None:
    """Call the subscribers of this activity's kind, inside the transaction of the change.

    ``context`` hands them the objects that were just written, by name, so that they need not be read again.
    """
    activity.context = context
    found = _found()
    for subscriber in (*found[activity.kind], *found[EVERY]):
        subscriber(activity)


def _found() -> dict[str, list[Subscriber]]:
    """The subscribers of all rooms. No thread goes on before all are loaded, or its change would go unheard."""
    global _is_loaded
    if not _is_loaded:
        with _loading:
            modules("subscribers")
            _is_loaded = True
    return _subscribers
