"""A process that is killed with SIGKILL at any step neither loses nor doubles anything."""

import json
import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation


@pytest.mark.parametrize(
    ("scenario", "least_steps"),
    [("exactly_once", 40), ("chain", 30), ("at_least_once", 20), ("decision", 8), ("sending", 60), ("keeping", 20)],
)
def test_process_killed_at_each_step_loses_and_doubles_nothing(installation: Installation, scenario: str, least_steps: int):
    command = [sys.executable, "-m", "tests.core.victim", f"tests.core.scenarios:{scenario}"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=100)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) >= least_steps
