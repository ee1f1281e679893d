"""One letter that waits to be understood, for the scenarios that are killed."""

from tests.conversations.scenarios import FIRST, _clean, _store, work_off, work_off_later

__all__ = ["clean", "post", "work_off", "work_off_later"]


def clean() -> None:
    _clean()


def post() -> None:
    _store(FIRST, "1")
