"""A conversation comes to whom it should come to, waits where nobody can, and says why."""

from datetime import timedelta

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.domain import assigning, describing, resolving
from goodwill.conversations.enums import Priority, Status
from goodwill.core.models import Job
from goodwill.workforce.domain import explaining, handing_over, loads, presence, routing, settings, skills
from goodwill.workforce.domain.skills import Known
from goodwill.workforce.enums import SkillKind, State
from goodwill.workforce.models import Assignment, PresenceInterval, QueueEntry, RoutingRule, Shift, Skill, TeamRouting
from tests.factories.accounts import an_agent
from tests.factories.conversations import OMAR, make_answer, make_conversation, make_reply
from tests.workforce.shop import MONDAY, a_shift, arrives, at, come, fits, go, holder, last_assignment, switch_on, work

pytestmark = pytest.mark.django_db


def a_rule(**columns) -> RoutingRule:
    return RoutingRule(**{"name": "Everything", "prefers_same_agent": False, **columns})


def test_nothing_is_routed_while_it_is_off(world):
    come(world.agent)
    conversation = arrives(world)
    assert (holder(conversation), QueueEntry.objects.count(), Assignment.objects.count()) == (None, 0, 0)
    assert not Job.objects.filter(task__contains="workforce.tasks.route").exists()


def test_goes_to_who_is_available_and_is_recorded(world):
    with at(0):
        switch_on(world)
        come(world.agent)
    with at(5):
        conversation = arrives(world)
    assert holder(conversation) == world.agent
    kinds = list(
        Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk).values_list("kind", flat=True).order_by("id")
    )
    assert kinds[-2:] == ["conversation.assigned", "conversation.routed"]
    assert QueueEntry.objects.count() == 0
    assert loads.of_all() == loads.counted() == {world.agent.pk: {"letter": 1}}


def test_waits_until_somebody_comes_in_the_right_order(world):
    fits(None, 1)
    with at(0):
        switch_on(world)
    with at(1):
        first = arrives(world)
    with at(2):
        second = arrives(world)
        describing.prioritise(second, Priority.HIGH, by=world.owner)
        work()
    assert [entry.conversation_id for entry in QueueEntry.objects.order_by("id")] == [first.pk, second.pk]
    with at(3):
        come(world.agent)
    assert (holder(first), holder(second)) == (None, world.agent)
    with at(4):
        resolving.resolve(second, by=world.agent)
        work()
    assert holder(first) == world.agent


def test_capacity_is_kept_and_shared_between_agents(world):
    fits(None, 2)
    with at(0):
        switch_on(world)
        come(world.agent, world.lead)
    with at(1):
        those = [arrives(world) for _ in range(5)]
    held = [holder(conversation) for conversation in those]
    assert held.count(world.agent) == held.count(world.lead) == 2
    assert held[4] is None


def test_one_call_leaves_no_room_for_chats(world):
    from goodwill.workforce.domain.selecting import Candidate, Limit

    limits = {"chat": Limit(3, 33), "call": Limit(1, 100), "letter": Limit(5)}
    busy = Candidate(1, limits=limits, loads={"call": 1})
    assert [busy.has_room(kind) for kind in limits] == [False, False, True]
    chatting = Candidate(1, limits=limits, loads={"chat": 2})
    assert [chatting.has_room(kind) for kind in limits] == [True, False, True]


def test_skill_level_language_tier_and_expiry_decide(world):
    german = skills.save(Skill(name="German", kind=SkillKind.LANGUAGE, code="de"), by=world.owner)
    with at(0):
        switch_on(world, a_rule(skills=[{"skill": german.pk, "level": 3}], tier=2))
        skills.set_tier(world.lead, 2, by=world.owner)
        skills.set_tier(world.carer, 2, by=world.owner)
        skills.set_skills(world.agent, {german.pk: Known(5)}, by=world.owner)
        skills.set_skills(world.carer, {german.pk: Known(5, MONDAY.date() - timedelta(days=1))}, by=world.owner)
        skills.set_skills(world.lead, {german.pk: Known(2)}, by=world.owner)
        come(world.agent, world.lead, world.carer)
        conversation = arrives(world)
        assert holder(conversation) is None
        skills.set_skills(world.lead, {german.pk: Known(3)}, by=world.owner)
        work()
    assert holder(conversation) == world.lead
    passed = {entry["name"]: entry["why"] for entry in last_assignment(conversation).reasons["passed_over"]}
    assert passed == {
        "Mira Okafor": "tier",
        "Teo Silva": "skill",
        "Ada Lindqvist": "tier",
        "Priya Nair": "tier",
    }


