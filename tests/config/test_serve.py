"""The first start of a desk in an empty folder, and what keeps it from starting."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installations import ROOT, Installation, free_port, wait_until


@pytest.fixture
def empty(tmp_path: Path):
    """A desk that was never started."""
    made = Installation(tmp_path / "new")
    made.extra |= {"GOODWILL_LISTEN": f"127.0.0.1:{free_port()}", "GOODWILL_SMTP_LISTEN": f"127.0.0.1:{free_port()}"}
    yield made
    made.drop()


def test_first_start_prepares_the_desk_says_where_it_is_and_stops(empty: Installation):
    process = empty.start("-m", "goodwill.config.cli", "serve", stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    wait_until(lambda: lines.append(process.stdout.readline().rstrip()) or "python3 -c" in lines[-1], "the desk to start")

    mail = empty.extra["GOODWILL_SMTP_LISTEN"]
    assert lines[0] == "Preparing the database …"
    address = empty.extra["GOODWILL_LISTEN"].replace("127.0.0.1", "localhost")
    assert lines[1:3] == ["Goodwill is ready. Ctrl-C stops it.", f"  Desk      http://{address}"]
    assert f"  Mail      smtp://{mail}" in lines
    for path in [empty.folder, *empty.folder.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, f"Others may read {path}."
    wait_until(lambda: "ConnectionRefused" not in (tried := paste(lines[-1])).stderr and tried, "the listener to take the pasted line")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


def paste(line: str) -> subprocess.CompletedProcess:
    """What a shell makes of the line that invites to send a first message; an empty desk has no inbox to take it."""
    done = subprocess.run(["sh", "-c", line.strip().replace("python3", sys.executable)], capture_output=True, text=True, timeout=60)
    assert "SyntaxError" not in done.stderr
    return done


def test_database_that_is_away_is_said_in_a_sentence(empty: Installation):
    done = subprocess.run(
        [sys.executable, "-m", "goodwill.config.cli", "worker"],
        cwd=ROOT,
        env=empty.environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 2
    assert "The database does not answer: " in done.stderr
    assert "Traceback" not in done.stderr
