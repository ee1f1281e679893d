"""Connected stores, the webhooks that came in from them, and the runs that read them."""

from secrets import token_urlsafe
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.core.clock import now
from goodwill.core.crypto import EncryptedJSONField
from goodwill.core.models import StoredFile


def new_link_secret() -> str:
    return token_urlsafe(24)


class Store(models.Model):
    """A merchant's shop on one platform.

    ``hook_token`` is the unguessable part of its webhook address; ``link_secret`` goes into every link to an order page,
    so that another one makes them all void.
    """

    kind = models.CharField(_("platform"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    url = models.URLField(_("address of the shop"), blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    settings: "models.Field[Any, Any]" = EncryptedJSONField(default=dict, blank=True)
    hook_token = models.CharField(max_length=64, unique=True, editable=False)
    link_secret = models.CharField(max_length=64, default=new_link_secret, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    problem = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Removal(models.Model):
    """Something that the store deleted, and when, so that no late news of it brings it back; ``resource`` as in the contract."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="removals", db_index=False)
    resource = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "resource", "external_id"], name="removal_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.external_id}"


class HookReceipt(models.Model):
    """A verified webhook as it came in; ``key`` keeps a second delivery out.

    ``body`` is deflated. It goes, with ``headers`` and ``query``, some days after the webhook was applied.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Applied")
        FAILED = "failed", _("Failed")

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    key = models.CharField(max_length=200)
    topic = models.CharField(max_length=120, blank=True)
    headers = models.JSONField(default=dict)
    query = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.TextField(blank=True)
    received_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "key"], name="hook_once")]
        indexes: ClassVar = [models.Index(fields=["state", "received_at"], name="hook_by_state")]

    def __str__(self) -> str:
        return self.key


class Synchronisation(models.Model):
    """One reading of a store: the first import, a file, or a reconciliation that compares and mends.

    ``resource`` and ``cursor`` say where it got to, so that a killed one goes on there. ``counts`` is per resource
    ``{"seen": …, "created": …, "changed": …, "missed": …, "refused": …, "total": …}``; "missed" is what a webhook should
    have told already. ``problem`` says why it pauses or stopped; ``refusals`` are sentences about single records.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        FILE = "file", _("File")
        RECONCILIATION = "reconciliation", _("Reconciliation")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="synchronisations", db_index=False)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    resource = models.CharField(max_length=20, blank=True)
    cursor = models.TextField(blank=True)
    since = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    refusals = models.JSONField(default=list)
    failures = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["store", "kind", "-id"], name="synchronisation_of_store")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Sighting(models.Model):
    """Something that the store named during a full comparison; forgotten when that ends."""

    synchronisation = models.ForeignKey(Synchronisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    resource = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["synchronisation", "resource", "external_id"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.external_id}"
