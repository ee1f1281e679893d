"""Conditions about conversations, for promises, routing and rules alike: one small class a file, found by its name.

What they ask is a fact of ``conversations.situations``.
"""

from goodwill.core.conditions import Condition, Kit
from goodwill.core.found import classes, files


def all_classes() -> list[type[Condition]]:
    return classes(Condition, files(__name__, __path__))


KIT = Kit(all_classes)
