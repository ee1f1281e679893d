"""Conditions that only rules ask for, beside those about conversations: one small class a file, found by its name."""

from goodwill.conversations.conditions import all_classes
from goodwill.core.conditions import Condition, Kit
from goodwill.core.found import classes, files


def _found() -> list[type[Condition]]:
    return [*all_classes(), *classes(Condition, files(__name__, __path__))]


KIT = Kit(_found)
