"""What may start a rule: one small class a file, found by its name."""

from goodwill.automation.contract import Catalogue, Trigger
from goodwill.core.found import classes, files


def _found() -> list[type[Trigger]]:
    return [found for found in classes(Trigger, files(__name__, __path__)) if hasattr(found, "name")]


TRIGGERS: Catalogue[Trigger] = Catalogue(_found, "trigger")
