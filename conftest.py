"""What every test has, those beside a plug-in too: files of its own, quick passwords, no deadlines."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest

# The browser's driver keeps an event loop in its thread; the tests that follow in the same process touch the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Tests run beside each other on few processors: how long one took says nothing.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("desk")
LONG = {"browser", "demo", "installation", "real_servers"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start browsers or whole desks come first, so that at the end no process waits for another's longest."""
    long = {item.path for item in items if LONG & {*getattr(item, "fixturenames", ()), *(mark.name for mark in item.iter_markers())}}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path: Path) -> None:
    """Stored files never come near the data folder of whoever runs the tests."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _no_rules_known() -> None:
    """No rules are known at first, and nobody looks again by the clock: statements are counted, and databases forget."""
    from goodwill.automation.domain import compiling

    compiling.keep(compiling.Book())


@pytest.fixture(autouse=True)
def _umask_stays() -> Iterator[None]:
    """The command line keeps what it writes to its owner, for its whole process: here other tests live in it too."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def shared_folder(request, tmp_path_factory) -> Path:
    """A folder of all processes of this test run."""
    own: Path = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_use_migrations, shared_folder: Path) -> Iterator[None]:
    """On SQLite the tables are copied from a desk that was migrated once, before Django looks which migrations are missing."""
    from django.db import connection

    from tests.installations import migrated

    if connection.vendor != "sqlite" or not django_db_use_migrations:
        yield
        return
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as tables:
        with closing(sqlite3.connect(migrated(shared_folder) / "goodwill.sqlite3")) as made:
            made.backup(tables)
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _nobody_else_in_the_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Threads that a test left behind may hold a connection, and PostgreSQL drops no database that somebody is in."""
    yield
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(others)
