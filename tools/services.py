"""PostgreSQL and Redis for tests and benchmarks: those that answer on this machine, else private ones, else by apt."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path


class Missing(Exception):
    """The service is not here and could not be brought; the message says why."""


@contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """A URL of a PostgreSQL where databases can be made, and a sentence that says where it came from."""
    if url := _answering_postgres():
        yield url, "the one that answers on its standard local port"
        return
    programs = _postgres_programs() or _by_apt("postgresql", _postgres_programs)
    with tempfile.TemporaryDirectory(prefix="goodwill-pg-") as folder:
        port = _free_port()
        data = Path(folder) / "data"
        as_user = _as_ordinary_user(folder)
        _call([*as_user, f"{programs}/initdb", "-D", str(data), "-U", "goodwill", "--auth=trust", "-E", "UTF8", "--no-sync"])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _call([*as_user, f"{programs}/pg_ctl", "-D", str(data), "-o", options, "-w", "-l", f"{folder}/log", "start"])
        try:
            yield f"postgresql://goodwill@127.0.0.1:{port}/postgres", "a private one, started for this run"
        finally:
            _call([*as_user, f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop"])


@contextmanager
def redis() -> Iterator[tuple[str, str]]:
    """A URL of a Redis, and a sentence that says where it came from."""
    if _answers_redis(6379):
        yield "redis://127.0.0.1:6379/9", "the one that answers on its standard local port"
        return
    program = shutil.which("redis-server") or _by_apt("redis-server", lambda: shutil.which("redis-server"))
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="goodwill-redis-") as folder:
        server = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], stdout=subprocess.DEVNULL
        )
        try:
            _wait(lambda: _answers_redis(port), "Redis did not start")
            yield f"redis://127.0.0.1:{port}/0", "a private one, started for this run"
        finally:
            server.terminate()
            server.wait(10)


def _answering_postgres() -> str | None:
    import psycopg

    me = pwd.getpwuid(os.geteuid()).pw_name
    for user in dict.fromkeys([os.environ.get("PGUSER", ""), me, "postgres", "goodwill"]):
        if not user:
            continue
        url = f"postgresql://{user}@127.0.0.1:5432/postgres"
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
                if row and row[0]:
                    return url
        except psycopg.Error:
            continue
    return None


def _postgres_programs() -> str | None:
    found = sorted(glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True) or [path for path in [shutil.which("initdb")] if path]
    return str(Path(found[0]).parent) if found else None


def _as_ordinary_user(folder: str) -> list[str]:
    """PostgreSQL refuses to run as root: as root, run it as the user that its package made."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as error:
        raise Missing("PostgreSQL does not run as root, and there is no user postgres to run it as") from error
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _by_apt(package: str, find: Callable[[], str | None]) -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"{package} is not installed here")
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=environment, stdout=subprocess.DEVNULL, check=False
    )
    found = find()
    if not found:
        raise Missing(f"{package} could not be installed by apt")
    return found


def _answers_redis(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(is_ready: Callable[[], bool], problem: str) -> None:
    for _ in range(100):
        if is_ready():
            return
        time.sleep(0.1)
    raise Missing(problem)


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{Path(command[-1]).name}: {done.stderr.strip()[-300:]}")
