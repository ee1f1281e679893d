"""A deadline explained over HTTP, and promises among what happened in a conversation."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.conversations.domain import assigning, resolving
from goodwill.core import clock
from goodwill.service_levels.domain import choosing, firing, keeping_policies
from goodwill.service_levels.domain.keeping_policies import Promise, Wish
from goodwill.service_levels.models import Calendar, Policy, Target
from tests.factories.conversations import make_conversation, make_reply

# A Monday; nine in the morning in Berlin.
NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
OFFICE = [[[540, 720], [780, 1020]]] * 5 + [[], []]


@pytest.fixture
def office(world):
    """One policy: a first answer within eight open hours; the office is closed at noon and from five on."""
    choosing.current()
    Policy.objects.all().delete()
    calendar = Calendar.objects.create(name="Office", zone="Europe/Berlin", weekly=OFFICE)
    goal = Promise(
        "first_response", timedelta(hours=8), [{"when": "used", "percent": 75, "notify": ["leads"]}, {"when": "due", "notify": ["leads"]}]
    )
    return keeping_policies.save(None, Wish("Working days", calendar=calendar, goals=[goal]), by=world.owner)


@pytest.fixture
def asked(world, office):
    with clock.pretending(NINE):
        return make_conversation(world.support)


def text_of(client, path: str, at: datetime = NINE + timedelta(hours=4), **headers) -> str:
    with clock.pretending(at):
        response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def fire(at: datetime) -> None:
    with clock.pretending(at):
        firing.fire_all()


def test_panel_says_by_which_policy_and_what_counted_and_what_will(world, as_agent, asked):
    text = text_of(as_agent(world.agent), f"/conversations/{asked.pk}/promises", **HTMX)
    assert "<html" not in text
    assert "by the policy “Working days”" in text
    assert "open hours of “Office” (Europe/Berlin)" in text
    assert "3 hours of 8 hours have counted." in text
    assert text.count("deadline__piece--counted") == 1
    assert text.count("deadline__piece--coming") == 2
    assert text.count('<tr class="deadline__row--closed">') == 2
    assert "21 h left" in text


def test_page_stands_alone_where_there_are_no_scripts(world, as_agent, asked):
    text = text_of(as_agent(world.agent), f"/conversations/{asked.pk}/promises")
    assert "<html" in text
    assert f'href="/conversations/{asked.pk}/"' in text


def test_what_was_kept_or_broken_stands_below_and_can_be_explained(world, as_agent, asked):
    fire(NINE + timedelta(days=2))
    with clock.pretending(NINE + timedelta(days=2, hours=1)):
        make_reply(asked, world.agent)
    target = Target.objects.get(metric="first_response")
    client = as_agent(world.agent)
    text = text_of(client, f"/conversations/{asked.pk}/promises", NINE + timedelta(days=3), **HTMX)
    assert "Kept late" in text
    assert "No promise runs now." in text
    one = text_of(client, f"/conversations/{asked.pk}/promises?target={target.pk}", NINE + timedelta(days=3), **HTMX)
    assert "Its time ran out on" in one
    assert "It was done on" in one


def test_what_the_agent_may_not_see_is_not_explained(world, as_agent, asked):
    assert as_agent(world.loner).get(f"/conversations/{asked.pk}/promises").status_code == 404
    assigning.assign(asked, world.loner, by=world.lead)
    assert as_agent(world.loner).get(f"/conversations/{asked.pk}/promises").status_code == 200


def test_nothing_promised_is_said_so(world, as_agent, office):
    keeping_policies.remove(office, by=world.owner)
    conversation = make_conversation(world.support)
    assert "Nothing is promised here" in text_of(as_agent(world.agent), f"/conversations/{conversation.pk}/promises", clock.now())


def test_conversation_tells_what_became_of_its_promises(world, as_agent, asked):
    fire(NINE + timedelta(days=2))
    client, path = as_agent(world.agent), f"/conversations/{asked.pk}/"
    text = text_of(client, path, NINE + timedelta(days=2))
    assert "Overdue: First response" in text
    assert f'href="{path}promises?conversation={asked.pk}"' in text
    with clock.pretending(NINE + timedelta(days=2, hours=1)):
        make_reply(asked, world.agent)
        resolving.resolve(asked, by=world.agent)
    assert "Kept late: First response" in text_of(client, path, NINE + timedelta(days=2, hours=2))


@pytest.mark.parametrize("count", [1, 3])
def test_panel_costs_the_same_however_many_promises(world, as_agent, asked, django_assert_max_num_queries, count):
    for number in range(count - 1):
        with clock.pretending(NINE + timedelta(minutes=number + 1)):
            make_reply(asked, world.agent)
    client = as_agent(world.agent)
    path = f"/conversations/{asked.pk}/promises"
    text_of(client, path, **HTMX)
    with django_assert_max_num_queries(12):
        text_of(client, path, **HTMX)
