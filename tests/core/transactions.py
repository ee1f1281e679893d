"""Transactions that end as tests want them to."""

import contextlib
from collections.abc import Iterator

from django.db import transaction


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """What is done in this context is undone at its end, as after an error."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