def test_customers_language_is_asked_for_only_where_the_desk_names_it(world):
    polish = skills.save(Skill(name="Polish", kind=SkillKind.LANGUAGE, code="pl"), by=world.owner)
    with at(0):
        switch_on(world, a_rule(needs_language=True))
        skills.set_skills(world.lead, {polish.pk: Known(1)}, by=world.owner)
        come(world.agent, world.lead)
        one, two = make_conversation(world.support), make_conversation(world.support)
        one.language, two.language = "pl", "fi"
        one.save(update_fields=["language"])
        two.save(update_fields=["language"])
        work()
    assert (holder(one), holder(two)) == (world.lead, world.agent)


def test_same_agent_is_waited_for_and_then_others_may(world):
    with at(0):
        first = make_conversation(world.support)
        make_reply(first, world.agent)
        switch_on(world, a_rule(prefers_same_agent=True, prefer_for=15))
        come(world.lead)
        presence.set_state(world.agent, State.AWAY, reason="Break", by=world.agent)
        work()
    with at(10):
        second = arrives(world)
        assert holder(second) is None
    with at(20):
        work()
        assert holder(second) is None
    with at(26):
        work()
    assert holder(second) == world.lead
    with at(30):
        presence.set_state(world.agent, State.AVAILABLE, by=world.agent)
        third = arrives(world)
    assert holder(third) == world.agent
    assert last_assignment(third).reasons["chosen"]["why"] == "preferred"


def test_nobody_waits_for_a_same_agent_who_is_gone(world):
    with at(0):
        make_reply(make_conversation(world.support), world.agent)
        switch_on(world, a_rule(prefers_same_agent=True, prefer_for=15))
        come(world.lead)
        conversation = arrives(world)
    assert holder(conversation) == world.lead


def test_what_an_absent_agent_has_goes_back_but_pending_stays(world):
    with at(0):
        switch_on(world, a_rule())
        come(world.agent)
        waiting, pending = arrives(world), arrives(world, sender=OMAR)
        make_reply(pending, world.agent)
    with at(10):
        go(world.agent)
        come(world.lead)
    assert holder(waiting) == world.agent
    with at(16):
        work()
    assert (holder(waiting), holder(pending)) == (world.lead, world.agent)
    assert Activity.objects.filter(kind="conversation.requeued", subject_id=waiting.pk).count() == 1


def test_team_can_keep_what_its_absent_agents_have(world):
    TeamRouting.objects.create(team=world.orders, requeues=False)
    with at(0):
        switch_on(world, a_rule())
        world.agent.teams.add(world.orders)
        come(world.agent)
        conversation = arrives(world, inbox=world.sales)
        go(world.agent)
    with at(60):
        work()
    assert holder(conversation) == world.agent


def test_customer_who_answers_an_absent_agent_is_not_left_alone(world):
    with at(0):
        switch_on(world, a_rule())
        come(world.agent)
        conversation = arrives(world)
        reply = make_reply(conversation, world.agent)
        go(world.agent)
    with at(60):
        come(world.lead)
        assert holder(conversation) == world.agent
        make_answer(reply)
        work()
    assert holder(conversation) == world.lead


def test_overflow_after_a_time(world):
    with at(0):
        switch_on(world, a_rule())
        TeamRouting.objects.create(team=world.orders, overflow_team=world.care, overflow_after=30)
        come(world.carer)
        conversation = arrives(world, inbox=world.sales)
    with at(29):
        work()
        assert holder(conversation) is None
    with at(30):
        work()
    assert (holder(conversation), conversation.team) == (world.carer, world.orders)
    assert Activity.objects.get(kind="conversation.overflowed").data["because"] == "waited"


