"""Whatever is done in whatever order: loads are what counting gives, all that waits is in the queue, and nobody idles beside it."""

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.workforce.domain import channels, crew, handing_over, loads, presence, queueing, selecting, settings
from goodwill.workforce.enums import State
from goodwill.workforce.models import Holding, PresenceInterval, QueueEntry
from tests.conversations.test_any_sequence import PICK, Desk
from tests.workforce.shop import fits, work


class RoutedDesk(Desk):
    """The same desk with routing on; after each verb the worker does what is due."""

    @initialize()
    def open_the_shop(self):
        super().open_the_shop()
        fits(None, 2)
        settings.change(by=self.world.owner, is_on=True)
        self.people = [self.world.agent, self.world.lead, self.world.carer]

    @rule(who=st.integers(0, 2), state=st.sampled_from(State))
    def agent_comes_or_goes(self, who, state):
        presence.set_state(self.people[who], state, reason="Break", by=self.people[who])

    @rule(pick=PICK, tier=st.integers(1, 3))
    def agent_hands_over(self, pick, tier):
        if (conversation := self.conversation(pick)) is not None and not conversation.merged_into_id and conversation.status != "closed":
            handing_over.hand_off(conversation, tier=tier, by=self.world.lead)

    @invariant()
    def loads_are_what_counting_gives(self):
        if hasattr(self, "people"):
            assert loads.of_all() == loads.counted()

    @invariant()
    def what_waits_is_in_the_queue_and_nobody_idles_beside_it(self):
        if not hasattr(self, "people"):
            return
        work()
        waiting = Conversation.objects.filter(status="open", assignee=None, merged_into=None)
        assert set(QueueEntry.objects.values_list("conversation_id", flat=True)) == set(waiting.values_list("id", flat=True))
        people, at = crew.crew(now(), channels.kinds()), now()
        for entry in QueueEntry.objects.all():
            need = queueing.need_of(entry)
            assert [one.name for one in people if selecting.obstacle(one, need, at) is None] == []
        open_ones = PresenceInterval.objects.filter(ended_at=None).values_list("agent_id", "channel")
        assert len(set(open_ones)) == len(open_ones)

    @invariant()
    def holdings_are_what_is_open_with_somebody(self):
        if hasattr(self, "people"):
            held = Conversation.objects.filter(status="open", merged_into=None).exclude(assignee=None)
            kept = Holding.objects.filter(ended_at=None).values_list("conversation_id", "agent_id")
            assert set(kept) == set(held.values_list("id", "assignee_id"))


@pytest.mark.django_db
def test_any_sequence_keeps_routing_right():
    run_state_machine_as_test(
        RoutedDesk, settings=hypothesis_settings(max_examples=8, stateful_step_count=20, deadline=None, phases=[Phase.generate])
    )
