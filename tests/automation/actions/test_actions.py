"""Each action: what it would do in words, what it does, and that nothing is done when it can't be."""

import pytest

from goodwill.activity.models import Activity, Actor, Notice
from goodwill.automation.actions import ACTIONS
from goodwill.automation.contract import Doing, Stopped
from goodwill.automation.domain import writing
from goodwill.automation.models import Run
from goodwill.commerce.contract import OrderStatus
from goodwill.conversations.domain import assigning, linking_orders, resolving
from goodwill.conversations.models import Message, Note, SavedReply, Topic
from goodwill.conversations.situations import Facts
from goodwill.core.models import OutboxEntry
from goodwill.remedies.models import Remedy
from tests.factories.automation import make_rule, tag, work_off
from tests.factories.conversations import fresh, make_conversation
from tests.remedies.making import make_order, make_policy, make_store, order_snapshot, tell


def doing(conversation, by=Actor.SYSTEM):
    conversation = fresh(conversation)
    return Doing(conversation=conversation, facts=Facts(conversation), by=by, source="A rule", key="test:1")


@pytest.fixture
def given(world):
    topic = Topic.objects.create(name="Broken")
    return {"agent": str(world.agent.pk), "team": str(world.care.pk), "topic": str(topic.pk)}


# The action with its parameters, what the dry run says, what it says when done, and when done again.
TABLE = [
    ({"name": "assign_agent", "agent": "{agent}"}, "Assigns it to Mira Okafor.", "Assigned to Mira Okafor.", "It stays with Mira Okafor."),
    ({"name": "assign_team", "team": "{team}"}, "Hands it to Care.", "Handed to Care.", "It belongs to Care already."),
    (
        {"name": "set_priority", "priority": "4"},
        "Sets the priority to Urgent.",
        "The priority is Urgent now.",
        "The priority is Urgent already.",
    ),
    ({"name": "tag", "tags": ["A  b"]}, "Tags it a b.", "Tagged a b.", "It is tagged so already."),
    (
        {"name": "classify", "topic": "{topic}", "only_without": True},
        "Sets the topic Broken.",
        "The topic is Broken.",
        "The topic stays Broken.",
    ),
    ({"name": "set_status", "status": "resolved"}, "Sets the status to Resolved.", "It is Resolved now.", "It is Resolved already."),
    ({"name": "block_sender"}, "Blocks Greta Lind.", "Blocked Greta Lind.", "Greta Lind is blocked already."),
]


@pytest.mark.parametrize(("parameters", "planned", "said", "again"), TABLE)
def test_action_plans_acts_once_and_is_undone(world, given, parameters, planned, said, again):
    parameters = {name: given.get(str(value).strip("{}"), value) if isinstance(value, str) else value for name, value in parameters.items()}
    action, conversation = ACTIONS.get(parameters["name"]), make_conversation(world.support)
    before = Activity.objects.count()
    assert action.plan(parameters, doing(conversation)).sentences == (planned,)
    assert Activity.objects.count() == before
    done = action.act(parameters, doing(conversation))
    assert (done.sentence, done.changed) == (said, True)
    assert (action.act(parameters, doing(conversation)).sentence, action.plan(parameters, doing(conversation)).changes) == (again, False)
    state = fresh(conversation)
    action.undo(done.undo, doing(conversation, world.agent))
    assert action.plan(parameters, doing(conversation)).sentences == (planned,)
    assert fresh(conversation).version >= state.version


def test_every_action_has_words_and_can_be_drawn(world):
    for action in ACTIONS.all.values():
        assert str(action.label)
        for field in action.fields:
            field.given_choices()


def test_taken_conversation_stays_where_a_rule_may_only_give_free_ones(world, given):
    conversation = make_conversation(world.support)
    assigning.assign(conversation, world.lead, by=world.lead)
    parameters = {"name": "assign_agent", "agent": given["agent"], "only_unassigned": True}
    assert ACTIONS.get("assign_agent").act(parameters, doing(conversation)).sentence == "It stays with Jonas Weber."


def test_untag_unassign_and_snooze(world):
    conversation = make_conversation(world.support)
    assigning.assign(conversation, world.agent, by=world.lead)
    ACTIONS.get("tag").act({"tags": ["x"]}, doing(conversation))
    said = [
        ACTIONS.get(name).act(parameters, doing(conversation)).sentence
        for name, parameters in (("untag", {"tags": ["x", "y"]}), ("unassign", {}), ("snooze", {"hours": 2, "calendar": ""}))
    ]
    assert said == ["Not tagged x any more.", "Taken from Mira Okafor.", "Snoozed for 2 hours."]
    now_is = fresh(conversation)
    assert (now_is.tag_names, now_is.assignee, now_is.status) == ([], None, "snoozed")


def test_gone_agent_stops_the_action_alone(world):
    make_rule({"name": "assign_agent", "agent": str(world.agent.pk)}, tag("x"))
    world.agent.is_active = False
    world.agent.save()
    conversation = make_conversation(world.support)
    work_off()
    assert [step["sentence"] for step in Run.objects.get().steps["actions"]] == [
        "The agent does not answer customers any more.",
        "Tagged x.",
    ]
    assert fresh(conversation).assignee is None


