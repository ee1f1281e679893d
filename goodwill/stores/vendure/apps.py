"""Makes the templates of the Vendure connector known to Django."""

from django.apps import AppConfig


class VendureConfig(AppConfig):
    name = "goodwill.stores.vendure"
    label = "stores_vendure"
    verbose_name = "Vendure"
