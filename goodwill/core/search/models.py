"""What search keeps beside the full-text index of the database: one row for each document, identifier and known word."""

from typing import ClassVar

from django.db import models


class SearchDocument(models.Model):
    """The facts of an indexed document; its words stand in an FTS5 table (SQLite) or a ``vector`` column (PostgreSQL).

    ``at`` is in seconds since 1970, ``size`` in words. ``scope`` holds tokens with spaces between.
    """

    key = models.BigIntegerField(primary_key=True)
    group = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    at = models.BigIntegerField()
    size = models.IntegerField()
    scope = models.TextField(default="")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SearchWord(models.Model):
    """A word that some document holds, and in about how many: completes beginnings and tells rare words from common."""

    word = models.CharField(max_length=64, primary_key=True)
    uses = models.BigIntegerField(default=0)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.word


class SearchIdentifier(models.Model):
    """An order number, address, phone or tracking number in the form that is compared, and the group it belongs to."""

    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    group = models.BigIntegerField(db_index=True)
    scope = models.TextField(default="")

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["value", "kind", "group"], name="core_identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class SearchRebuild(models.Model):
    """How far the rebuild of the index has come; there is one row while it runs or waits to go on."""

    position = models.BigIntegerField(default=0)
    documents = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.position)
