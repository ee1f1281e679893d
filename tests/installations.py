"""Installations of the desk in folders of their own, with databases of their own, that real processes run on."""

import fcntl
import itertools
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
_numbers = itertools.count()
PATIENCE = 60.0


def is_postgres() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


@dataclass
class Installation:
    """A data folder, a database, and the environment that makes processes use them."""

    folder: Path
    database: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen] = field(default_factory=list)
    port: int = 0
    _console: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GOODWILL_") and name not in ("DATABASE_URL", "REDIS_URL")
        }
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "goodwill.config.settings",
            "PYTHONPATH": str(ROOT),
            "GOODWILL_DATA": str(self.folder),
            "GOODWILL_SECRET_KEY": "a key for tests, of no worth at all anywhere",
            "GOODWILL_SMTP_LISTEN": "",
            "DATABASE_URL": _url(self.database) if self.database else "",
            **self.extra,
        }

    def start(self, *command: str, **options: Any) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment, **options)
        self.processes.append(process)
        return process

    def python(self, code: str) -> Any:
        """Run code in another process of the desk; what it assigns to ``result`` comes back through JSON."""
        if self._console is None:
            self._console = self.start("-m", "tests.console", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._console.stdin
        assert self._console.stdout
        self._console.stdin.write(json.dumps(textwrap.dedent(code)) + "\n")
        self._console.stdin.flush()
        answer = json.loads(self._console.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def cut_database_connections(self) -> None:
        """PostgreSQL ends every connection to this database but the one that says so."""
        self.python("""
            from django.db import connection
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        """)

    def drop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()
        if self.database:
            _on_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


class Template:
    """A migrated installation, made once and copied for each test."""

    def __init__(self, shared: Path) -> None:
        if not is_postgres():
            self._made = Installation(migrated(shared))
            return
        self._made = Installation(shared / f"template-{os.getpid()}", _new_database(None))
        self._made.folder.mkdir()
        _migrate(self._made)

    def copy(self, folder: Path) -> Installation:
        shutil.copytree(self._made.folder, folder)
        return Installation(folder, _new_database(self._made.database) if self._made.database else "")

    def drop(self) -> None:
        self._made.drop()


def migrated(shared: Path) -> Path:
    """The data folder of a desk on SQLite, migrated once for all processes of a test run; ``shared`` is theirs."""
    folder = shared / "migrated"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = Installation(shared / "migrating")
            made.folder.mkdir()
            _migrate(made)
            with closing(sqlite3.connect(made.folder / "goodwill.sqlite3")) as database:
                # A database in memory can't be read when its header says that it has a write-ahead log.
                database.execute("PRAGMA journal_mode=DELETE")
            made.folder.rename(folder)
    return folder


def _migrate(made: Installation) -> None:
    command = [sys.executable, "-m", "goodwill.config.cli", "migrate"]
    done = subprocess.run(command, cwd=ROOT, env=made.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Ask again and again until the answer is true, and return it; fail after ``seconds``."""
    ends = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < ends, f"Waited {seconds} s for {what}."
        time.sleep(0.02)
    return answer


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _url(database: str) -> str:
    server = settings.DATABASES["default"]
    login = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    return f"postgresql://{login}@{server['HOST'] or '127.0.0.1'}:{server['PORT'] or 5432}/{database}"


def _new_database(template: str | None) -> str:
    name = f"goodwill_installation_{os.getpid()}_{next(_numbers)}"
    _on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return name


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)
