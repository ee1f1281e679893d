"""A desk that is killed with SIGKILL at any step of receiving or sending neither loses nor doubles a message."""

import json
import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation


@pytest.mark.parametrize(("scenario", "least_steps"), [("receiving", 60), ("sending", 40)])
def test_desk_killed_at_each_step_neither_loses_nor_doubles(installation: Installation, scenario: str, least_steps: int):
    command = [sys.executable, "-m", "tests.core.victim", f"tests.conversations.scenarios:{scenario}"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) >= least_steps
