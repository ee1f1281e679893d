"""The app of the room inboxes."""

from django.apps import AppConfig


class Inboxes(AppConfig):
    name = "goodwill.inboxes"
    label = "inboxes"
