"""Makes the connector for home-made stores known to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenericStoreConfig(AppConfig):
    name = "goodwill.stores.generic"
    label = "stores_generic"
    verbose_name = _("Home-made store")
