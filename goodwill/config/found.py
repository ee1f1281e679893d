"""Finds the plug-in folders: each channel, each store platform, and each face of the web. Nothing lists them by name."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def _folders(room: str) -> list[Path]:
    return sorted(path for path in (PACKAGE / room).iterdir() if path.is_dir() and (path / "__init__.py").is_file())


def plugin_apps() -> list[str]:
    """The app of each channel, of each store platform and of each face, by its dotted name."""
    return [f"goodwill.{room}.{folder.name}" for room in ("channels", "stores", "web") for folder in _folders(room)]


def face_folders() -> list[Path]:
    """The folders that carry templates and static files."""
    return _folders("web") + _folders("channels") + _folders("stores")
