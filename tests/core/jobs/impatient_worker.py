"""A worker process whose leases are short, for tests that kill it: ``python -m tests.core.jobs.impatient_worker``."""

import signal
import sys
import threading
from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from goodwill.config.schedule import ALARMS
    from goodwill.core.jobs import claiming, worker
    from goodwill.core.jobs.periodic import Periodic

    claiming.LEASE = timedelta(seconds=float(sys.argv[1]))
    worker.HEARTBEAT_SECONDS = float(sys.argv[1]) / 3
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    schedule = [Periodic("often", timedelta(seconds=0.5), "tests.core.jobs.probes.periodic")] if "periodic" in sys.argv else []
    alarms = ALARMS if "alarms" in sys.argv else ()
    running = worker.Worker(schedule, alarms, stop=stop)
    running.start()
    print("started", flush=True)
    while not stop.wait(1):
        pass
    sys.exit(0 if running.join(5) else 1)


if __name__ == "__main__":
    main()
