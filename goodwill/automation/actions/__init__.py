"""What rules and macros do: one small class a file, found by its name."""

from goodwill.automation.contract import Action, Catalogue
from goodwill.core.found import classes, files


def _found() -> list[type[Action]]:
    return [found for found in classes(Action, files(__name__, __path__)) if hasattr(found, "name")]


ACTIONS: Catalogue[Action] = Catalogue(_found, "action")
