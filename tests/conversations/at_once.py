"""What two do at the same moment, in threads on a real database: ``python -m tests.conversations.at_once name``."""

import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection

from goodwill.conversations.domain import assigning, merging, receiving, replying, resolving
from goodwill.conversations.domain.merging import CannotMerge
from goodwill.conversations.domain.replying import NewerMessage, Refused
from goodwill.conversations.domain.resolving import AlreadySo
from goodwill.conversations.models import Conversation, Message
from goodwill.core import rows
from goodwill.core.clock import now
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from goodwill.customers.models import Customer
from tests.factories.conversations import GRETA, assert_derived_right, fresh, make_conversation, make_reply, make_world
from tests.factories.inboxes import letter, make_raw
from tests.factories.letters import letters

ROUNDS = 5


def at_once(*bodies: Callable[[], object]) -> list[object]:
    """Run them in threads of their own that start together; what each returned or raised."""
    gate = threading.Barrier(len(bodies))
    results: list[object] = [None] * len(bodies)

    def run(number: int) -> None:
        try:
            gate.wait(10)
            results[number] = bodies[number]() or "done"
        except Exception as error:  # noqa: BLE001 - what it raised is the result that is looked at
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def kinds(results: list[object]) -> Counter:
    return Counter("done" if not isinstance(result, Exception) else type(result).__name__ for result in results)


def two_resolve(world, posted):
    for _ in range(ROUNDS):
        conversation = make_conversation(world.support)
        results = at_once(
            lambda c=conversation: resolving.resolve(fresh(c), by=world.agent),
            lambda c=conversation: resolving.resolve(fresh(c), by=world.lead),
        )
        assert kinds(results) == Counter(done=1, AlreadySo=1), results
        assert any(isinstance(result, AlreadySo) for result in results)
    assert_derived_right()


def two_merge(world, posted):
    for _ in range(ROUNDS):
        one, two = make_conversation(world.support), make_conversation(world.support)
        results = at_once(
            lambda a=one, b=two: merging.merge(fresh(a), fresh(b), by=world.agent),
            lambda a=one, b=two: merging.merge(fresh(b), fresh(a), by=world.lead),
        )
        assert kinds(results) == Counter(done=1, CannotMerge=1), results
        assert any(isinstance(result, CannotMerge) for result in results)
    assert_derived_right()


def undo_and_send(world, posted):
    for _ in range(ROUNDS):
        message = make_reply(make_conversation(world.support), world.agent)
        OutboxEntry.objects.update(not_before=now() - timedelta(seconds=1))
        entry = OutboxEntry.objects.get(key=f"message-{message.pk}")
        before = len(posted.messages)
        results = at_once(
            lambda m=message: replying.undo(Message.objects.get(pk=m.pk), by=world.agent),
            lambda e=entry: deliver_entry.func(e.pk),
        )
        message.refresh_from_db()
        sent = len(posted.messages) - before
        assert (message.delivery, sent, kinds(results)["Refused"]) in {("undone", 0, 0), ("sent", 1, 1)}, results
        assert all(isinstance(result, Refused) or not isinstance(result, Exception) for result in results), results
    assert_derived_right()


def reply_and_receive(world, posted):
    for _ in range(ROUNDS):
        conversation = make_conversation(world.support)
        seen = conversation.last_inbound
        raw = make_raw(world.support, letter("Forget it", sender=GRETA, references=[conversation.messages.get().external_id]))
        results = at_once(
            lambda c=conversation, s=seen: replying.reply(fresh(c), replying.Reply("On its way", s), by=world.agent),
            lambda r=raw: receiving.process(r.pk),
        )
        was_refused = isinstance(results[0], NewerMessage)
        first, *_, last = Message.objects.filter(conversation=conversation).order_by("position")
        assert (last.direction, fresh(conversation).message_count) == ("in", 2 if was_refused else 3)
        assert first.external_id == conversation.messages.order_by("id").first().external_id
    assert_derived_right()


def process_twice(world, posted):
    for _ in range(ROUNDS):
        raw = make_raw(world.support)
        at_once(lambda r=raw: receiving.process(r.pk), lambda r=raw: receiving.process(r.pk))
        assert Message.objects.filter(raw=raw).count() == 1
    assert (Customer.objects.count(), Conversation.objects.count()) == (1, ROUNDS)
    assert_derived_right()


def process_both(world, posted):
    make_conversation(world.support)
    for number in range(ROUNDS):
        parent = make_raw(world.support, letter("A", external_id=f"a{number}@x"))
        answer = make_raw(world.support, letter("B", external_id=f"b{number}@x", references=[f"a{number}@x"]))
        results = at_once(lambda r=parent: receiving.process(r.pk), lambda r=answer: receiving.process(r.pk))
        found = set(Message.objects.filter(external_id__in=[f"a{number}@x", f"b{number}@x"]).values_list("conversation_id", flat=True))
        assert len(found) == 1, results
    assert_derived_right()


def many_changes(world, posted):
    made = [make_conversation(world.support) for _ in range(4)]
    people = [world.agent, world.carer, world.loner]

    def shuffle(offset: int) -> None:
        for number in range(8):
            conversation = fresh(made[(number + offset) % len(made)])
            assigning.assign(conversation, people[(number * (offset + 1)) % 3], by=world.lead)
            assigning.hand_to_team(fresh(conversation), [world.care, world.orders][(number + offset) % 2], by=world.lead)

    results = at_once(*(lambda n=n: shuffle(n) for n in range(4)))
    assert kinds(results) == Counter(done=4), results
    assert_derived_right()


def walk_and_change(world, posted):
    """Rows are changed on the way through them, while somebody else writes: neither is told that the database is locked."""
    made = [make_conversation(world.support) for _ in range(5)]
    for conversation in rows.walk(Conversation.objects.filter(pk__lte=made[-1].pk), size=2):
        assert kinds(at_once(lambda: make_conversation(world.support))) == Counter(done=1)
        resolving.resolve(conversation, by=world.agent)
    assert list(Conversation.objects.order_by("pk").values_list("status", flat=True)) == ["resolved"] * 5 + ["open"] * 5
    assert_derived_right()


if __name__ == "__main__":
    with letters() as sent:
        globals()[sys.argv[1]](make_world(), sent)
