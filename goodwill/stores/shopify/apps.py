"""Makes the Shopify connector known to Django."""

from django.apps import AppConfig


class ShopifyConfig(AppConfig):
    name = "goodwill.stores.shopify"
    label = "stores_shopify"
    verbose_name = "Shopify"
