"""A desk in a folder and on a database of its own, started for measuring and thrown away afterwards."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def environment(**more: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh desk; on PostgreSQL when DATABASE_URL says so, in a database that is dropped again."""
    with tempfile.TemporaryDirectory(prefix="goodwill-bench-") as folder, _database() as url:
        variables = {name: value for name, value in os.environ.items() if not name.startswith("GOODWILL_")}
        variables |= {
            "GOODWILL_DATA": folder,
            "DATABASE_URL": url,
            "GOODWILL_LISTEN": f"127.0.0.1:{free_port()}",
            "GOODWILL_SMTP_LISTEN": "",
        }
        variables |= {"DJANGO_SETTINGS_MODULE": "goodwill.config.settings", "PYTHONPATH": str(ROOT), **more}
        subprocess.run([sys.executable, "-m", "goodwill.config.cli", "migrate"], env=variables, check=True, stdout=subprocess.DEVNULL)
        yield variables


@contextlib.contextmanager
def running(command: str, variables: dict[str, str]) -> Iterator[int]:
    """``goodwill <command>``, ready; yields the id of its first process."""
    process = subprocess.Popen([sys.executable, "-m", "goodwill.config.cli", command], env=variables, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        for line in process.stdout:
            if "ready" in line:
                break
        _wait_for(variables["GOODWILL_LISTEN"]) if command != "worker" else time.sleep(2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def processes(first: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *(pid for child in children for pid in processes(int(child)))]


def memory(pid: int, kind: str) -> int:
    """Bytes of memory of a process; ``kind`` is Pss (shared pages divided among those who share) or Rss."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(kind)


def processor_seconds(first: int) -> float:
    """Seconds of processor time used by all processes of the desk so far."""
    total = 0
    for pid in processes(first):
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / 100


def kind_of_database() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _wait_for(address: str) -> None:
    host, _, port = address.rpartition(":")
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection((host, int(port))).close()
            time.sleep(1)
            return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing listens at {address}.")


@contextlib.contextmanager
def _database() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        yield ""
        return
    import psycopg

    name = f"goodwill_bench_{os.getpid()}_{free_port()}"
    server = psycopg.connect(given, autocommit=True)
    server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()
