"""A conversation with six messages, and a reply from being posted to lying in the outbox.

A conversation is opened from the list, where the browser asks for its pane alone, or by its address, where it asks for
the whole page with the list beside it.
"""

import os
import random
from collections.abc import Callable, Sequence

from django.db import connection

from bench import desks
from bench.figures import Figure
from bench.generate import SEES_ALL
from bench.measuring import WARM_UP, timed
from bench.visiting import Visitor, cookies_of
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core.models import Job, OutboxEntry

CONVERSATIONS = 60


def run() -> list[Figure]:
    """Two replies each bring conversations of four messages to six; then their pages are visited."""
    cookies = cookies_of(SEES_ALL)
    numbers = list(Conversation.objects.filter(status=Status.OPEN, message_count=4).values_list("id", "last_inbound")[:3_000])
    chosen = random.Random(11).sample(numbers, CONVERSATIONS)
    queued = OutboxEntry.objects.count()
    connection.close()
    variables = {**os.environ, "GOODWILL_LISTEN": f"127.0.0.1:{desks.free_port()}"}
    with desks.running("web", variables) as first:
        address = variables["GOODWILL_LISTEN"]
        visitor = Visitor(address, cookies)

        def reply(conversation: tuple[int, int]) -> None:
            number, seen_up_to = conversation
            values = {"text": "Your order is on its way.", "seen_up_to": seen_up_to, "status": "open"}
            visitor.post(f"/conversations/{number}/messages", values)

        warm, measured = chosen[:10], chosen[10:]
        for conversation in warm:
            reply(conversation)
        replies = timed(reply, [*measured, *measured], warm_up=0)
        put = OutboxEntry.objects.count() - queued
        if put != len(warm) + len(replies.milliseconds):
            raise RuntimeError(f"{put} replies are in the outbox.")
        paths = [f"/conversations/{number}/?view=open" for number, _seen in measured] * 3
        pane = _Visits(first, visitor.get_part, paths)
        whole = _Visits(first, visitor.get, paths)
    # Nobody shall send them in a later run.
    OutboxEntry.objects.all().delete()
    Job.objects.all().delete()
    return [
        *pane.figures("conversation of 6 messages, from the list"),
        *whole.figures("conversation of 6 messages, whole page"),
        Figure.at_most("reply posted until in the outbox: median", replies.median, "ms", 10),
        Figure("reply posted until in the outbox: p99", replies.p99, "ms"),
    ]


class _Visits:
    """How long the pages took, one after the other, and what they cost the desk."""

    def __init__(self, first: int, get: Callable[[str], bytes], paths: Sequence[str]) -> None:
        used = desks.processor_seconds(first)
        self._times = timed(get, paths)
        self._used = (desks.processor_seconds(first) - used) / (len(paths) + WARM_UP)

    def figures(self, what: str) -> list[Figure]:
        return [
            Figure.at_most(f"{what}: median", self._times.median, "ms", 10),
            Figure(f"{what}: p99", self._times.p99, "ms"),
            Figure(f"{what}: processor time", self._used * 1_000, "ms"),
        ]
