"""What starts and ends the promises of a conversation."""

from datetime import timedelta

from goodwill.conversations.domain import assigning, classifying, describing, replying, resolving, snoozing
from goodwill.conversations.domain.detaching import detach
from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.models import Topic
from goodwill.core import clock
from goodwill.customers.domain import blocking
from goodwill.service_levels.models import Target
from tests.factories.conversations import OMAR, fresh, make_answer, make_conversation, make_message, make_reply
from tests.service_levels.making import HOUR, MINUTE, MONDAY, a_policy, an_office, at, of, only, state

REPLIES = {"first_response": HOUR, "next_response": 2 * HOUR}


def test_first_message_starts_the_first_response_and_the_row_shows_it(world):
    a_policy(REPLIES)
    with at(MONDAY):
        conversation = make_conversation(world.support)
    target = only("first_response")
    assert (target.started_at, target.due_at, target.cycle) == (MONDAY, MONDAY + HOUR, 1)
    assert (conversation.due_at, conversation.due_metric) == (MONDAY + HOUR, "first_response")


def test_burst_of_messages_is_one_cycle(world):
    a_policy(REPLIES)
    with at(MONDAY):
        first = make_message(world.support)
    with at(MONDAY + 10 * MINUTE):
        make_answer(first, "Hello?", sender=("greta@post.example", "Greta Lind"))
    assert [(t.metric, t.cycle, t.started_at) for t in Target.objects.all()] == [("first_response", 1, MONDAY)]


def test_each_answer_ends_a_cycle_and_each_question_starts_one(world):
    a_policy(REPLIES)
    with at(MONDAY):
        conversation = make_conversation(world.support)
    for number in range(3):
        with at(MONDAY + (number + 1) * HOUR - MINUTE):
            sent = make_reply(conversation, world.agent)
            assert fresh(conversation).due_at is None
        with at(MONDAY + (number + 1) * HOUR):
            make_answer(sent)
    known = [(t.metric, t.cycle, state(t)) for t in Target.objects.order_by("id")]
    nexts = [("next_response", 1, "kept"), ("next_response", 2, "kept"), ("next_response", 3, "runs")]
    assert known == [("first_response", 1, "kept"), *nexts]
    assert fresh(conversation).due_at == MONDAY + 5 * HOUR


def test_what_the_desk_says_by_itself_answers_nothing(world):
    a_policy(REPLIES)
    world.support.is_acknowledging, world.support.acknowledgement = True, "We have it."
    world.support.save()
    conversation = make_conversation(world.support)
    with clock.pretending(MONDAY):
        from goodwill.conversations.domain.acknowledging import acknowledge

        assert acknowledge(conversation.messages.get().pk) is not None
    assert of(conversation) == {"first_response": "runs"}


def test_conversation_that_we_began_has_no_first_response(world):
    from goodwill.conversations.domain.starting import start
    from goodwill.inboxes.contract import Address

    a_policy(REPLIES)
    conversation = start(world.support, Address("greta@post.example", "Greta"), "Your order", "It is delayed.", by=world.agent)
    assert of(conversation) == {}
    make_answer(conversation.messages.get(), "When?")
    assert of(conversation) == {"next_response": "runs"}


def test_undone_answer_was_none(world):
    a_policy({**REPLIES, "periodic_update": 8 * HOUR, "resolution": 24 * HOUR})
    with at(MONDAY):
        conversation = make_conversation(world.support)
    before = fresh(conversation)
    with at(MONDAY + MINUTE):
        sent = make_reply(conversation, world.agent)
        assert of(conversation) == {"first_response": "kept", "resolution": "paused", "periodic_update": "paused"}
        replying.undo(sent, by=world.agent)
    assert of(conversation) == {"first_response": "runs", "resolution": "runs", "periodic_update": "taken_back"}
    after = fresh(conversation)
    assert (after.due_at, after.due_metric) == (before.due_at, before.due_metric)


