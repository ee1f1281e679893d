"""Workers that are killed with SIGKILL while they fire: each alert comes exactly once, and none is lost."""

import json
import random
import subprocess
import sys
import time

from tests.installations import ROOT, Installation, wait_until


def test_worker_killed_at_each_step_of_firing_alerts_exactly_once(installation: Installation):
    command = [sys.executable, "-m", "tests.core.victim", "tests.service_levels.scenarios:killed"]
    done = subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) >= 20


def test_workers_killed_at_any_moment_fire_each_target_once(installation: Installation):
    installation.python("""
        from goodwill.service_levels.domain import firing
        from tests.service_levels import scenarios
        scenarios.furnish()
        for place in range(6):
            scenarios.open_targets(10, 0.3 * place)
    """)
    chance = random.Random(11)
    workers = [_start(installation) for _ in range(2)]
    for _ in range(2):
        time.sleep(chance.uniform(0.3, 1.2))
        victim = workers.pop(0)
        victim.kill()
        victim.wait()
        workers.append(_start(installation))

    def all_done():
        found = _state(installation)
        return found if len(found["broken"]) == 60 and not found["jobs"] else None

    found = wait_until(all_done, "all targets to be fired")

    assert len(set(found["broken"])) == 60
    assert found["broken"] == found["recorded"] == found["raised"] == found["called"]
    # Many at once are one notice, without a subject; the others are one for each.
    assert len(set(found["told"]) - {0}) == len([number for number in found["told"] if number])


def _start(installation: Installation) -> subprocess.Popen:
    worker = installation.start("-m", "tests.core.jobs.impatient_worker", "1.5", "alarms", stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "started\n"
    return worker


def _state(installation: Installation) -> dict:
    return installation.python("""
        from goodwill.core.models import Job
        from tests.service_levels import scenarios
        jobs = list(Job.objects.filter(queue="timers").values_list("task", flat=True))
        result = {"jobs": jobs, **scenarios.state()}
    """)
