"""A desk that is killed with SIGKILL at any step of an import or of a webhook loses and doubles nothing."""

import json
import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation


@pytest.mark.parametrize(("scenario", "least_steps"), [("importing_a_store", 60), ("receiving_a_webhook", 40)])
def test_store_read_by_a_desk_that_is_killed_at_each_step(installation: Installation, scenario: str, least_steps: int):
    command = [sys.executable, "-m", "tests.core.victim", f"tests.commerce.scenarios:{scenario}"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) >= least_steps
