"""The app of the room conversations."""

from django.apps import AppConfig


class Conversations(AppConfig):
    name = "goodwill.conversations"
    label = "conversations"
