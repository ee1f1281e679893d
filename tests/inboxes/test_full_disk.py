"""A disk that is really full: what can't be stored is refused, what was stored is taken in when there is room again."""

import subprocess
from pathlib import Path

import pytest

from goodwill.conversations.domain import receiving
from goodwill.core.clock import now
from goodwill.core.files import StorageFull
from goodwill.core.models import StoredFile
from goodwill.inboxes.contract import Envelope, IntakeRefused
from goodwill.inboxes.domain.intake import DeskIntake
from goodwill.inboxes.models import RawMessage
from tests.factories.inboxes import letter, make_inbox, make_raw


@pytest.fixture
def small_disk(settings, tmp_path: Path):
    """A file system of one megabyte for the stored files."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("Mounting a small disk needs rights that this user has not.")
    settings.MEDIA_ROOT = disk
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.django_db(transaction=True)
def test_message_that_finds_no_room_is_refused_and_leaves_nothing(small_disk):
    inbox = make_inbox()
    door = DeskIntake()
    with pytest.raises(IntakeRefused):
        door.store(b"x" * 2_000_000, Envelope("test", now()), inbox_id=inbox.pk, source_key="big")
    assert (RawMessage.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    assert door.store(b"x" * 500_000, Envelope("test", now()), inbox_id=inbox.pk, source_key="big")
    door.close()


@pytest.mark.django_db(transaction=True)
def test_attachment_that_finds_no_room_waits_with_its_message(small_disk):
    raw = make_raw(make_inbox(), letter(attachments=[["fern.png", "image/png", "x" * 200_000]]))
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 950_000)
    with pytest.raises(StorageFull):
        receiving.process(raw.pk)
    assert RawMessage.objects.get().state == "waiting"
    filler.unlink()
    message = receiving.process(raw.pk)
    assert message is not None
    assert message.attachments.get().size == 200_000
