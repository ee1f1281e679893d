"""Starts the desk: prepares the database, says where it is to be found, and hands over to the supervisor."""

import importlib
import logging
import os
import signal
import socket
import sys
from functools import partial

from django.conf import settings
from django.db import OperationalError, connections

from goodwill.config import greeting, supervise
from goodwill.config.supervise import AddressInUse, Child, Supervisor
from goodwill.core.commands import CommandFailed, progress_bar

log = logging.getLogger("goodwill.start")


def start(*, has_web: bool, has_worker: bool, has_demo: bool = False) -> int:
    """Run until SIGTERM or SIGINT; return the exit code. Raises CommandFailed when it can't start."""
    sockets = _listen() if has_web else []
    in_a_child(partial(prepare, has_demo=has_demo))
    children = [Child(f"web {number}", partial(_be_web, sockets, number)) for number in range(len(sockets))]
    if has_worker:
        number_of_workers = max(1, settings.ENV["GOODWILL_WORKER_PROCESSES"])
        children += [Child(f"worker {number}", partial(_be_worker, sockets, number)) for number in range(number_of_workers)]
    _load(has_web=has_web)
    supervise.settle_memory()
    # Who signs in and which address takes mail stands in the database, which the parent leaves alone.
    in_a_child(partial(greeting.greet, has_web=has_web, has_worker=has_worker))
    Supervisor(children).run()
    return 0


def prepare(*, has_demo: bool) -> None:
    """Bring the database up to date; build the demo shop if it is wanted and the database was empty."""
    from django.core.management import call_command

    from goodwill.config.checking import pending_migrations

    settings.DATA.mkdir(parents=True, exist_ok=True)
    if pending_migrations():
        _say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
    if has_demo and _is_empty():
        from goodwill.demo import world

        _say("Building the demo shop …")
        world.build(progress=progress_bar("  one moment"))


def in_a_child(body: partial[None]) -> None:
    """Do something in a process of its own, whose memory is given back; raise CommandFailed when it fails."""
    connections.close_all()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        os._exit(_exit_code(body))
    try:
        _, status = os.waitpid(pid, 0)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        raise
    if status:
        raise CommandFailed("The desk could not be prepared; the reason stands above.")


def _exit_code(body: partial[None]) -> int:
    try:
        body()
        return 0
    except KeyboardInterrupt:
        return 130
    except OperationalError as error:
        log.error("The database does not answer: %s", str(error).strip())
    except Exception:
        log.exception("The desk could not be prepared.")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 1


def _listen() -> list[socket.socket]:
    try:
        return supervise.listen(settings.ENV["GOODWILL_LISTEN"], max(1, settings.ENV["GOODWILL_WEB_PROCESSES"]))
    except AddressInUse as error:
        raise CommandFailed(str(error)) from error


def _be_web(sockets: list[socket.socket], number: int) -> None:
    from goodwill.config.web_process import serve

    for other in sockets:
        if other is not sockets[number]:
            other.close()
    serve(sockets[number])


def _be_worker(sockets: list[socket.socket], number: int) -> None:
    from goodwill.config.worker_process import work

    for sock in sockets:
        sock.close()
    work(has_services=number == 0)


def _load(*, has_web: bool) -> None:
    """Import before the forks what the children would import each for itself."""
    names = ["goodwill.config.worker_process", "goodwill.core.outbox.sending"]
    if has_web:
        names += ["goodwill.config.web_process", "goodwill.config.urls"]
    for name in names:
        importlib.import_module(name)


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command line speaks by printing
