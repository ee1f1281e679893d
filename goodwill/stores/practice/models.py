"""Where the practice store keeps its things: each as the document of its snapshot."""

from typing import ClassVar

from django.db import models

from goodwill.core.clock import now


class Shop(models.Model):
    """The practice store of one connected store; its row is held while something is done in it.

    ``prefix`` is what stands before the digits of an order's number, as in the newest of those that it was given.
    """

    store = models.OneToOneField("commerce.Store", on_delete=models.CASCADE, primary_key=True, related_name="+")
    last_number = models.PositiveIntegerField(default=1000)
    prefix = models.CharField(max_length=20, default="#")

    def __str__(self) -> str:
        return f"{self.store_id}"


class Thing(models.Model):
    """A product, an order, a customer … as it stands; ``variant`` only of stock."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="things", db_index=False)
    resource = models.CharField(max_length=20)
    external_id = models.CharField(max_length=260)
    variant = models.CharField(max_length=120, blank=True)
    document = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "resource", "external_id"], name="practice_thing_once")]
        indexes: ClassVar = [
            models.Index(fields=["shop", "resource", "updated_at", "id"], name="practice_thing_by_change"),
            models.Index(fields=["shop", "variant"], name="practice_stock_of", condition=~models.Q(variant="")),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.external_id}"


class Article(models.Model):
    """Which product a variant is of."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="articles", db_index=False)
    external_id = models.CharField(max_length=120)
    product = models.CharField(max_length=260)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "external_id"], name="practice_article_once")]

    def __str__(self) -> str:
        return self.external_id


class Deed(models.Model):
    """An action that was done, with the answer that its key gets again."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="deeds", db_index=False)
    key = models.CharField(max_length=200)
    document = models.JSONField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "key"], name="practice_deed_once")]

    def __str__(self) -> str:
        return self.key
