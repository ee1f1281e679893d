"""The app of the room activity."""

from django.apps import AppConfig


class Activity(AppConfig):
    name = "goodwill.activity"
    label = "activity"

    def ready(self) -> None:
        from goodwill.accounts import announcing
        from goodwill.activity.auditing import keep

        announcing.listen(keep)
