"""Events and tokens as the pages' server side makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core import live
from goodwill.core.live import tokens
from goodwill.core.live.reader import missed
from goodwill.core.live.tasks import prune
from goodwill.core.live.tokens import InvalidToken
from goodwill.core.models import LiveEvent, LiveRevocation
from tests.core.transactions import rolled_back

pytestmark = pytest.mark.django_db


def test_publish_is_part_of_the_transaction():
    with rolled_back():
        live.publish(["a"], "changed", {"id": 1})

    assert not LiveEvent.objects.exists()


def test_publish_stores_one_event_for_all_topics():
    live.publish(["b", "a", "b"], "changed", {"id": 1, "version": 2})

    event = LiveEvent.objects.get()
    assert (event.topics, event.kind, event.data) == ("a b", "changed", '{"id":1,"version":2}')
    assert live.position() == event.pk


@pytest.mark.parametrize(("topics", "kind"), [(["a b"], "k"), ([""], "k"), (["a"], "k k"), (["a\n"], "k"), (["a"], "k\ndata: x")])
def test_publish_refuses_what_would_break_the_stream(topics, kind):
    with pytest.raises(ValueError, match="without spaces"):
        live.publish(topics, kind, {})


def test_revoke_is_stored_and_announced():
    live.revoke(7)
    live.revoke(7)

    assert LiveRevocation.objects.get().agent_id == 7
    assert LiveEvent.objects.filter(kind="revoked", topics="revoked:7").count() == 2


def test_token_gives_back_what_it_was_made_of():
    read = tokens.read(live.token(["b", "a"], 3, "session"), "session")

    assert (read.topics, read.agent_id) == (("a", "b"), 3)


def test_token_without_session_needs_none():
    assert tokens.read(live.token(["a"], 3), "").agent_id == 3


@pytest.mark.parametrize("session", ["", "another"])
def test_token_of_another_session_is_refused(session):
    with pytest.raises(InvalidToken, match="another session"):
        tokens.read(live.token(["a"], 3, "session"), session)


def test_token_is_refused_after_a_day(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    token = live.token(["a"], 3)
    time_machine.move_to("2026-03-02T09:59:59+00:00", tick=False)
    assert tokens.read(token, "").agent_id == 3
    time_machine.move_to("2026-03-02T10:00:00+00:00", tick=False)

    with pytest.raises(InvalidToken, match="too old"):
        tokens.read(token, "")


@given(st.integers(0, 1000), st.sampled_from("abcXYZ019-_:"))
def test_token_that_was_changed_anywhere_is_refused(place, letter):
    token = live.token(["a"], 3)
    position = place % len(token)
    changed = token[:position] + (letter if letter != token[position] else "q") + token[position + 1 :]

    with pytest.raises(InvalidToken):
        tokens.read(changed, "")


@pytest.mark.parametrize("token", ["", ":", "x:y", "a:b:c", "é", "\x00"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(InvalidToken):
        tokens.read(token, "")


def test_missed_events_are_read_for_the_topics_only():
    start = live.position()
    for topic in ("a", "b", "a"):
        live.publish([topic], "changed", {})

    lines, last = missed(start, ["a"]) if start else missed(LiveEvent.objects.order_by("id").first().pk - 1, ["a"])

    assert [line.split(b"\n")[0] for line in lines] == [f"id: {number}".encode() for number in (last - 2, last)]


def test_missed_is_unknown_when_events_were_pruned(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    for _ in range(3):
        live.publish(["a"], "changed", {})
    first = LiveEvent.objects.order_by("id").first().pk
    time_machine.move_to("2026-03-01T11:00:01+00:00", tick=False)
    prune.call()

    assert [event.pk for event in LiveEvent.objects.all()] == [first + 2]
    assert missed(first, ["a"]) is None
    assert missed(first + 1, ["a"]) is not None
    assert missed(first + 3, ["a"]) is None


def test_prune_keeps_the_last_hour(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    live.publish(["a"], "changed", {})
    time_machine.move_to("2026-03-01T10:59:00+00:00", tick=False)
    live.publish(["a"], "changed", {})
    prune.call()

    assert LiveEvent.objects.count() == 2