def test_overflow_at_once_when_nobody_of_the_team_is_at_work(world):
    world.agent.teams.add(world.orders)
    with at(0):
        switch_on(world, a_rule())
        TeamRouting.objects.create(team=world.orders, overflow_team=world.care, overflows_unstaffed=True)
        come(world.carer)
        presence.set_state(world.agent, State.AWAY, reason="Lunch", by=world.agent)
        conversation = arrives(world, inbox=world.sales)
        assert holder(conversation) is None
        go(world.agent)
    assert holder(conversation) == world.carer


def test_shift_that_begins_brings_what_waits(world):
    with at(0):
        a_shift(world.agent, 60, 120)
        switch_on(world, a_rule())
        come(world.agent)
        conversation = arrives(world)
        assert holder(conversation) is None
    with at(60):
        work()
    assert holder(conversation) == world.agent
    with at(121):
        work()
        assert holder(arrives(world)) is None
    assert Shift.objects.count() == 1


def test_named_agents_get_vip_lines_first(world):
    vip = an_agent(name="Ines Moreau")
    with at(0):
        switch_on(world, a_rule(agents=[vip.pk, world.lead.pk], is_vip=True, prefer_for=5))
        fits(None, 1)
        come(world.agent, world.lead, vip)
        one, two, three = arrives(world), arrives(world), arrives(world)
        assert [holder(c) for c in (one, two, three)] == [vip, world.lead, None]
    with at(6):
        work()
    assert holder(three) == world.agent


def test_hand_off_goes_to_the_next_tier_and_stays_there(world):
    skills.set_tier(world.lead, 2, by=world.owner)
    with at(0):
        switch_on(world, a_rule())
        come(world.agent, world.lead)
        conversation = arrives(world)
        assert holder(conversation) == world.agent
        handing_over.hand_off(conversation, tier=2, reason="Needs a decision", by=world.agent)
        work()
        assert holder(conversation) == world.lead
        assert conversation.notes.get().text == "Needs a decision"
        assigning.unassign(conversation, by=world.lead)
        work()
        assert holder(conversation) == world.lead
        assert handing_over.next_tier(conversation) == 3


def test_given_to_somebody_by_hand_it_leaves_the_queue(world):
    with at(0):
        switch_on(world)
        conversation = arrives(world)
        assert QueueEntry.objects.count() == 1
        assigning.assign(conversation, world.agent, by=world.owner)
        work()
    assert (QueueEntry.objects.count(), holder(conversation)) == (0, world.agent)


def test_says_why_in_sentences(world):
    with at(0):
        fits(world.lead, 0)
        switch_on(world, a_rule(name="All mail"))
        come(world.agent, world.lead)
    with at(0):
        conversation = make_conversation(world.support)
    with at(3):
        work()
        found = explaining.why(conversation)
    assert found[:2] == [
        "Given to Mira Okafor after 3 minutes by the rule “All mail”.",
        "Mira Okafor was the only one who could take it.",
    ]
    assert "Jonas Weber: has as much as fits" in found
    assert "Ada Lindqvist: offline" in found


def test_team_removed_waits_for_everybody(world):
    from goodwill.accounts.domain import teaming

    with at(0):
        switch_on(world)
        conversation = arrives(world, inbox=world.sales)
        teaming.remove(world.orders, by=world.owner)
        work()
        assert QueueEntry.objects.get(conversation=conversation).team is None
        come(world.agent)
    assert holder(conversation) == world.agent


def test_long_wait_is_raised_above_everything(world):
    fits(None, 1)
    with at(0):
        switch_on(world, a_rule())
        settings.change(by=world.owner, raised_after=60)
        old = arrives(world)
    with at(200):
        urgent = arrives(world)
        describing.prioritise(urgent, Priority.URGENT, by=world.owner)
        work()
        routing.again(old.pk)
        come(world.agent)
    assert (holder(old), holder(urgent)) == (world.agent, None)
    assert PresenceInterval.objects.filter(ended_at=None).count() == 1
    assert old.status == Status.OPEN
