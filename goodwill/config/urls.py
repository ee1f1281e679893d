"""Addresses: each face of the web brings its own, found by name; those for machines come beside them."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from goodwill.config.found import PACKAGE, plugin_apps


def _faces() -> list[URLPattern | URLResolver]:
    """``urls.py`` of each face under the face's ``PREFIX`` (none: at the root, last)."""
    found = []
    for name in plugin_apps():
        folder = PACKAGE.joinpath(*name.split(".")[1:])
        if not (folder / "urls.py").is_file():
            continue
        module = import_module(f"{name}.urls")
        found.append((getattr(module, "PREFIX", ""), module))
    machines = import_module("goodwill.api.urls")
    found.append((machines.PREFIX, machines))
    return [path(prefix, include(module)) for prefix, module in sorted(found, key=lambda face: -len(face[0]))]


urlpatterns = _faces()
