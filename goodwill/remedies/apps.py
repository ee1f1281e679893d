"""The app of the room remedies."""

from django.apps import AppConfig


class Remedies(AppConfig):
    name = "goodwill.remedies"
    label = "remedies"
