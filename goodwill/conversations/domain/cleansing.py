"""Takes out of what a channel understood the characters that no database keeps."""

import dataclasses
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")


def cleansed(value: T) -> T:
    """The same value without NUL and without halves of surrogate pairs in any of its texts; bytes stay as they are."""
    return _cleansed(value)


def _cleansed(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return tuple(_cleansed(part) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{f.name: _cleansed(getattr(value, f.name)) for f in dataclasses.fields(value)})
    return value


def _text(text: str) -> str:
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