def test_resolution_stands_still_while_it_is_not_our_turn_and_goes_on_when_reopened(world):
    office = an_office()
    a_policy({"resolution": 8 * HOUR}, calendar=office)
    with at(MONDAY):
        conversation = make_conversation(world.support)
        assert fresh(conversation).due_at == MONDAY + 8 * HOUR
    with at(MONDAY + 2 * HOUR):
        resolving.leave_pending(conversation, by=world.agent)
        assert (only("resolution").remaining, fresh(conversation).due_at) == (6 * HOUR, None)
    with at(MONDAY + timedelta(days=1)):
        resolving.reopen(conversation, by=world.agent)
        assert fresh(conversation).due_at == MONDAY + timedelta(days=1, hours=6)
    with at(MONDAY + timedelta(days=1, hours=1)):
        snoozing.snooze(conversation, MONDAY + timedelta(days=2), by=world.agent)
        assert of(conversation) == {"resolution": "paused"}
    with at(MONDAY + timedelta(days=2)):
        snoozing.wake(conversation, by=world.agent)
    with at(MONDAY + timedelta(days=2, hours=1)):
        resolving.resolve(conversation, by=world.agent)
        assert of(conversation) == {"resolution": "kept"}
    with at(MONDAY + timedelta(days=3)):
        resolving.reopen(conversation, by=world.agent)
        target = only("resolution")
        assert (state(target), target.remaining, target.due_at) == ("runs", 4 * HOUR, MONDAY + timedelta(days=3, hours=4))


def test_policy_says_in_which_statuses_a_resolution_stands_still(world):
    a_policy({"resolution": 8 * HOUR}, pauses=["snoozed"])
    conversation = make_conversation(world.support)
    resolving.leave_pending(conversation, by=world.agent)
    assert of(conversation) == {"resolution": "runs"}


def test_resolved_without_a_word_is_neither_kept_nor_broken(world):
    a_policy({**REPLIES, "resolution": 8 * HOUR})
    message = make_message(world.support)
    resolving.resolve(message.conversation, by=world.agent)
    assert of(message.conversation) == {"first_response": "resolved", "resolution": "kept"}
    make_answer(message, "Hello?", sender=("greta@post.example", "Greta Lind"))
    assert [(t.metric, t.cycle, state(t)) for t in Target.objects.order_by("id")] == [
        ("first_response", 1, "resolved"),
        ("resolution", 1, "runs"),
        ("first_response", 2, "runs"),
    ]


def test_answer_after_the_time_is_late_even_where_no_worker_said_so(world):
    a_policy(REPLIES)
    with clock.pretending(MONDAY):
        conversation = make_conversation(world.support)
    with clock.pretending(MONDAY + 3 * HOUR):
        make_reply(conversation, world.agent)
    target = only("first_response")
    assert (target.breached_at, target.met_at) == (MONDAY + HOUR, MONDAY + 3 * HOUR)


def test_updates_are_due_again_and_again_until_it_is_resolved(world):
    a_policy({"periodic_update": 4 * HOUR})
    with at(MONDAY):
        conversation = make_conversation(world.support)
    for number in range(2):
        with at(MONDAY + number * HOUR):
            make_reply(conversation, world.agent, status=Status.OPEN)
    assert [(t.cycle, state(t), t.due_at) for t in Target.objects.order_by("id")][1] == (2, "runs", MONDAY + 5 * HOUR)
    with at(MONDAY + 2 * HOUR):
        resolving.resolve(conversation, by=world.agent)
    assert [state(t) for t in Target.objects.order_by("id")] == ["kept", "resolved"]


def test_hand_off_runs_from_the_team_to_the_agent(world):
    a_policy({"hand_off": HOUR})
    conversation = make_conversation(world.support)
    assigning.hand_to_team(conversation, world.care, by=world.lead)
    assert of(conversation) == {"hand_off": "runs"}
    assigning.hand_to_team(conversation, world.orders, by=world.lead)
    assert [state(t) for t in Target.objects.order_by("id")] == ["left", "runs"]
    assigning.assign(conversation, world.agent, by=world.lead)
    assert of(conversation) == {"hand_off": "kept"}


