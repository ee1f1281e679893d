"""Keeps the bytes of files, once each, under their SHA-256; on the disk for good before the database knows of them."""

import errno
import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from goodwill.core import clock
from goodwill.core.models import StoredFile

_CHUNK = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(Exception):
    """There is no room for the file: nothing was stored, and the sender must keep it."""


def keep(content: bytes | BinaryIO | File) -> StoredFile:
    """Store the content unless it is there already, and return its row, which joins the current transaction.

    Raises StorageFull. When the transaction is rolled back the file stays behind unnoticed, until ``sweep`` takes it.
    """
    stream: Any = ContentFile(content) if isinstance(content, bytes) else content
    sha256, size = _measure(stream)
    stored = StoredFile(sha256=sha256, size=size)
    if default_storage.exists(stored.path):
        _touch(stored.path)
    else:
        default_storage.save(stored.path, stream if isinstance(stream, File) else File(stream))
    StoredFile.objects.bulk_create([stored], ignore_conflicts=True)
    return StoredFile.objects.get(sha256=sha256)


def open(stored: StoredFile) -> IO[bytes]:
    """The content for reading; raise FileNotFoundError when the storage has lost it."""
    return default_storage.open(stored.path)


def read(stored: StoredFile) -> bytes:
    """All of the content; raise FileNotFoundError when the storage has lost it."""
    with open(stored) as file:
        return file.read()


def sweep(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete files of the local folder that no row names and that nobody has wanted for so long; return how many."""
    try:
        root = Path(default_storage.path(""))
    except NotImplementedError:
        return 0
    newest, number = clock.now().timestamp() - older_than.total_seconds(), 0
    for folder in root.glob("??/??"):
        old = [path for path in folder.iterdir() if path.stat().st_mtime < newest]
        named = set(StoredFile.objects.filter(sha256__in=[path.name for path in old]).values_list("sha256", flat=True))
        for path in old:
            if path.name not in named:
                path.unlink(missing_ok=True)
                number += 1
    return number


class DurableStorage(FileSystemStorage):
    """A folder in which a file appears complete or not at all, and stays when the power fails."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(target, content)
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull(f"The disk under {self.location} is full.") from error
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        # The name is the content's hash: whoever else wrote it wrote the same.
        return name


def _write_whole(target: Path, content: File) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in content.chunks(_CHUNK):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _measure(stream: Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return digest.hexdigest(), size


def _touch(name: str) -> None:
    """Make a file look new, so that a sweep of files without a row leaves it to the transaction that now wants it."""
    try:
        os.utime(default_storage.path(name))
    except NotImplementedError:
        return  # A storage elsewhere, which a sweep leaves alone.
