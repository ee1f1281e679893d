"""The app of the demo world."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "goodwill.demo"
    label = "demo"
