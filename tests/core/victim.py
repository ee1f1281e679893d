"""Runs a scenario again and again, killed with SIGKILL one step later each time: ``python -m tests.core.victim module:name``.

A step is a point before or after a statement or commit reaches the database, or a file is synced or renamed. The
program under test has no fault points of its own: they are put around it here.
"""

import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import django


@dataclass(frozen=True)
class Scenario:
    """``prepare`` before each run, ``act`` is killed in its middle, ``recover`` is what happens afterwards anyway.

    ``check`` raises when something was lost or doubled.
    """

    prepare: Callable[[], None]
    act: Callable[[], None]
    recover: Callable[[], None]
    check: Callable[[], None]


class Steps:
    """Counts the points that were passed and dies at the one that was chosen."""

    def __init__(self, fatal: int) -> None:
        self._left = fatal

    def step(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            result = function(*args, **kwargs)
            self.step()
            return result

        return wrapped


def run_until_it_survives(scenario: Scenario) -> int:
    """Kill the scenario at each of its steps in turn; return how many there were."""
    from django.db import connections

    for fatal in itertools.count(1):
        scenario.prepare()
        connections.close_all()
        pid = os.fork()
        if not pid:
            _act_and_die(scenario, fatal)
        _, status = os.waitpid(pid, 0)
        scenario.recover()
        try:
            scenario.check()
        except AssertionError as error:
            raise AssertionError(f"Killed at step {fatal}: {error}") from error
        if not os.WIFSIGNALED(status):
            assert status == 0, f"The scenario itself failed at step {fatal}."
            return fatal - 1
        assert os.WTERMSIG(status) == signal.SIGKILL
    raise AssertionError("Unreachable.")


def later(seconds: float) -> Any:
    """Let the clock of this process be so many seconds ahead, as a context."""
    from goodwill.core import clock

    now = clock.now

    def ahead() -> datetime:
        return now() + timedelta(seconds=seconds)

    return mock.patch.object(clock, "now", ahead)


def _act_and_die(scenario: Scenario, fatal: int) -> None:
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    steps = Steps(fatal)

    def wrapper(execute: Callable[..., Any], *args: Any) -> Any:
        return steps.around(execute)(*args)

    code = 1
    try:
        with (
            mock.patch.object(BaseDatabaseWrapper, "_commit", steps.around(BaseDatabaseWrapper._commit)),
            mock.patch.object(os, "replace", steps.around(os.replace)),
            mock.patch.object(os, "fsync", steps.around(os.fsync)),
            connection.execute_wrapper(wrapper),
        ):
            scenario.act()
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    django.setup()
    module, _, name = sys.argv[1].partition(":")
    scenario = getattr(__import__(module, fromlist=[name]), name)
    print(json.dumps(run_until_it_survives(scenario)))


if __name__ == "__main__":
    main()
