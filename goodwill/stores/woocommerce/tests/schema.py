"""The published description of WooCommerce's routes, and whether a request keeps to it.

``routes.json`` holds names, types and allowed words alone, as WooCommerce 3.5 describes itself, and what 5.8 and later
take besides. A test compares the former with the public description, where that is here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Arguments = dict[str, dict[str, Any]]
_ROUTES: dict[str, dict[str, Arguments]] = json.loads((Path(__file__).parent / "routes.json").read_text())
OLD, NEW = "3.5", "5.8"


def routes(version: str) -> dict[str, Arguments]:
    """``METHOD route`` → its arguments, in this version."""
    found = {name: dict(arguments) for name, arguments in _ROUTES[OLD].items()}
    if version == NEW:
        for name, arguments in _ROUTES[NEW].items():
            found[name] |= arguments
    return found


def description(version: str) -> dict[str, Any]:
    """What the interface answers about itself."""
    described: dict[str, Any] = {}
    for name, arguments in routes(version).items():
        method, route = name.split(" ", 1)
        described.setdefault(f"/wc/v3{route}", {"endpoints": []})["endpoints"].append({"methods": [method], "args": arguments})
    return {"namespace": "wc/v3", "routes": described}


def match(version: str, method: str, path: str) -> tuple[str, Arguments] | None:
    for name, arguments in routes(version).items():
        its, route = name.split(" ", 1)
        if its == method and re.fullmatch(route, path):
            return route, arguments
    return None


def violations(arguments: Arguments, query: Mapping[str, str], body: Any) -> Iterator[str]:
    """Why a request does not keep to the description; nothing when it does."""
    for name, value in query.items():
        if name not in arguments:
            yield f"?{name} is unknown"
        elif not _is_text_of(arguments[name], value):
            yield f"?{name}={value} is no {arguments[name]}"
    if int(query.get("per_page", "10")) > 100:
        yield "per_page is more than 100"
    for name, value in (body or {}).items():
        yield from _wrong(name, arguments.get(name), value)
    for name, argument in arguments.items():
        if argument.get("required") and name not in {**query, **(body or {})}:
            yield f"{name} is missing"


def _is_text_of(argument: Mapping[str, Any], value: str) -> bool:
    if "enum" in argument:
        return value in argument["enum"]
    return {"integer": value.isdigit(), "boolean": value in ("true", "false", "1", "0")}.get(argument["type"], True)


_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def _wrong(name: str, argument: Mapping[str, Any] | None, value: Any) -> Iterator[str]:
    if argument is None:
        yield f"{name} is unknown"
        return
    # An object's properties may have several types.
    kind = argument.get("type")
    if isinstance(kind, str) and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{name} is no {kind}: {value!r}"
        return
    if argument.get("enum") and value not in argument["enum"]:
        yield f"{name} is none of {argument['enum']}: {value!r}"
    properties = argument.get("items", {}).get("properties")
    for entry in value if properties else ():
        for inner, held in entry.items():
            known = properties.get(inner)
            # The number says which of the order's lines is meant, and so is written after all.
            if known and known.get("readonly") and inner != "id":
                yield f"{name}.{inner} can't be written"
            yield from _wrong(f"{name}.{inner}", known, held)
