"""Whatever happens in whatever order: promises stand as a slow and simple reading of the story says."""

from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from goodwill.activity.models import Activity, Notice
from goodwill.conversations.domain import merging, resolving, snoozing
from goodwill.conversations.domain.merging import CannotMerge
from goodwill.conversations.domain.resolving import AlreadySo, PastReopening
from goodwill.conversations.enums import Direction, Status
from goodwill.conversations.errors import MergedAway, Refused
from goodwill.conversations.models import Conversation, Message
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.service_levels.domain import firing, replanning
from goodwill.service_levels.enums import REPLIES, Ending, Metric
from goodwill.service_levels.models import Goal, Target
from tests.factories.conversations import GRETA, fresh, make_message, make_reply, make_world
from tests.factories.letters import letters
from tests.service_levels.making import HOUR, MONDAY, a_policy

EXPECTED = (AlreadySo, PastReopening, Refused, CannotMerge, MergedAway, snoozing.NotInFuture)
PICK = st.integers(0, 10**6)
PAUSING = (Status.PENDING, Status.SNOOZED)
DONE = (Status.RESOLVED, Status.CLOSED)


class Desk(RuleBasedStateMachine):
    """Time passes, people write, agents act, policies change. Round the clock, so that the oracle is plain subtraction."""

    @initialize()
    def open_the_shop(self):
        self.around = ExitStack()
        self.around.enter_context(letters())
        self.around.enter_context(transaction.atomic())
        self.now = MONDAY
        self.time = self.around.enter_context(ExitStack())
        self.pass_by(timedelta(0))
        self.world = make_world()
        self.policy = a_policy({"first_response": 4 * HOUR, "next_response": 2 * HOUR, "resolution": 10 * HOUR})
        # What the oracle remembers: when each conversation was in our hands, by its status.
        self.story: dict[int, list[tuple[datetime, str]]] = {}
        self.breaches: dict[int, datetime] = {}

    def teardown(self):
        if hasattr(self, "around"):
            transaction.set_rollback(True)
            self.around.close()

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.time.close()
        self.time.enter_context(clock.pretending(self.now))

    def pick(self, number: int) -> Conversation:
        numbers = list(Conversation.objects.order_by("id").values_list("id", flat=True))
        return Conversation.objects.get(pk=numbers[number % len(numbers)])

    def attempt(self, verb, *arguments, **options) -> None:
        try:
            with transaction.atomic():
                verb(*arguments, **options)
        except EXPECTED:
            return

    @rule(minutes=st.integers(1, 300), is_fired=st.booleans())
    def time_passes(self, minutes, is_fired):
        self.pass_by(timedelta(minutes=minutes))
        if is_fired:
            firing.fire_all()

    @rule()
    def customer_writes(self):
        make_message(self.world.support, "Hello", sender=GRETA)

    @precondition(lambda self: Message.objects.exists())
    @rule(number=PICK)
    def customer_answers(self, number):
        known = list(Message.objects.order_by("id"))
        message = known[number % len(known)]
        make_message(message.inbox, "And now?", sender=GRETA, references=[message.external_id])

    @precondition(lambda self: Conversation.objects.exists())
    @rule(number=PICK, status=st.sampled_from([Status.PENDING, Status.RESOLVED, Status.OPEN]))
    def agent_replies(self, number, status):
        self.attempt(make_reply, self.pick(number), self.world.agent, status=status)

    @precondition(lambda self: Conversation.objects.exists())
    @rule(number=PICK, status=st.sampled_from([Status.RESOLVED, Status.OPEN, Status.PENDING]))
    def agent_moves(self, number, status):
        self.attempt(resolving.move, self.pick(number), status, by=self.world.agent)

    @precondition(lambda self: Conversation.objects.exists())
    @rule(number=PICK, hours=st.integers(1, 9))
    def agent_snoozes(self, number, hours):
        self.attempt(snoozing.snooze, self.pick(number), self.now + hours * HOUR, by=self.world.agent)

    @precondition(lambda self: Conversation.objects.count() > 1)
    @rule(number=PICK, other=PICK)
    def agent_merges(self, number, other):
        self.attempt(merging.merge, self.pick(number), self.pick(other), by=self.world.agent)

    @precondition(lambda self: Conversation.objects.exclude(merged_into=None).exists())
    @rule(number=PICK)
    def agent_unmerges(self, number):
        merged = list(Conversation.objects.exclude(merged_into=None).order_by("id"))
        self.attempt(merging.unmerge, merged[number % len(merged)], by=self.world.agent)

    @rule(hours=st.integers(1, 12), metric=st.sampled_from(["first_response", "resolution"]))
    def policy_changes(self, hours, metric):
        closed = _closed()
        Goal.objects.filter(policy=self.policy, metric=metric).update(within=hours * HOUR)
        replanning.after_change()
        Worker().work_off()
        assert _closed() == closed

    @invariant()
    def promises_stand_as_the_story_says(self):
        if not hasattr(self, "world"):
            return
        goals = {goal.metric: goal.within for goal in Goal.objects.filter(policy=self.policy)}
        for conversation in Conversation.objects.order_by("id"):
            running = list(Target.objects.filter(conversation=conversation, closed_at=None))
            self._who_waits_has_one_promise(conversation, [t for t in running if t.metric in REPLIES])
            self._resolution_counts_our_time(conversation, [t for t in running if t.metric == Metric.RESOLUTION], goals)
            ends = [target.due_at for target in running if target.paused_at is None and target.due_at]
            assert conversation.due_at == min(ends, default=None)

    @invariant()
    def nothing_is_said_twice(self):
        breached = list(Activity.objects.filter(kind="target.breached").values_list("data__target", flat=True))
        assert len(breached) == len(set(breached))
        keys = list(Notice.objects.values_list("key", "agent_id"))
        assert len(keys) == len(set(keys))

    def _who_waits_has_one_promise(self, conversation, running):
        waits = conversation.waiting_since is not None and conversation.status not in DONE and not conversation.merged_into_id
        assert len(running) <= 1
        if conversation.merged_into_id:
            assert running == []
        elif waits and not _was_given_up(conversation):
            assert len(running) == 1
            if not Target.objects.filter(conversation=conversation, metric__in=REPLIES, ending=Ending.RESOLVED).exists():
                assert running[0].started_at == conversation.waiting_since
            else:
                # Resolved without a word, it is the message that brought it back which is to be answered in time.
                assert running[0].started_at >= conversation.waiting_since

    def _resolution_counts_our_time(self, conversation, running, goals):
        assert len(running) <= 1
        for target in running:
            assert (target.paused_at is not None) == (conversation.status in PAUSING)
            if target.paused_at is None and target.breached_at is None:
                spent = sum((timedelta(seconds=stretch[2]) for stretch in target.stretches), timedelta(0))
                assert target.due_at == target.counted_from + goals[Metric.RESOLUTION] - spent
        if not Target.objects.filter(conversation=conversation, came_from__isnull=False).exists() and running:
            self._was_counted(conversation, running[0])

    def _was_counted(self, conversation, target):
        """Against the record of what happened: all the time in which it was open, and none besides."""
        if Activity.objects.filter(kind="conversation.merged", subject_id=conversation.pk).exists():
            return
        kinds = {
            "conversation.left_pending": False, "conversation.snoozed": False, "conversation.resolved": False,
            "conversation.reopened": True, "conversation.woken": True,
        }  # fmt: skip
        history = Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk, kind__in=kinds).order_by("id")
        since, spent = target.started_at, timedelta(0)
        for activity in history:
            if kinds[activity.kind]:
                since = since or activity.at
            elif since is not None:
                spent, since = spent + activity.at - since, None
        known = sum((timedelta(seconds=stretch[2]) for stretch in target.stretches), timedelta(0))
        assert known + ((self.now - target.counted_from) if target.paused_at is None else timedelta(0)) == spent + (
            self.now - since if since is not None else timedelta(0)
        )


def _was_given_up(conversation) -> bool:
    """Resolved without a word and reopened by an agent: the customer was told nothing, and promised nothing anew."""
    last = Message.objects.filter(conversation=conversation, direction=Direction.INBOUND).order_by("-position").first()
    resolved = Activity.objects.filter(kind="conversation.resolved", subject_id=conversation.pk).order_by("-id").first()
    return resolved is not None and (last is None or resolved.pk > last.position)


def _closed() -> list:
    names = ("pk", "due_at", "met_at", "breached_at", "cancelled_at", "closed_at", "policy_id", "within")
    return list(Target.objects.exclude(closed_at=None).order_by("pk").values_list(*names))


@pytest.mark.django_db
def test_no_sequence_makes_a_promise_wrong():
    run_state_machine_as_test(Desk, settings=settings(max_examples=4, stateful_step_count=12, deadline=None, phases=[Phase.generate]))


def test_oracle_reads_a_plain_story(world, posted):
    a_policy({"first_response": HOUR})
    with clock.pretending(MONDAY):
        message = make_message(world.support)
    assert fresh(message.conversation).due_at == MONDAY + HOUR
