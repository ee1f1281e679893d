"""Looks whether what the desk needs is there: database, its version, folder, free space, Redis."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection

LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence."""

    is_ok: bool
    sentence: str


def findings() -> Iterator[Finding]:
    """Each thing in turn; none of them raises."""
    for look in (_database, _migrations, _folder, _space, _redis):
        yield from _safely(look)


def _safely(look: Callable[[], Finding | None]) -> Iterator[Finding]:
    try:
        finding = look()
    except (Error, OSError) as error:
        finding = Finding(False, f"{look.__name__.strip('_').capitalize()}: {error}")
    if finding:
        yield finding


def _database() -> Finding:
    connection.ensure_connection()
    return Finding(True, f"The database answers ({connection.display_name}).")


def _migrations() -> Finding:
    number = len(pending_migrations())
    return Finding(
        not number, f"The database lacks {number} migrations; run goodwill migrate." if number else "The database is up to date."
    )


def _folder() -> Finding:
    with tempfile.TemporaryFile(dir=settings.DATA):
        return Finding(True, f"The data folder {settings.DATA} can be written.")


def _space() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    return Finding(free > LEAST_FREE, f"{free / 1e9:.1f} GB are free in the data folder.")


def _redis() -> Finding | None:
    if not settings.REDIS_URL:
        return None
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        return Finding(False, f"Redis does not answer: {error}")
    return Finding(True, "Redis answers.")


def pending_migrations() -> list[str]:
    """Names of the migrations that this database has not seen."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
