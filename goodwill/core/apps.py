"""The room that knows no business: clock, keys, files, jobs, outbox, live push and search."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "goodwill.core"
    label = "core"
