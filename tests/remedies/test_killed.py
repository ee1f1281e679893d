"""A process that is killed with SIGKILL at any step of a refund neither loses it nor pays it twice."""

import json
import subprocess
import sys

from tests.installations import ROOT, Installation


def test_refund_killed_at_each_step_leaves_the_till_once(installation: Installation):
    command = [sys.executable, "-m", "tests.core.victim", "tests.remedies.scenarios:refunding"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=200)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) >= 50
