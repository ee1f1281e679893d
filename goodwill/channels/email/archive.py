"""Reads the messages of an mbox file, a Maildir, a folder of .eml files or one such file, one at a time.

The key of a message is made from its content and from how many equal ones came before it, so that reading the archive
again, also after it grew or was renamed, gives the same keys.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from goodwill.inboxes.contract import ArchivedItem, Unreadable

MAX_SIZE = 50_000_000
_SEPARATOR = re.compile(rb"From .*\d{1,2}:\d\d")
_BARE_SEPARATOR = re.compile(rb"From \S+ *\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_SUFFIXES = (".eml", ".msg", ".txt")


def read_archive(path: Path) -> Iterator[ArchivedItem]:
    """Yield each message with its place; raise Unreadable when nothing of this kind is at the path.

    Positions are bytes for an mbox and numbers of files for a folder. A message beyond MAX_SIZE is cut there.
    """
    if path.is_dir():
        return _with_keys(_read_files(_files(path)))
    if not path.is_file():
        raise Unreadable(_("There is no file or folder “%s”.") % path.name)
    start = _start_of(path)
    if _separator_of(start):
        return _with_keys(_read_mbox(path))
    if _HEADER.match(start) or path.suffix.lower() == ".eml":
        return _with_keys(_read_files([path]))
    raise Unreadable(_("“%s” is neither an mbox file nor a message: it begins with neither “From ” nor a header.") % path.name)


Placed = tuple[bytes, int, int]


def _with_keys(messages: Iterator[Placed]) -> Iterator[ArchivedItem]:
    seen: Counter[bytes] = Counter()
    for raw, position, total in messages:
        digest = hashlib.sha256(raw).digest()
        seen[digest] += 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        yield ArchivedItem(raw, f"archive/{digest.hex()}{suffix}", position, total)


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096).lstrip(b"\r\n")
    except OSError as error:
        raise Unreadable(_("“%(name)s” can't be read: %(reason)s.") % {"name": path.name, "reason": error.strerror}) from error


def _files(folder: Path) -> list[Path]:
    """The messages of a Maildir (new and cur, with its subfolders) or the .eml files below a folder, in a lasting order."""
    is_maildir = (folder / "cur").is_dir() or (folder / "new").is_dir()
    found: list[Path] = []
    for directory, names, files in os.walk(folder):
        names.sort()
        here = Path(directory)
        if is_maildir:
            found += [here / name for name in sorted(files) if here.name in ("cur", "new") and not name.startswith(".")]
        else:
            found += [here / name for name in sorted(files) if name.lower().endswith(_SUFFIXES)]
    if not found and not is_maildir:
        raise Unreadable(_("The folder “%s” is no Maildir and has no .eml files in it.") % folder.name)
    return found


def _read_files(files: list[Path]) -> Iterator[Placed]:
    for number, path in enumerate(files, start=1):
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_SIZE)
        except FileNotFoundError:
            # A mail program that is running renames files of a Maildir; the next import finds it under its new name.
            continue
        yield raw, number, len(files)


def _separator_of(start: bytes) -> re.Pattern[bytes] | None:
    """How messages are separated: with a time of day, as nearly everywhere, or by bare "From address" lines.

    A file that has times needs them everywhere, so that a sentence that begins with "From" does not cut a message in two.
    """
    return next((pattern for pattern in (_SEPARATOR, _BARE_SEPARATOR) if pattern.match(start)), None)


def _read_mbox(path: Path) -> Iterator[Placed]:
    """Split at "From " lines that follow an empty line, never holding more than one message."""
    total = path.stat().st_size
    separator = _separator_of(_start_of(path)) or _SEPARATOR
    lines: list[bytes] = []
    size = 0
    is_after_blank = True
    with path.open("rb") as file:
        for line in _lines(file):
            if is_after_blank and separator.match(line):
                if lines:
                    yield _message(lines), file.tell() - len(line), total
                lines, size = [], 0
            elif size < MAX_SIZE and (lines or line.strip()):
                lines.append(line)
                size += len(line)
            is_after_blank = line in (b"\n", b"\r\n")
    if lines:
        yield _message(lines), total, total


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines of at most a megabyte, so that a file without line breaks is not read at once."""
    while line := file.readline(1_000_000):
        yield line


def _message(lines: list[bytes]) -> bytes:
    """One message without its separator, without the empty line that ends it, and with ">From " taken back.

    Both kinds of mbox are met by taking away one ">": mboxrd added one to each such line, mboxo to bare "From " only.
    """
    if lines[-1] in (b"\n", b"\r\n"):
        lines = lines[:-1]
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines))
