"""What a store sells, and how much of it lies where."""

from typing import ClassVar

from django.db import models

from goodwill.commerce.models.stores import Store
from goodwill.core.money import Money


class Product(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="products", db_index=False)
    external_id = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    image_url = models.URLField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="product_once")]
        indexes: ClassVar = [models.Index(fields=["store", "title"], name="product_by_title")]

    def __str__(self) -> str:
        return self.title


class Variant(models.Model):
    """What can be bought of a product. ``price`` and ``compare_at`` are minor units of the store's currency."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120)
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=dict)
    price = models.BigIntegerField()
    compare_at = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    image_url = models.URLField(max_length=500, blank=True)
    is_available = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="variant_once")]
        indexes: ClassVar = [models.Index(fields=["store", "sku"], name="variant_by_sku")]

    def __str__(self) -> str:
        return self.title

    @property
    def price_money(self) -> Money:
        return Money(self.price, self.currency)


class Location(models.Model):
    """Where stock lies; ``is_shop`` where people can walk in."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="locations", db_index=False)
    external_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    is_shop = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="location_once")]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """How many pieces of a variant are free at a location; ``back_on`` is when more are expected.

    ``variant`` is empty until the store has told of the variant itself.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="stock", db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, related_name="stock")
    variant_external_id = models.CharField(max_length=120)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="stock", db_index=False)
    available = models.IntegerField()
    back_on = models.DateField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "variant_external_id", "location"], name="stock_once")]
        verbose_name_plural = "stock"

    def __str__(self) -> str:
        return f"{self.available}"
