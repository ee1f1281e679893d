"""Stored files: once each, whole or not at all, and a clear word when there is no room."""

import errno
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core import files
from goodwill.core.files import StorageFull
from goodwill.core.models import StoredFile
from tests.core.transactions import rolled_back

pytestmark = pytest.mark.django_db


def on_disk(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_kept_content_is_read_back(settings):
    stored = files.keep(b"content")

    assert files.read(stored) == b"content"
    assert (stored.size, stored.path) == (7, f"{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}")
    assert [path.relative_to(settings.MEDIA_ROOT).as_posix() for path in on_disk(settings)] == [stored.path]


@given(st.binary(max_size=2000))
def test_any_content_is_kept_as_it_is(content):
    assert files.read(files.keep(content)) == content


def test_same_content_is_stored_once(settings):
    assert files.keep(b"content") == files.keep(io.BytesIO(b"content")) == files.keep(SimpleUploadedFile("a.txt", b"content"))
    assert (StoredFile.objects.count(), len(on_disk(settings))) == (1, 1)


def test_file_that_was_read_before_is_kept_whole():
    stream = io.BytesIO(b"content")
    stream.read(3)

    assert files.read(files.keep(stream)) == b"content"


def test_stored_file_is_for_the_owner_alone(settings):
    files.keep(b"content")

    assert [path.stat().st_mode & 0o777 for path in on_disk(settings)] == [0o600]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_full_disk_is_said_and_leaves_nothing(settings, monkeypatch, number, broken):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, broken, fail)

    with pytest.raises(StorageFull, match="is full"):
        files.keep(b"content")
    assert on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_other_errors_of_the_disk_are_not_called_full(settings, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "broken")))

    with pytest.raises(OSError, match="broken"):
        files.keep(b"content")
    assert on_disk(settings) == []


def test_lost_file_is_not_found(settings):
    stored = files.keep(b"content")
    on_disk(settings)[0].unlink()

    with pytest.raises(FileNotFoundError):
        files.read(stored)


def test_lost_file_is_there_again_when_the_content_comes_again(settings):
    files.keep(b"content")
    on_disk(settings)[0].unlink()

    assert files.read(files.keep(b"content")) == b"content"


def test_sweep_takes_old_files_without_a_row_only(settings):
    kept = files.keep(b"kept")
    with rolled_back():
        files.keep(b"rolled back")
    (Path(settings.MEDIA_ROOT) / kept.path).with_name(".new-left").write_bytes(b"left by a killed process")
    assert files.sweep() == 0

    for path in on_disk(settings):
        os.utime(path, (1, 1))

    assert files.sweep() == 2
    assert [path.name for path in on_disk(settings)] == [kept.sha256]


def test_file_that_is_wanted_again_is_not_swept(settings):
    with rolled_back():
        files.keep(b"wanted again")
    os.utime(on_disk(settings)[0], (1, 1))

    stored = files.keep(b"wanted again")
    StoredFile.objects.all().delete()

    assert files.sweep(timedelta(hours=1)) == 0
    assert files.read(stored) == b"wanted again"


def test_many_writers_of_the_same_content_get_the_same_row(installation):
    code = """
        import threading
        from django.db import connection
        from goodwill.core import files
        got, start = [], threading.Barrier(6)
        def keep():
            start.wait()
            got.append(files.keep(b"the same " * 100_000).pk)
            connection.close()
        threads = [threading.Thread(target=keep) for _ in range(6)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        result = got
    """

    got = installation.python(code)

    assert len(got) == 6
    assert len(set(got)) == 1
