"""The app of the room commerce."""

from django.apps import AppConfig


class Commerce(AppConfig):
    name = "goodwill.commerce"
    label = "commerce"
