"""What is asked for many times happens once, and not at all when all who asked were rolled back."""

import pytest
from django.db import transaction

from goodwill.core.commits import once_on_commit

pytestmark = pytest.mark.django_db


class Bell:
    def __init__(self) -> None:
        self.rung = 0

    def ring(self) -> None:
        self.rung += 1


def test_asked_twice_happens_once(django_capture_on_commit_callbacks):
    bell = Bell()
    with django_capture_on_commit_callbacks(execute=True):
        once_on_commit(bell.ring)
        with transaction.atomic():
            once_on_commit(bell.ring)
    assert bell.rung == 1


def test_asked_again_after_the_savepoint_of_the_first_was_rolled_back(django_capture_on_commit_callbacks):
    bell, other = Bell(), Bell()
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                once_on_commit(bell.ring)
                once_on_commit(other.ring)
                raise KeyError
        except KeyError:
            once_on_commit(bell.ring)
    assert (bell.rung, other.rung) == (1, 0)


def test_asked_in_a_savepoint_and_outside_it_survives_its_end(django_capture_on_commit_callbacks):
    bell = Bell()
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                once_on_commit(bell.ring)
                raise KeyError
        except KeyError:
            pass
        once_on_commit(bell.ring)
        once_on_commit(bell.ring)
    assert bell.rung == 1