def test_complaint_is_to_be_answered_sooner_from_when_it_was_written(world):
    a_policy({"first_response": 24 * HOUR}, name="All")
    quick = a_policy({"first_response": HOUR}, {"name": "complaint"}, name="Complaints")
    with at(MONDAY):
        conversation = make_conversation(world.support)
    topic = Topic.objects.create(name="Broken", is_complaint=True)
    with at(MONDAY + 10 * MINUTE):
        classifying.classify(conversation, topic, by=world.agent)
        target = only("first_response")
        assert (target.policy, target.due_at) == (quick, MONDAY + HOUR)
        assert fresh(conversation).due_at == MONDAY + HOUR
        classifying.classify(conversation, None, by=world.agent)
        assert fresh(conversation).due_at == MONDAY + 24 * HOUR


def test_promise_that_no_policy_makes_any_more_is_withdrawn(world):
    a_policy({"first_response": HOUR}, {"name": "priority", "priorities": ["2"]})
    conversation = make_conversation(world.support)
    describing.prioritise(conversation, Priority.LOW, by=world.agent)
    assert of(conversation) == {"first_response": "withdrawn"}
    assert fresh(conversation).due_at is None
    describing.prioritise(conversation, Priority.NORMAL, by=world.agent)
    assert [(t.cycle, state(t)) for t in Target.objects.order_by("id")] == [(1, "withdrawn"), (2, "runs")]


def test_blocked_customer_is_promised_nothing(world):
    a_policy({**REPLIES, "resolution": HOUR})
    conversation = make_conversation(world.support)
    blocking.block(conversation.customer, by=world.agent)
    assert of(conversation) == {"first_response": "blocked", "resolution": "blocked"}
    assert fresh(conversation).due_at is None


def test_detached_message_waits_on_its_own(world):
    a_policy(REPLIES)
    with at(MONDAY):
        first = make_message(world.support)
        make_reply(first.conversation, world.agent)
    with at(MONDAY + HOUR):
        second = make_answer(first, "Something else", sender=("greta@post.example", "Greta Lind"))
        own = detach(second, by=world.agent)
    assert of(first.conversation) == {"first_response": "kept", "next_response": "taken_back"}
    assert of(own) == {"first_response": "runs"}
    assert fresh(own).due_at == MONDAY + 2 * HOUR
    assert fresh(first.conversation).due_at is None


def test_customer_who_comes_back_too_soon_is_noted_with_what_was_before(world):
    a_policy({"repeat_contact": timedelta(days=7)})
    with at(MONDAY):
        earlier = make_conversation(world.support)
        resolving.resolve(earlier, by=world.agent)
    with at(MONDAY + timedelta(days=6)):
        again = make_conversation(world.support, "Again!")
        make_conversation(world.support, "Mine", sender=OMAR)
    with at(MONDAY + timedelta(days=6, minutes=1)):
        target = Target.objects.get()
        assert (target.conversation, target.earlier, target.is_open) == (again, earlier, False)
        assert target.breached_at == MONDAY + timedelta(days=6)
        assert world.lead.notices.count() == 1
    with at(MONDAY + timedelta(days=20)):
        make_conversation(world.support, "Much later")
    assert Target.objects.count() == 1


def test_first_policy_that_sets_a_metric_decides_and_others_fill_in(world):
    a_policy({"first_response": 24 * HOUR, "resolution": 48 * HOUR}, name="All")
    a_policy({"first_response": HOUR}, {"name": "inbox", "inboxes": [str(world.sales.pk)]}, name="Sales")
    conversation = make_conversation(world.sales)
    assert {t.metric: t.policy.name for t in Target.objects.filter(conversation=conversation)} == {
        "first_response": "Sales",
        "resolution": "All",
    }
