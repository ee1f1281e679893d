"""Inboxes, the raw messages that they received, and the local sink of what they could not send anywhere."""

import zlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.core import files
from goodwill.core.clock import now
from goodwill.core.crypto import EncryptedJSONField
from goodwill.core.models import StoredFile


class Inbox(models.Model):
    """One connected address of one kind of channel. ``position`` is where fetching got to, in the channel's terms."""

    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=320)
    aliases = models.JSONField(_("other addresses"), default=list, blank=True)
    settings: "models.Field[Any, Any]" = EncryptedJSONField(default=dict, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="inboxes", verbose_name=_("team"))
    signature = models.TextField(_("signature"), blank=True)
    is_acknowledging = models.BooleanField(_("acknowledge new conversations at once"), default=False)
    acknowledgement = models.TextField(_("acknowledgement"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.JSONField(default=dict, editable=False)
    problem = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name_plural = "inboxes"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "address"], name="inbox_once")]

    def __str__(self) -> str:
        return self.name


class RawState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Received")
    DROPPED = "dropped", _("Set aside")
    QUARANTINED = "quarantined", _("Quarantined")


class RawMessage(models.Model):
    """What the transport handed over, byte for byte, before anybody tried to understand it.

    Small ones stand in ``body``, deflated; big ones in the file store. ``outcome`` is a code of what became of it and
    ``sentence`` says it in words. ``message_number`` is the message that it became.
    """

    SMALL = 256 * 1024

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="raw_messages", db_index=False)
    source_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL is not unique, "" would be
    body = models.BinaryField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    size = models.BigIntegerField()
    envelope = models.JSONField()
    state = models.CharField(max_length=12, choices=RawState.choices, default=RawState.WAITING)
    outcome = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    message_number = models.BigIntegerField(null=True)
    received_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inbox", "source_key"], name="raw_source_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="raw_not_done", condition=~models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"raw {self.pk}"

    @staticmethod
    def packed(raw: bytes) -> bytes:
        return zlib.compress(raw, 1)

    def content(self) -> bytes:
        """The bytes as they were received."""
        if self.file is not None:
            with files.open(self.file) as file:
                return file.read()
        return zlib.decompress(bytes(self.body or b""))


class SinkMessage(models.Model):
    """A message that would have been sent, kept because its inbox has no way out yet. Deflated wire form.

    ``inbox`` is empty for a letter to an agent that was written before there was any inbox.
    """

    key = models.CharField(max_length=120, unique=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, null=True, related_name="sink_messages")
    recipients = models.TextField()
    subject = models.TextField(blank=True)
    body = models.BinaryField()
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.subject

    def content(self) -> bytes:
        return zlib.decompress(bytes(self.body))
