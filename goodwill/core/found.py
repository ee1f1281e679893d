"""Finds what is not listed anywhere: the modules of rooms and plug-ins by their names, and the classes in them."""

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, TypeVar

from django.apps import apps

T = TypeVar("T")


def modules(name: str, *, within: str = "goodwill") -> dict[str, ModuleType]:
    """The module of this name in each app below ``within`` that has one, by the app's label."""
    found = {config.label: f"{config.name}.{name}" for config in apps.get_app_configs() if config.name.startswith(f"{within}.")}
    return {label: import_module(path) for label, path in found.items() if find_spec(path)}


def files(package: str, path: Iterable[str]) -> list[ModuleType]:
    """Every module of a package, given with its ``__path__``."""
    return [import_module(f"{package}.{module.name}") for module in iter_modules(path)]


def classes(base: type[T], places: Iterable[ModuleType]) -> list[type[T]]:
    """The subclasses of ``base`` that these modules define themselves; what they only import is another's."""
    return [value for place in places for value in vars(place).values() if _is_own(value, base, place)]


def plugins(base: type[T], name: str, *, room: str) -> list[type[T]]:
    """The classes of a room's plug-in folders, in the module of this name, and of packages that offer one by entry point."""
    return classes(base, modules(name, within=room).values()) + [point.load() for point in entry_points(group=room)]


def _is_own(value: Any, base: type, place: ModuleType) -> bool:
    return isinstance(value, type) and issubclass(value, base) and value.__module__ == place.__name__
