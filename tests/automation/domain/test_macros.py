"""Macros: the dry run says what would happen, using one does it as the agent, and it can be taken back."""

import pytest

from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity
from goodwill.automation.domain import macros
from goodwill.automation.errors import NotYours, UnusableRule
from goodwill.automation.models import Macro, MacroUse
from goodwill.conversations.domain import describing, linking_orders
from goodwill.conversations.domain.replying import NewerMessage
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Draft, Message
from goodwill.remedies.models import Remedy
from tests.factories.automation import tag
from tests.factories.conversations import assert_derived_right, fresh, make_conversation, make_message
from tests.remedies.making import make_order, make_store

DISCOUNT = {"name": "remedy", "kind": "discount", "percent": "10", "reason": "goodwill"}


def make_macro(world, *actions, **columns):
    return macros.create({"name": "Sorry", "actions": list(actions), **columns}, by=world.lead)


@pytest.fixture
def conversation(world, booth):
    made = make_conversation(world.support)
    linking_orders.link(made, make_order(make_store()), by=world.agent)
    return made


def test_dry_run_says_what_would_be_sent_given_and_to_whom(world, conversation):
    macro = make_macro(
        world, DISCOUNT, tag("sorry"), text="Hello {{ customer.first_name }}, {{ remedy.last.code }} {{ order.last.tracking_url }}"
    )
    found = macros.preview(macro, conversation, world.agent)
    assert found.recipients == ("greta@post.example",)
    assert (found.later, found.missing) == (("remedy.last.code",), ("order.last.tracking_url",))
    assert found.text.startswith("Hello Greta, ")
    assert [(step.name, step.problem, step.changes) for step in found.steps] == [("remedy", "", True), ("tag", "", True)]
    assert found.steps[0].sentences[0] == "Makes a code for 10 % off one order."
    assert "Agents, EUR" in found.steps[0].limit
    assert (Remedy.objects.count(), Message.objects.count(), fresh(conversation).tag_names) == (0, 1, [])


def test_macro_is_applied_as_the_agent_in_one_go(world, conversation):
    macro = make_macro(world, DISCOUNT, tag("sorry"), text="Hello {{ customer.first_name }}", status="resolved")
    use = macros.apply(macro, conversation, by=world.agent, key="form-1")
    assert [(step["name"], step["state"]) for step in use.steps] == [("remedy", "done"), ("tag", "done"), ("reply", "done")]
    remedy = Remedy.objects.get()
    assert (remedy.agent, remedy.grantee, remedy.conversation) == (world.agent, "agent", conversation)
    now_is = fresh(conversation)
    assert (now_is.status, now_is.tag_names, now_is.assignee) == ("resolved", ["sorry"], world.agent)
    assert use.message.text == "Hello Greta"
    assert (use.message.author, use.message.is_automatic) == (world.agent, False)
    assert Activity.objects.get(kind="macro.applied").agent == world.agent
    assert Macro.objects.get().uses == 1
    assert macros.apply(macro, conversation, by=world.agent, key="form-1") == use
    assert (MacroUse.objects.count(), Remedy.objects.count(), Message.objects.count()) == (1, 1, 2)
    assert_derived_right()


def test_part_that_fails_keeps_the_reply_back_as_a_draft(world, conversation):
    macro = make_macro(world, {**DISCOUNT, "percent": "100", "kind": "refund"}, tag("sorry"), text="Refunded, {{ customer.first_name }}.")
    world.agent.role = "read_only"
    world.agent.save()
    with pytest.raises(NotAllowed):
        macros.apply(macro, conversation, by=world.agent)
    world.agent.role = "agent"
    world.agent.save()
    linking_orders.dismiss(conversation, linking_orders.links_of(conversation)[0].order, by=world.agent)
    use = macros.apply(macro, conversation, by=world.agent)
    assert [(step["name"], step["state"]) for step in use.steps] == [("remedy", "stopped"), ("tag", "done"), ("reply", "stopped")]
    assert use.message is None
    assert Draft.objects.get(agent=world.agent).text == "Refunded, Greta."
    assert Message.objects.count() == 1


def test_missing_value_is_never_sent_as_a_gap(world, conversation):
    macro = make_macro(world, tag("x"), text="Your parcel: {{ order.last.tracking_url }}")
    use = macros.apply(macro, conversation, by=world.agent)
    assert use.steps[-1]["sentence"] == "Not written: order.last.tracking_url is not known here."
    assert Message.objects.count() == 1
    assert "{{ order.last.tracking_url }}" in Draft.objects.get().text


