"""The app of the room service levels."""

from django.apps import AppConfig


class ServiceLevels(AppConfig):
    name = "goodwill.service_levels"
    label = "service_levels"
