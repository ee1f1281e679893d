"""Two at the same moment: one wins, the other is told; nobody waits for ever and nothing is doubled."""

import subprocess
import sys

import pytest

from tests.installations import ROOT, Installation

CASES = [
    "two_resolve",
    "two_merge",
    "undo_and_send",
    "reply_and_receive",
    "process_twice",
    "process_both",
    "many_changes",
    "walk_and_change",
]


@pytest.mark.parametrize("case", CASES)
def test_two_at_the_same_moment_end_right(installation: Installation, case: str):
    command = [sys.executable, "-m", "tests.conversations.at_once", case]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
