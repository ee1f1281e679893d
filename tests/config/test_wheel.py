"""The built wheel holds all that the desk needs, and works in an empty folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest

from tests.architecture.tree import ROOT


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A folder with what the wheel would install; built from a copy so that the checkout stays clean."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    subprocess.run(f"git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t {source}", shell=True, cwd=ROOT, check=False)
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = target.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(target / "site")
    return target / "site"


def _environment(unpacked, folder, **values):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GOODWILL_", "DATABASE_URL", "REDIS_URL"))}
    return {**kept, "PYTHONPATH": str(unpacked), **values}


def test_help_names_every_command(unpacked, tmp_path):
    command = [sys.executable, "-m", "goodwill.config.cli", "--help"]
    done = subprocess.run(command, cwd=tmp_path, env=_environment(unpacked, tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    missing = [name for name in ("serve", "worker", "demo", "receive", "import", "rebuild") if name not in done.stdout]
    assert missing == []


def test_desk_starts_from_the_wheel_in_an_empty_folder(unpacked, tmp_path):
    port = _free_port()
    environment = _environment(unpacked, tmp_path, GOODWILL_LISTEN=f"127.0.0.1:{port}", GOODWILL_SMTP_LISTEN="")
    server = subprocess.Popen(
        [sys.executable, "-m", "goodwill.config.cli", "serve"], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        page = _fetched(f"http://127.0.0.1:{port}/", server)
        assert "<title>" in page
        assert (tmp_path / "data" / "goodwill.sqlite3").exists()
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(15) == 0


def _fetched(url, server):
    for _ in range(300):
        assert server.poll() is None, "the desk stopped by itself"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.read().decode()
        except OSError:
            time.sleep(0.1)
    pytest.fail("the desk did not answer within 30 s")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
