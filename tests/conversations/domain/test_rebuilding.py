"""What is derived can be made anew, and is then what one step at a time gives."""

import pytest

from goodwill.conversations.domain import rebuilding
from goodwill.conversations.models import Conversation
from goodwill.core.search.rebuilding import forget_everything
from tests.factories.conversations import assert_derived_right, make_busy, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world) -> Conversation:
    return make_busy(world)


def test_rebuilding_what_is_right_changes_nothing(busy):
    before = list(Conversation.objects.values())
    assert (rebuilding.rebuild_rows(), rebuilding.rebuild_counters(), rebuilding.rebuild_search()) == (0, 0, 4)
    assert list(Conversation.objects.values()) == before
    assert_derived_right()


def test_rebuilding_makes_right_what_is_wrong(busy):
    spoil(busy)
    steps = []
    assert rebuilding.rebuild_rows(lambda done, total: steps.append((done, total))) == 1
    assert rebuilding.rebuild_counters() >= 1
    forget_everything()
    assert rebuilding.rebuild_search(lambda done, total: steps.append((done, total))) == 4
    assert steps == [(1, 2), (2, 2), (4, 4)]
    assert_derived_right()
