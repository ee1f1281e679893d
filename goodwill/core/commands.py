"""What a subcommand of ``goodwill`` is. A room's ``commands.py`` lists its own as ``COMMANDS``; they are found by name."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


class CommandFailed(Exception):
    """The command can't do what was asked; the message is what the person at the terminal reads."""


@dataclass(frozen=True, slots=True)
class Command:
    """``help`` is one line; ``run`` gets the parsed arguments and returns the exit code, None for 0."""

    name: str
    help: str
    run: Callable[[Namespace], int | None]
    arguments: Callable[[ArgumentParser], None] | None = None
    examples: tuple[str, ...] = ()


WIDTH = 40


def progress_bar(label: str) -> Callable[[int, int], None]:
    """Draws how much of a long work is done, on a terminal; nothing where the output goes into a file."""
    if not sys.stderr.isatty():
        return lambda done, total: None
    shown = [-1]

    def draw(done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent != shown[0]:
            shown[0] = percent
            filled = WIDTH * percent // 100
            end = "\n" if percent == 100 else ""
            print(f"\r{label} [{'█' * filled}{'·' * (WIDTH - filled)}] {percent:3} %", end=end, file=sys.stderr, flush=True)  # noqa: T201

    return draw
