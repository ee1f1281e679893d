"""Makes the practice store known to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticeStoreConfig(AppConfig):
    name = "goodwill.stores.practice"
    label = "stores_practice"
    verbose_name = _("Practice store")
