"""Customers as stores know them, with what they hold: carts, subscriptions, gift cards."""

from typing import ClassVar

from django.db import models

from goodwill.commerce.models.stores import Store
from goodwill.customers.models import Customer


class StoreCustomer(models.Model):
    """An account in a store. ``customer`` is the desk's, found by proven identifiers alone.

    ``document`` holds what is only shown: ``address``, ``payment_methods``, ``tags``. The totals are kept by the mirror
    from the orders: what was ordered less what went back, in minor units of ``currency``. An account of which only an
    order is known yet, or that the store deleted, is an empty row, so that its orders still belong together.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="customers", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="store_customers")
    external_id = models.CharField(max_length=120)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    accepts_marketing = models.BooleanField(null=True)
    loyalty_points = models.IntegerField(null=True)
    store_credit = models.BigIntegerField(null=True)
    document = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    order_count = models.PositiveIntegerField(default=0)
    order_total = models.BigIntegerField(default=0)
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()
    created_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="store_customer_once")]
        indexes: ClassVar = [models.Index(fields=["email"], name="store_customer_by_email")]

    def __str__(self) -> str:
        return self.name or self.email


class Cart(models.Model):
    """An unfinished purchase; ``lines`` as in orders."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="carts", db_index=False)
    external_id = models.CharField(max_length=120)
    buyer = models.ForeignKey(StoreCustomer, on_delete=models.CASCADE, null=True, related_name="carts")
    email = models.CharField(max_length=320, blank=True)
    lines = models.JSONField(default=list)
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    url = models.URLField(max_length=1000, blank=True)
    is_completed = models.BooleanField(default=False)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="cart_once")]
        indexes: ClassVar = [models.Index(fields=["email", "-updated_at"], name="cart_by_email")]

    def __str__(self) -> str:
        return self.external_id


class Subscription(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="subscriptions", db_index=False)
    external_id = models.CharField(max_length=120)
    buyer = models.ForeignKey(StoreCustomer, on_delete=models.CASCADE, related_name="subscriptions")
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=40)
    price = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    every = models.CharField(max_length=60, blank=True)
    next_on = models.DateField(null=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="subscription_once")]

    def __str__(self) -> str:
        return self.title


class GiftCard(models.Model):
    """A gift card of a store; its code never comes here, only the last four characters."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="gift_cards", db_index=False)
    external_id = models.CharField(max_length=120)
    buyer = models.ForeignKey(StoreCustomer, on_delete=models.CASCADE, null=True, related_name="gift_cards")
    last_four = models.CharField(max_length=4, blank=True)
    balance = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    expires_on = models.DateField(null=True)
    is_enabled = models.BooleanField(default=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="gift_card_once")]

    def __str__(self) -> str:
        return f"…{self.last_four}"
