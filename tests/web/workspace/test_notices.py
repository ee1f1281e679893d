"""Notices and promises in the workspace, over HTTP: what is shown, to whom, and what looking at one does."""

from datetime import timedelta

import pytest

from goodwill.activity.models import Notice, Urgency
from goodwill.activity.notifying import notify
from goodwill.conversations.domain.promising import show_promise
from goodwill.core import clock
from tests.factories.conversations import make_conversation

HTMX = {"HX-Request": "true"}


def told(agent, key: str = "1", **more) -> Notice:
    (notice,) = notify([agent], key=key, kind="target.breached", title=f"Broken {key}", **more)
    return notice


def text_of(client, path: str, **headers) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_notices_of_the_agent_stand_newest_first_and_the_bell_counts_the_new_ones(world, as_agent):
    told(world.agent, "1", text="Due since <b>nine</b>", urgency=Urgency.DANGER)
    told(world.agent, "2")
    told(world.lead, "3")
    text = text_of(as_agent(world.agent), "/notices/")
    assert text.index("Broken 2") < text.index("Broken 1")
    assert "Broken 3" not in text
    assert "&lt;b&gt;nine" in text
    assert 'Notices</span><span class="rail__count">2</span>' in text
    assert "told--danger" in text


def test_looking_at_a_notice_leads_to_its_subject_and_makes_it_seen(world, as_agent):
    conversation = make_conversation(world.support)
    about, alone = told(world.agent, "1", subject=conversation), told(world.agent, "2")
    client = as_agent(world.agent)
    assert client.get(f"/notices/{about.pk}").headers["Location"] == f"/conversations/{conversation.pk}/"
    assert client.get(f"/notices/{alone.pk}").headers["Location"] == "/notices/"
    assert not Notice.objects.filter(seen_at=None).exists()
    assert 'Notices</span><span class="rail__count">' not in text_of(client, "/customers/")


def test_notice_of_another_agent_is_not_there(world, as_agent):
    notice = told(world.lead)
    assert as_agent(world.agent).get(f"/notices/{notice.pk}").status_code == 404
    assert Notice.objects.get().seen_at is None


def test_all_are_seen_at_once_and_pages_follow_each_other(world, as_agent):
    for number in range(51):
        told(world.agent, str(number))
    client = as_agent(world.agent)
    first = text_of(client, "/notices/")
    assert first.count('class="told told--new') == 50
    older = Notice.objects.order_by("id")[1].pk
    assert f"/notices/?before={older}" in first
    assert "Broken 0<" in text_of(client, f"/notices/?before={older}")
    client.post("/notices/")
    assert "told--new" not in text_of(client, "/notices/")


@pytest.mark.parametrize("count", [1, 3])
def test_notices_cost_the_same_however_many(world, as_agent, django_assert_num_queries, count):
    for number in range(count):
        told(world.agent, str(number))
    client = as_agent(world.agent)
    text_of(client, "/notices/")
    with django_assert_num_queries(12):
        text_of(client, "/notices/")


def test_news_tells_what_has_just_come_and_nothing_that_is_older_or_seen(world, as_agent):
    client = as_agent(world.agent)
    notice = told(world.agent)
    assert "Broken 1" in text_of(client, "/notices/news", **HTMX)
    with clock.pretending(clock.now() + timedelta(minutes=5)):
        assert "Broken 1" not in text_of(client, "/notices/news", **HTMX)
    client.get(f"/notices/{notice.pk}")
    assert "Broken 1" not in text_of(client, "/notices/news", **HTMX)


@pytest.mark.parametrize(
    ("minutes", "kind", "words"),
    [(180, "", "3 h left"), (30, " chip--attention", "30 min left"), (-5, " chip--danger", "5 min late"), (4320, "", "3 days left")],
)
def test_promise_says_in_the_row_and_in_the_head_what_is_left(world, as_agent, minutes, kind, words):
    conversation = make_conversation(world.support)
    now = clock.now()
    with clock.pretending(now):
        due = now + timedelta(minutes=minutes)
        show_promise(conversation, due_at=due, warn_at=due - timedelta(hours=1), metric="first_response")
        text = text_of(as_agent(world.agent), f"/conversations/{conversation.pk}/?view=due")
    iso = due.replace(microsecond=0).isoformat()
    assert text.count(f">{words}</span>") == 2
    assert f'class="chip{kind}" title="First response until ' in text
    assert f'class="chip chip--link{kind}" id="promise"' in text
    assert text.count(f'data-due="{iso}"') == 2


def test_nothing_is_said_where_no_promise_runs(world, as_agent):
    conversation = make_conversation(world.support)
    assert "data-due" not in text_of(as_agent(world.agent), f"/conversations/{conversation.pk}/")
