"""Makes the templates of the e-mail channel known to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailChannelConfig(AppConfig):
    name = "goodwill.channels.email"
    label = "channels_email"
    verbose_name = _("E-mail")
