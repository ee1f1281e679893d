"""The app of the room automation."""

from django.apps import AppConfig


class Automation(AppConfig):
    name = "goodwill.automation"
    label = "automation"