def test_over_the_limit_it_asks_and_under_it_gives(world, conversation):
    macro = make_macro(world, {"name": "remedy", "kind": "credit", "amount": {"minor": 4_000, "currency": "EUR"}, "reason": "late"})
    assert "approval" in macros.preview(macro, conversation, world.agent).steps[0].sentences[-1]
    use = macros.apply(macro, conversation, by=world.agent)
    assert use.steps[0]["sentence"] == "Asked for an approval: Store credit, €40.00."
    assert Remedy.objects.get().state == "asked"


def test_undo_puts_back_what_has_a_way_back(world, conversation):
    macro = make_macro(
        world,
        tag("sorry"),
        {"name": "set_priority", "priority": "4"},
        {"name": "assign_team", "team": str(world.care.pk)},
        {"name": "add_note", "text": "Done"},
        text="Hello",
    )
    before = fresh(conversation)
    use = macros.apply(macro, conversation, by=world.agent)
    assert macros.can_undo(use)
    with pytest.raises(NotYours):
        macros.undo(use, by=world.lead)
    undone = macros.undo(use, by=world.agent)
    after = fresh(conversation)
    assert (after.tag_names, after.priority, after.team, after.status) == (before.tag_names, before.priority, before.team, before.status)
    assert [step["undone"] for step in undone.steps] == [
        "Not tagged sorry any more.",
        "The priority is Normal again.",
        "It belongs to no team again.",
        "There is no way back.",
        "The reply is your draft again.",
    ]
    assert Draft.objects.get(agent=world.agent).text == "Hello"
    with pytest.raises(Refused):
        macros.undo(undone, by=world.agent)
    assert_derived_right()


def test_undo_leaves_what_somebody_changed_since(world, conversation):
    use = macros.apply(make_macro(world, {"name": "set_priority", "priority": "4"}), conversation, by=world.agent)
    describing.prioritise(conversation, 1, by=world.lead)
    assert macros.undo(use, by=world.agent).steps[0]["undone"] == "The priority was changed again in the meantime."
    assert fresh(conversation).priority == 1


def test_newer_message_stops_all_of_it(world, conversation):
    macro, seen = make_macro(world, tag("x"), text="Hello"), fresh(conversation).last_inbound
    make_message(world.support, "Wait!", references=[conversation.messages.first().external_id])
    with pytest.raises(NewerMessage):
        macros.apply(macro, conversation, by=world.agent, seen_up_to=seen)
    assert (MacroUse.objects.count(), fresh(conversation).tag_names) == (0, [])


def test_macros_of_a_team_are_for_its_people(world, conversation):
    macro = make_macro(world, tag("x"), team=world.care)
    assert list(macros.usable_by(world.agent)) == []
    assert list(macros.usable_by(world.carer)) == [macro]
    with pytest.raises(NotYours):
        macros.apply(macro, conversation, by=world.agent)


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"name": " ", "text": "x"}, "Give the macro a name."),
        ({"text": "", "actions": []}, "Say what it should do, or write a reply."),
        ({"text": "{{ customer.shoe_size }}"}, "There is no variable customer.shoe_size."),
        ({"text": "x", "status": "closed"}, "After an answer a conversation can't be “closed”."),
        ({"actions": [{"name": "reply", "text": "x"}]}, "There is no action reply."),
        ({"actions": [{"name": "tag", "tags": []}]}, "Add tags: fill in “tags”."),
        ({"actions": [{"name": "assign_agent", "agent": "0"}]}, "Assign to an agent: “agent” can't be this."),
    ],
)
def test_unusable_macro_is_refused_with_a_sentence(world, columns, problem):
    with pytest.raises(UnusableRule, match=problem.replace(".", r"\.")):
        macros.create({"name": "Sorry", **columns}, by=world.lead)


def test_only_leads_change_macros(world):
    with pytest.raises(NotAllowed):
        macros.create({"name": "Sorry", "text": "x"}, by=world.agent)
    macro = make_macro(world, text="x")
    assert macros.change(macro, {"text": "y"}, by=world.lead).text == "y"
    macros.remove(macro, by=world.lead)
    assert list(Activity.objects.filter(subject_kind="macro").values_list("kind", flat=True)) == [
        "macro.added",
        "macro.changed",
        "macro.removed",
    ]
