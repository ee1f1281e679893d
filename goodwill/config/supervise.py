"""One parent that starts the web and worker processes by fork, starts them again when they die, and stops them cleanly.

The parent loads the program once and serves nothing: its memory is shared by all of them. It opens the web sockets, so
that an address in use is told at once and a connection that arrives while a web process is restarted waits for it.
"""

import contextlib
import ctypes
import gc
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connections

log = logging.getLogger("goodwill.supervise")
STOP_SECONDS = 6.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 30.0


class AddressInUse(Exception):
    """Another program listens at the address; the message says where and what to do."""


@dataclass
class Child:
    """A process that should be running: ``pid`` is 0 while it waits for ``start_at`` (monotonic seconds)."""

    name: str
    body: Callable[[], None]
    pid: int = 0
    start_at: float = 0.0
    started_at: float = 0.0
    pause: float = 0.5


@dataclass
class Supervisor:
    """Keeps children running until SIGTERM or SIGINT."""

    children: Sequence[Child]
    is_stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start all children and stay until they have stopped after a signal."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        self._lifeline = os.pipe()
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)}
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            while not self.is_stopping:
                self._start_due()
                select.select([reading], [], [], self._seconds_to_next())
                _drain(reading)
                self._reap()
            self._stop_all()
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            for end in (reading, writing, *self._lifeline):
                with contextlib.suppress(OSError):
                    os.close(end)

    def _on_signal(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self.is_stopping = True

    def _start_due(self) -> None:
        for child in self.children:
            if not child.pid and child.start_at <= time.monotonic():
                child.started_at = time.monotonic()
                child.pid = self._fork(child)

    def _fork(self, child: Child) -> int:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            self._become(child)
            child.body()
            code = 0
        except BaseException:
            log.exception("%s failed.", child.name)
        finally:
            logging.shutdown()
            os._exit(code)

    def _become(self, child: Child) -> None:
        """In the child: signals as at the start, no stray ends of pipes, and an end when the parent is gone."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C reaches every process of the terminal; the parent alone decides, so that the order is kept.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.close(self._lifeline[1])
        threading.Thread(target=_end_with_parent, args=(self._lifeline[0],), name="lifeline", daemon=True).start()

    def _reap(self) -> None:
        for child in self.children:
            if child.pid and (status := _ended(child.pid)) is not None:
                child.pid = 0
                if self.is_stopping:
                    continue
                is_steady = time.monotonic() - child.started_at > STEADY_SECONDS
                child.pause = 0.5 if is_steady else min(child.pause * 2, LONGEST_PAUSE)
                child.start_at = time.monotonic() + child.pause
                log.error("%s ended with status %s; starting it again in %.0f s.", child.name, status, child.pause)

    def _seconds_to_next(self) -> float | None:
        waiting = [child.start_at for child in self.children if not child.pid]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _stop_all(self) -> None:
        ends = time.monotonic() + STOP_SECONDS
        self._signal_all(signal.SIGTERM)
        while any(child.pid for child in self.children):
            self._reap()
            if time.monotonic() > ends:
                self._signal_all(signal.SIGKILL)
            time.sleep(0.02)

    def _signal_all(self, number: int) -> None:
        for child in self.children:
            if child.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, number)


def listen(address: str, number: int) -> list[socket.socket]:
    """``number`` sockets at one address ("host:port"), among which the kernel shares connections; raise AddressInUse."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # Sockets that share a port would also share it with another desk of the same user, unseen: ask first.
        with _bound(family, host, int(port), is_shared=False) as first:
            port = str(first.getsockname()[1])
        sockets = [_bound(family, host, int(port), is_shared=number > 1) for _ in range(number)]
        for sock in sockets:
            sock.listen(2048)
        return sockets
    except OSError as error:
        raise AddressInUse(
            f"Can't listen at {address}: {error.strerror}. Is the desk running already? GOODWILL_LISTEN changes it."
        ) from error


def _bound(family: int, host: str, port: int, *, is_shared: bool) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def settle_memory() -> None:
    """Before the forks: close what must not be shared, and make what is loaded stay shared."""
    connections.close_all()
    with contextlib.suppress(OSError, AttributeError):
        c_library = ctypes.CDLL(None)
        # Few arenas: each thread's own (glibc's default) keeps megabytes that it does not use. M_ARENA_MAX is -8.
        c_library.mallopt(-8, 2)
        gc.collect()
        c_library.malloc_trim(0)
    gc.collect()
    # Frozen objects are never visited again, so that a collection in a child does not copy their pages.
    gc.freeze()


def _ended(pid: int) -> int | None:
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return -1
    return os.waitstatus_to_exitcode(status) if found else None


def _drain(reading: int) -> None:
    if select.select([reading], [], [], 0)[0]:
        os.read(reading, 1000)


def _end_with_parent(lifeline: int) -> None:
    """The parent never writes: a read returns when it is gone, however it died."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)
