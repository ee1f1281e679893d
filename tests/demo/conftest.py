"""The demo world, built once for all tests of this folder: it is only read there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import override_settings

from goodwill.demo import world

TODAY = datetime(2026, 5, 20, 13, 30, tzinfo=UTC)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The world as it stands on a Wednesday in May; taken back when the last test of this folder has ended."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")), transaction.atomic():
        world.build(today=TODAY)
        yield
        transaction.set_rollback(True)
