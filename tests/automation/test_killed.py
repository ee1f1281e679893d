"""A worker that is killed with SIGKILL at any step of running rules does each action exactly once."""

import json
import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation


@pytest.mark.parametrize("scenario", ["running", "firing"])
def test_worker_killed_while_it_runs_rules_does_each_action_once(installation: Installation, scenario: str):
    command = [sys.executable, "-m", "tests.automation.killing", scenario]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) >= 10
