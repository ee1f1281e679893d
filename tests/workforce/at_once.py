"""Routing by several workers at the same moment, in threads on a real database: ``python -m tests.workforce.at_once name``."""

import sys

import django

if __name__ == "__main__":
    django.setup()

from goodwill.conversations.models import Conversation
from goodwill.workforce.domain import loads, presence, requeueing, routing, settings
from goodwill.workforce.enums import State
from goodwill.workforce.models import Assignment, PresenceInterval, QueueEntry
from tests.conversations.at_once import at_once, kinds
from tests.factories.conversations import assert_derived_right, fresh, make_conversation, make_world
from tests.factories.letters import letters
from tests.workforce.shop import fits

ROUNDS = 5


def last_slot(world):
    """Two conversations compete for the last slot: one gets it, the other waits."""
    fits(None, 1)
    for _ in range(ROUNDS):
        one, two = make_conversation(world.support), make_conversation(world.support)
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
        results = at_once(lambda c=one: routing.route(fresh(c)), lambda c=two: routing.route(fresh(c)))
        assert kinds(results) == {"done": 2}, results
        held = [fresh(one).assignee_id, fresh(two).assignee_id]
        assert sorted(held, key=bool) == [None, world.agent.pk], results
        assert QueueEntry.objects.count() == 1
        _forget(world)


def same_conversation(world):
    """Two workers route one conversation: it is given once."""
    for _ in range(ROUNDS):
        one = make_conversation(world.support)
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
        presence.set_state(world.lead, State.AVAILABLE, by=world.lead)
        results = at_once(*(lambda c=one: routing.route(fresh(c)) for _ in range(3)))
        assert kinds(results) == {"done": 3}, results
        assert Assignment.objects.filter(conversation=one).count() == 1
        _forget(world)


def everybody_at_once(world):
    """Four workers, twenty conversations, three agents with room for four each, one of whom leaves meanwhile."""
    fits(None, 4)
    people = [world.agent, world.lead, world.loner]
    for agent in people:
        presence.set_state(agent, State.AVAILABLE, by=agent)
    made = [make_conversation(world.support) for _ in range(20)]

    def some(first: int) -> None:
        for conversation in made[first::4]:
            routing.route(fresh(conversation))

    def leave() -> None:
        presence.set_state(world.loner, State.OFFLINE, by=world.loner)

    results = at_once(*(lambda n=n: some(n) for n in range(4)), leave, lambda: routing.serve(world.agent.pk))
    assert kinds(results) == {"done": 6}, results
    taken = {agent: sum(own.values()) for agent, own in loads.of_all().items()}
    assert taken[world.agent.pk] == taken[world.lead.pk] == 4
    assert taken.get(world.loner.pk, 0) <= 4
    assert loads.of_all() == loads.counted()
    assert QueueEntry.objects.count() == 20 - sum(taken.values())
    requeueing.give_back(world.loner.pk)
    assert_derived_right()


def come_and_go(world):
    """An agent's pages say different things at once: there is one open interval in the end, and no gap overlaps."""
    pages = [lambda: presence.set_state(world.agent, State.AVAILABLE, by=world.agent), lambda: presence.sign_out(world.agent)]
    pages.append(lambda: presence.set_state(world.agent, State.AWAY, reason="Break", by=world.agent))
    for _ in range(ROUNDS):
        results = at_once(*pages, *pages)
        assert kinds(results) == {"done": 6}, results
    rows = list(PresenceInterval.objects.order_by("id"))
    assert all(before.ended_at is not None and before.ended_at <= after.started_at for before, after in zip(rows, rows[1:], strict=False))


def _forget(world) -> None:
    presence.sign_out(world.agent)
    presence.sign_out(world.lead)
    QueueEntry.objects.all().delete()
    for conversation in Conversation.objects.exclude(assignee=None):
        from goodwill.conversations.domain import resolving

        if conversation.status == "open":
            resolving.resolve(conversation, by=world.owner)


if __name__ == "__main__":
    with letters():
        shop = make_world()
        settings.change(by=shop.owner, is_on=True)
        globals()[sys.argv[1]](shop)
