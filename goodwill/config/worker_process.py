"""What a worker process does after the fork: jobs, timers and, in the first one, the channels' services."""

import logging
import signal
import threading
import time
from collections.abc import Sequence

from django.db import connection

from goodwill.config.schedule import ALARMS, SCHEDULE
from goodwill.core.jobs.worker import Worker
from goodwill.inboxes.contract import Service

log = logging.getLogger(__name__)
STOP_SECONDS = 4.0
STEADY_SECONDS = 60.0


def work(*, has_services: bool) -> None:
    """Work until SIGTERM or SIGINT; then finish what is running, for a few seconds at most."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(SCHEDULE, ALARMS, stop=stop)
    worker.start()
    threads = start_services(stop) if has_services else []
    # A wait without end would not let the signal's handler run on every platform.
    while not stop.wait(3600):
        pass
    ends = time.monotonic() + STOP_SECONDS
    worker.join(STOP_SECONDS)
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))


def start_services(stop: threading.Event) -> list[threading.Thread]:
    """Run every service of every channel in a thread of its own, again after a pause when it fails."""
    from goodwill.inboxes.services import all_services

    services: Sequence[Service] = all_services()
    connection.close()
    threads = [threading.Thread(target=keep_running, args=(service, stop), name=service.name, daemon=True) for service in services]
    for thread in threads:
        thread.start()
    return threads


def keep_running(service: Service, stop: threading.Event) -> None:
    """Run a service until ``stop``; the pauses between failures grow from one second to a minute."""
    pause = 1.0
    while not stop.is_set():
        started = time.monotonic()
        try:
            service.run(stop)
        except Exception:
            log.exception("%s stopped working; starting it again in %.0f s.", service.name, pause)
        finally:
            connection.close()
        if stop.is_set():
            return
        pause = 1.0 if time.monotonic() - started > STEADY_SECONDS else min(pause * 2, 60.0)
        stop.wait(pause)
