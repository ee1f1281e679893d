"""The app of the room coaching."""

from django.apps import AppConfig


class Coaching(AppConfig):
    name = "goodwill.coaching"
    label = "coaching"
