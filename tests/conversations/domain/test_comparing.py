"""The nightly check finds what is wrong, puts it right, and remembers both."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations import tasks
from goodwill.conversations.domain import comparing, describing
from goodwill.conversations.models import Conversation
from tests.factories.conversations import assert_derived_right, make_busy, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world) -> Conversation:
    return make_busy(world)


def test_comparison_finds_records_and_mends_nothing(busy):
    assert comparing.compare().is_right
    spoil(busy)
    found = comparing.compare(everything=True)
    assert (found.rows_compared, found.wrong_rows, found.is_right) == (2, [busy.pk], False)
    assert (found.wrong_counters > 0, found.unfindable) == (True, 3)
    newest, older = comparing.checks()
    assert (newest.named, newest.wrong_rows, newest.unfindable, newest.is_mended) == ([busy.pk], 1, 3, False)
    assert (older.is_right, older.rows) == (True, 2)
    assert comparing.compare(everything=True).wrong_rows == [busy.pk]


def test_comparison_looks_at_what_has_changed_since_all_was_right(busy, world):
    assert comparing.compare().rows_compared == 2
    assert comparing.compare().rows_compared == 0
    describing.tag(busy, "late", by=world.agent)
    spoil(busy)
    assert [comparing.compare().wrong_rows for _ in range(2)] == [[busy.pk], [busy.pk]]
    describing.tag(busy, "later", by=world.agent)
    tasks.compare.func()
    assert Activity.objects.filter(kind="desk.compared").order_by("-id").first().data["rows"] == 1


def test_what_differs_is_put_right_and_remembered(busy):
    spoil(busy)
    tasks.compare_everything.func()
    assert_derived_right()
    check = comparing.checks()[0]
    assert (check.is_right, check.is_mended, check.is_settled, check.wrong_rows) == (False, True, True, 1)
    assert Activity.objects.get(kind="desk.mended").data["documents"] == 3
    tasks.compare.func()
    assert [(check.is_right, check.rows) for check in comparing.checks()] == [(True, 0), (False, 2)]
