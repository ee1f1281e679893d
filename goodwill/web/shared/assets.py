"""What the browser loads: one stylesheet and one sprite put together from the faces' files, and the map of the modules."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from goodwill.web.shared import icons

WEB = Path(__file__).resolve().parent.parent
SHARED = WEB / "shared" / "static"
FIRST = ("css/tokens.css", "css/reset.css", "css/base.css")
LAST = ("css/utilities.css",)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that this process puts together; its address changes with its content, so it is kept for ever."""

    content: bytes
    content_type: str
    href: str


def _asset(path: str, text: str, content_type: str) -> Asset:
    content = text.encode()
    return Asset(content, content_type, f"/assets/{path}?v={_digest(content)}")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _faces(pattern: str) -> list[Path]:
    return sorted(path for face in WEB.iterdir() for path in face.glob(f"static/{pattern}"))


@cache
def _stylesheet() -> Asset:
    files = [SHARED / name for name in FIRST]
    files += sorted((SHARED / "css" / "components").glob("*.css"))
    files += _faces("*/css/pages/*.css")
    files += [SHARED / name for name in LAST]
    text = "\n".join(file.read_text() for file in files)
    return _asset("desk.css", text.replace("/static/", settings.STATIC_URL), "text/css; charset=utf-8")


def stylesheet() -> Asset:
    """Tokens, reset, base, components, the faces' pages and utilities, in the order that the layers name."""
    if settings.DEBUG:
        _stylesheet.cache_clear()
    return _stylesheet()


@cache
def sprite() -> Asset:
    return _asset("icons.svg", icons.sprite(), "image/svg+xml")


@cache
def versioned(path: str) -> str:
    """The address of a static file, with its content's digest."""
    found = finders.find(path)
    version = f"?v={_digest(Path(found).read_bytes())}" if isinstance(found, str) else ""
    return f"{settings.STATIC_URL}{path}{version}"


@cache
def modules() -> tuple[tuple[str, str], ...]:
    """Each module by the name that it is imported by, with its address: ``behaviours/menu``, ``helpers/dom``, ``desk``."""
    found = {}
    for file in _faces("**/*.js"):
        path = file.relative_to(next(parent for parent in file.parents if parent.name == "static")).as_posix()
        found[path.removesuffix(".js").partition("js/")[2]] = versioned(path)
    return tuple(sorted(found.items()))


@cache
def import_map() -> str:
    return json.dumps({"imports": dict(modules())}, separators=(",", ":"))


@cache
def import_map_hash() -> str:
    """The import map is the one script that stands in a page; the policy names it by its digest (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(import_map().encode()).digest()).decode()
