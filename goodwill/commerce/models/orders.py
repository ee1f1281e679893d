"""Orders with their lines and parcels."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.commerce.models.buyers import StoreCustomer
from goodwill.commerce.models.stores import Store
from goodwill.core.money import Money


class OrderState(models.TextChoices):
    """The values are those of ``contract.OrderStatus``."""

    PENDING = "pending", _("Not packed yet")
    PROCESSING = "processing", _("Being packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class OrderQuerySet(models.QuerySet["Order"]):
    def present(self) -> "OrderQuerySet":
        """Those that the store has not deleted."""
        return self.filter(removed_at=None)


class Order(models.Model):
    """An order as its store last told it. Amounts are minor units of ``currency``.

    ``lookup`` is the number in the bare form that searches compare. ``document`` holds what is shown with the order
    alone: ``discounts``, ``payments``, ``refunds``, ``returns``, ``shipping_address``, ``billing_address``,
    ``shipping_method``, ``tags``, ``note``, each in the form of the snapshot's fields as JSON (money as
    ``{"minor", "currency"}``). ``digest`` is equal for two snapshots that say the same. An order that the store deleted
    keeps its row, with ``removed_at``: what was done about it must stay explainable.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="orders", db_index=False)
    external_id = models.CharField(max_length=120)
    buyer = models.ForeignKey(StoreCustomer, on_delete=models.SET_NULL, null=True, related_name="orders", db_index=False)
    number = models.CharField(max_length=60)
    lookup = models.CharField(max_length=60)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, choices=OrderState.choices)
    platform_status = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    subtotal = models.BigIntegerField(null=True)
    shipping = models.BigIntegerField(null=True)
    tax = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    country = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_in_shop = models.BooleanField(default=False)
    location = models.CharField(max_length=200, blank=True)
    expected_on = models.DateField(null=True)
    return_until = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    admin_url = models.URLField(max_length=500, blank=True)
    document = models.JSONField(default=dict)
    placed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=32)
    updated_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "external_id"], name="order_once")]
        indexes: ClassVar = [
            models.Index(fields=["lookup"], name="order_by_lookup"),
            models.Index(fields=["email", "-placed_at"], name="order_by_email"),
            models.Index(fields=["buyer", "-placed_at"], name="order_of_buyer"),
            models.Index(fields=["store", "-placed_at"], name="order_of_store"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def refundable(self) -> Money:
        """What was paid and not given back yet, by what the store told."""
        return Money(max(0, self.paid - self.refunded), self.currency)


class OrderLine(models.Model):
    """One line of an order; ``price`` for one piece, ``discount`` for the line, in minor units of the order's currency."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=120)
    variant_external_id = models.CharField(max_length=120, blank=True)
    product_external_id = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    options = models.JSONField(default=dict)
    quantity = models.PositiveIntegerField()
    refunded_quantity = models.PositiveIntegerField(default=0)
    price = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    image_url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "position"], name="line_once")]
        indexes: ClassVar = [models.Index(fields=["variant_external_id"], name="line_of_variant")]

    def __str__(self) -> str:
        return self.title


class Shipment(models.Model):
    """A parcel. ``events`` are its scans, oldest first, as JSON of ``contract.TrackingEvent``."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    external_id = models.CharField(max_length=120)
    status = models.CharField(max_length=20)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    lookup = models.CharField(max_length=80, blank=True)
    tracking_url = models.URLField(max_length=500, blank=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    last_event_at = models.DateTimeField(null=True)
    lines = models.JSONField(default=dict)
    events = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "external_id"], name="shipment_once")]
        indexes: ClassVar = [
            models.Index(fields=["lookup"], name="shipment_by_lookup"),
            models.Index(fields=["carrier", "status", "last_event_at"], name="shipment_by_carrier"),
        ]

    def __str__(self) -> str:
        return self.tracking_number
