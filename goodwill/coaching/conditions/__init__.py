"""The conditions by which an announcement finds the conversations that it explains: those of conversations, and some of orders."""

from goodwill.conversations.conditions import all_classes
from goodwill.core.conditions import Condition, Kit
from goodwill.core.found import classes, files


def _classes() -> list[type[Condition]]:
    return [*all_classes(), *classes(Condition, files(__name__, __path__))]


KIT = Kit(_classes)
