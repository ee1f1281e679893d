"""Two workers route at the same moment: nobody gets more than fits, nothing is given twice, nothing is forgotten."""

import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation


@pytest.mark.parametrize("case", ["last_slot", "same_conversation", "everybody_at_once", "come_and_go"])
def test_two_at_the_same_moment_end_right(installation: Installation, case: str):
    command = [sys.executable, "-m", "tests.workforce.at_once", case]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
