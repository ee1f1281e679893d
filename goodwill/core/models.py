"""The engine's tables: stored files, jobs, periodic work, the outbox and live events."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.core import clock
from goodwill.core.search.models import SearchDocument, SearchIdentifier, SearchRebuild, SearchWord  # noqa: F401 - found by Django here


class StoredFile(models.Model):
    """The bytes of a file, kept once however often they arrive; see ``core.files``. ``size`` is in bytes."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the storage has it: two levels of folders keep each folder small."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Job(models.Model):
    """Work to be done by a worker; a finished one is deleted, so the table holds only what is to come or has failed.

    ``run_at`` is when a waiting job becomes ready, and when the lease of a leased one ends. ``leased_by`` is different
    for each claim, so that a worker that lost its lease can't finish the job in another's name.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READY = "ready", _("ready")
        LEASED = "leased", _("running")
        DEAD = "dead", _("given up")

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    queue = models.CharField(max_length=40, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    run_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=10)
    leased_by = models.CharField(max_length=80, default="", blank=True)
    unique_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - NULLs don't collide
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index("state", "queue", models.F("priority").desc(), "id", name="core_job_next"),
            models.Index("state", "run_at", name="core_job_due"),
            models.Index("unique_key", name="core_job_key", condition=models.Q(unique_key__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("unique_key", name="core_job_one_pending", condition=models.Q(state__in=["waiting", "ready"])),
        ]

    def __str__(self) -> str:
        return f"{self.task}{self.args}"


class PeriodicRun(models.Model):
    """When a piece of periodic work last started and is next due."""

    name = models.CharField(max_length=100, unique=True)
    last_run_at = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutboxEntry(models.Model):
    """One effect on the outside world, decided and not yet, or already, carried out.

    ``key`` is the idempotency key: the same decision never makes two entries, and each attempt goes out under it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        DONE = "done", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index("state", "updated_at", name="core_outbox_state")]

    def __str__(self) -> str:
        return self.key


class LiveEvent(models.Model):
    """A hint that something changed: ids and versions, never content. Kept for an hour for those who reconnect.

    ``topics`` are separated by spaces; ``data`` is JSON.
    """

    id = models.BigAutoField(primary_key=True)
    topics = models.TextField()
    kind = models.CharField(max_length=60)
    data = models.TextField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.data}"


class LiveRevocation(models.Model):
    """Live tokens of this agent that were made up to ``revoked_at`` (milliseconds since 1970) are refused."""

    agent_id = models.BigIntegerField(primary_key=True)
    revoked_at = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.agent_id)
