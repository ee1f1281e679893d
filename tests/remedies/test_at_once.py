"""Two who act at the same moment meet at the policy: no limit and no order is spent twice."""

import subprocess
import sys

from tests.installations import ROOT, Installation


def test_two_at_the_same_moment_spend_nothing_twice(installation: Installation):
    command = [sys.executable, "-m", "tests.remedies.at_once"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
