"""Wakes the workers of this process when a job was committed in it, so that they need not wait for the next poll."""

import threading

_changed = threading.Condition()
_count = 0


def wake() -> None:
    """Tell every waiting worker thread of this process that there may be work."""
    global _count
    with _changed:
        _count += 1
        _changed.notify_all()


def seen() -> int:
    """A number that grows with each wake; give it to ``wait`` to learn of wakes since."""
    return _count


def wait(since: int, seconds: float) -> bool:
    """Sleep until a wake after ``since``, at most ``seconds``; True when woken."""
    with _changed:
        return _changed.wait_for(lambda: _count != since, timeout=seconds)
