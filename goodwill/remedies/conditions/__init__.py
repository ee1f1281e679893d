"""Conditions of the policy: one small class a file, found by its name."""

from goodwill.core.conditions import Condition, Kit
from goodwill.core.found import classes, files

KIT = Kit(lambda: classes(Condition, files(__name__, __path__)))
