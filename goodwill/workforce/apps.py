"""The app of the room workforce."""

from django.apps import AppConfig


class Workforce(AppConfig):
    name = "goodwill.workforce"
    label = "workforce"
