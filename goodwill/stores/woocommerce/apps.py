"""Makes the texts of the WooCommerce connector known to Django."""

from django.apps import AppConfig


class WooCommerceConfig(AppConfig):
    name = "goodwill.stores.woocommerce"
    label = "stores_woocommerce"
    verbose_name = "WooCommerce"
