"""Says, while a rule's actions run, that what happens now is the doing of a rule, and how many rules deep."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# 0 while no rule acts. Not an actor: it only keeps rules from starting each other for ever.
_depth: ContextVar[int] = ContextVar("depth", default=0)


def depth() -> int:
    """How many rules stand between a person's deed, or the time, and what happens now."""
    return _depth.get()


@contextmanager
def acting(level: int) -> Iterator[None]:
    """What happens inside is done by a rule that was started at this depth."""
    token = _depth.set(level + 1)
    try:
        yield
    finally:
        _depth.reset(token)
