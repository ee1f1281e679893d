"""What holds in a country: returns, warranty, shipping, payment, and the rights that the law gives."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.commerce.models.stores import Store


class CountryPolicy(models.Model):
    """The rules of a store for one country ("" for all others), valid from a day until before another.

    Amounts are minor units of the store's currency; durations are days. ``shipping`` lists ``{"method", "days_min",
    "days_max", "fee"}``; ``rights`` are sentences, such as the right of withdrawal.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="country_policies", db_index=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    return_days = models.PositiveIntegerField(_("days to return"), default=30)
    withdrawal_days = models.PositiveIntegerField(_("days of the legal right of withdrawal"), default=0)
    warranty_months = models.PositiveIntegerField(_("months of warranty"), default=24)
    is_return_free = models.BooleanField(_("returns are free of charge"), default=False)
    shipping = models.JSONField(_("shipping times and fees"), default=list, blank=True)
    payment_methods = models.JSONField(_("payment methods"), default=list, blank=True)
    rights = models.TextField(_("rights by law"), blank=True)
    text = models.TextField(_("in words, for agents and customers"), blank=True)

    class Meta:
        verbose_name_plural = "country policies"
        constraints: ClassVar = [models.UniqueConstraint(fields=["store", "country", "valid_from"], name="country_policy_once")]

    def __str__(self) -> str:
        return f"{self.country or '*'} {self.valid_from}"
