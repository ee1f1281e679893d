"""Kills a scenario at some of its steps, spread over all of it: ``python -m tests.automation.killing name``.

There are hundreds of steps, of which one in many is tried each time; the first is another one each time.
"""

import json
import os
import random
import signal
import sys

import django

from tests.core.victim import Scenario, _act_and_die

KILLS = 14
BEYOND = 10**9


def run(scenario: Scenario) -> int:
    """Return how many times it was killed; raise when something was lost or doubled."""
    # Twice: the first time has more steps than those that follow, which find read what it read.
    _attempt(scenario, BEYOND)
    steps = _attempt(scenario, BEYOND)
    stride = max(1, steps // KILLS)
    points = range(random.randrange(1, stride + 1), steps, stride)
    return sum(_attempt(scenario, fatal) == 0 for fatal in points)


def _attempt(scenario: Scenario, fatal: int) -> int:
    """How many steps it took; 0 when it was killed."""
    from django.db import connections

    scenario.prepare()
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _count_or_die(scenario, fatal, writing)
    os.close(writing)
    counted = os.read(reading, 20)
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) == (not counted), f"The scenario itself failed: {status}."
    assert not os.WIFSIGNALED(status) or os.WTERMSIG(status) == signal.SIGKILL
    scenario.recover()
    try:
        scenario.check()
    except AssertionError as error:
        raise AssertionError(f"Killed at step {fatal}: {error}") from error
    return int(counted or 0)


def _count_or_die(scenario: Scenario, fatal: int, writing: int) -> None:
    from tests.core.victim import Steps

    passed = 0
    step = Steps.step

    def counted(self: Steps) -> None:
        nonlocal passed
        passed += 1
        step(self)

    Steps.step = counted  # type: ignore[method-assign]

    def act() -> None:
        scenario.act()
        os.write(writing, str(passed).encode())

    _act_and_die(Scenario(scenario.prepare, act, scenario.recover, scenario.check), fatal)


def main() -> None:
    django.setup()
    from tests.automation import scenarios

    print(json.dumps(run(getattr(scenarios, sys.argv[1]))))


if __name__ == "__main__":
    main()