def test_note_and_notice_carry_values(world):
    note, told = {"text": "For {{ customer.first_name }}"}, {"groups": ["leads"], "agents": [], "text": "{{ customer.name }} waits"}
    conversation = make_conversation(world.support)
    ACTIONS.get("add_note").act(note, doing(conversation))
    ACTIONS.get("notify_agents").act(told, doing(conversation))
    ACTIONS.get("notify_agents").act(told, doing(conversation))
    assert (Note.objects.get().text, Note.objects.get().author) == ("For Greta", None)
    assert set(Notice.objects.values_list("agent__name", "title")) == {
        ("Ada Lindqvist", "Greta Lind waits"),
        ("Jonas Weber", "Greta Lind waits"),
    }


def test_nobody_is_told_of_what_they_may_not_see(world):
    told, here = {"groups": [], "agents": [str(world.loner.pk)], "text": "Look"}, doing(make_conversation(world.sales))
    with pytest.raises(Stopped, match="nobody to tell"):
        ACTIONS.get("notify_agents").act(told, here)


def test_reply_with_a_saved_reply_goes_out_marked(world, posted):
    saved = SavedReply.objects.create(title="Hello", text="Hello {{ customer.first_name }}")
    make_rule({"name": "reply", "saved_reply": str(saved.pk), "text": ""})
    conversation = make_conversation(world.support)
    work_off()
    assert posted.messages[0].is_automatic is True
    assert posted.messages[0].text.splitlines()[0] == "Hello Greta"
    # The customer still waits for a person.
    assert fresh(conversation).waiting_since is not None


def test_reply_with_a_gap_is_not_sent(world, posted):
    make_rule({"name": "reply", "saved_reply": "", "text": "Order {{ order.last.number }}"})
    make_conversation(world.support)
    work_off()
    assert Run.objects.get().steps["actions"][0]["sentence"] == "Not written: order.last.number is not known here."
    assert posted.messages == []


def test_closed_or_blocked_conversations_get_no_letter(world):
    conversation = make_conversation(world.support)
    ACTIONS.get("block_sender").act({}, doing(conversation))
    with pytest.raises(Stopped, match="blocked"):
        writing.addressee(fresh(conversation))
    resolving.close(conversation, by=world.agent)
    with pytest.raises(Stopped, match="closed"):
        writing.addressee(fresh(conversation))


def test_webhook_is_put_into_the_outbox_once(world):
    parameters = {"url": "https://hooks.example/secret/1", "event": "order.late"}
    conversation = make_conversation(world.support)
    for _time in range(2):
        assert ACTIONS.get("call_webhook").act(parameters, doing(conversation)).sentence == "Called hooks.example."
    assert OutboxEntry.objects.filter(topic="webhook").count() == 1
    assert ACTIONS.get("call_webhook").problem({"url": "ftp://x"}) == "Give an address that begins with https://."


CREDIT = {"name": "remedy", "kind": "credit", "amount": {"minor": 500, "currency": "EUR"}, "reason": "goodwill"}


@pytest.mark.parametrize(
    ("row", "outcome", "sentence", "state"),
    [
        ({"grantee": "bot"}, "done", "Granted: Store credit, €5.00.", "sent"),
        (
            {"grantee": "bot", "effect": "approve", "approver_roles": ["lead"]},
            "done",
            "Asked for an approval: Store credit, €5.00.",
            "asked",
        ),
        ({"grantee": "agent"}, "stopped", "Denied: ", "denied"),
    ],
)
def test_remedy_of_a_rule_stands_under_the_policy(world, booth, row, outcome, sentence, state):
    make_policy(row)
    order = make_order(make_store())
    make_rule(CREDIT)
    conversation = make_conversation(world.support, f"Where is {order.number}?")
    linking_orders.link(conversation, order, by=world.agent)
    work_off()
    run, remedy = Run.objects.get(), Remedy.objects.get()
    assert (run.outcome, remedy.state if state != "sent" else "sent") == (outcome, state)
    assert run.steps["actions"][0]["sentence"].startswith(sentence)
    assert (remedy.grantee, remedy.agent, remedy.conversation) == ("bot", None, conversation)


def test_remedy_without_an_order_is_not_given(world):
    make_rule(CREDIT)
    make_conversation(world.support)
    work_off()
    assert Run.objects.get().steps["actions"][0]["sentence"] == "It is not known which order this is about."
    assert not Remedy.objects.exists()


def test_order_that_changes_starts_rules_where_it_is_talked_about(world, booth):
    store = make_store()
    order = make_order(store, status=OrderStatus.PENDING)
    conversation, other = make_conversation(world.support), make_conversation(world.support)
    linking_orders.link(conversation, order, by=world.agent)
    make_rule(tag("cancelled"), trigger="order_event", trigger_parameters={"events": ["order.cancelled"]})
    tell(store, order_snapshot(status=OrderStatus.CANCELLED))
    work_off()
    assert (fresh(conversation).tag_names, fresh(other).tag_names) == (["cancelled"], [])


def test_remedy_that_is_granted_starts_rules(world, booth):
    make_policy({})
    order = make_order(make_store())
    conversation = make_conversation(world.support)
    linking_orders.link(conversation, order, by=world.agent)
    make_rule(tag("given"), trigger="remedy_event", trigger_parameters={"events": ["remedy.granted"]})
    ACTIONS.get("remedy").act(CREDIT, doing(conversation, world.agent))
    work_off()
    assert fresh(conversation).tag_names == ["given"]
    assert Message.objects.count() == 1
