"""The nightly check as managers see it: what differed, what was put right, and asking for one now."""

import pytest
from django.urls import reverse

from goodwill.conversations.domain import comparing
from goodwill.core.models import Job
from tests.factories.conversations import make_busy, spoil
from tests.factories.fixtures import posted, world  # noqa: F401

pytestmark = pytest.mark.django_db


def test_result_names_what_differed_and_whether_it_was_put_right(client, world):  # noqa: F811
    client.force_login(world.owner)
    page = reverse("setup:comparisons")
    assert "Not compared yet" in client.get(page).content.decode()
    conversation = make_busy(world)
    spoil(conversation)
    found = comparing.compare()
    text = client.get(page).content.decode()
    for words in (
        "Something differs",
        "1 line of a list",
        f"#{conversation.pk}</a>",
        "3 messages or notes that search did not find",
        "not put right",
    ):
        assert words in text
    comparing.mend(found)
    assert "Something differed and was put right" in client.get(page).content.decode()
    comparing.look_after()
    assert "Nothing differed" in client.get(page).content.decode()


def test_check_of_everything_is_asked_for_once_and_shown_as_under_way(client, world):  # noqa: F811
    client.force_login(world.owner)
    for _ in range(2):
        client.post(reverse("setup:comparisons"))
    assert Job.objects.get(task__endswith="compare_everything").unique_key == "compare-everything"
    assert "A check is under way" in client.get(reverse("setup:comparisons")).content.decode()
