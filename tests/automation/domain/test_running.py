"""Rules run after what starts them, in their order, each once, and log what they did."""

import pytest

from goodwill.activity.models import Activity
from goodwill.automation.domain import compiling, drafting, running
from goodwill.automation.models import Run
from goodwill.conversations.domain import describing, resolving
from goodwill.core.models import Job
from tests.factories.automation import make_rule, says, tag, work_off
from tests.factories.conversations import assert_derived_right, fresh, make_conversation, make_message, make_reply


def test_rule_acts_on_a_message_that_fits(world):
    rule = make_rule(tag("fern"), conditions=[says("fern")], name="Ferns")
    fits, other = make_conversation(world.support, "Where is my fern?"), make_conversation(world.support, "Hello")
    work_off()
    assert (fresh(fits).tag_names, fresh(other).tag_names) == (["fern"], [])
    run = Run.objects.get()
    assert (run.rule, run.rule_name, run.conversation, run.outcome) == (rule, "Ferns", fits, "done")
    assert run.steps == {
        "conditions": ["it says fern"],
        "actions": [{"name": "tag", "state": "done", "sentence": "Tagged fern.", "undo": ["fern"]}],
        "note": "",
    }
    told = Activity.objects.get(kind="rule.ran")
    assert (told.subject_id, told.data) == (fits.pk, {"run": run.pk, "rule": rule.pk, "name": "Ferns", "outcome": "done"})
    assert_derived_right()


def test_event_costs_no_statement_and_no_job_while_no_rule_listens(world, django_assert_num_queries):
    conversation = make_conversation(world.support)
    Job.objects.all().delete()
    make_rule(tag("x"), trigger="note_added")
    compiling.book()
    activity = Activity.objects.filter(kind="message.received").get()
    with django_assert_num_queries(0):
        assert running.is_wanted(activity) is False
    make_message(world.support, "More", references=[conversation.messages.get().external_id])
    assert not Job.objects.filter(task__contains="automation").exists()


def test_all_and_any_conditions(world):
    make_rule(tag("x"), conditions=[says("fern")], any_conditions=[says("broken"), says("late")])
    numbers = [make_conversation(world.support, text).pk for text in ("fern late", "fern", "late", "broken fern")]
    work_off()
    assert sorted(Run.objects.values_list("conversation", flat=True)) == [numbers[0], numbers[3]]


def test_rules_run_in_their_order_and_see_what_those_before_them_changed(world):
    make_rule(tag("second"), conditions=[{"name": "tag", "tags": ["first"]}], name="Second")
    first = make_rule(tag("first"), name="First")
    conversation = make_conversation(world.support)
    work_off()
    assert fresh(conversation).tag_names == ["first"]
    drafting.move(first, 1, by=world.lead)
    other = make_conversation(world.support)
    work_off()
    assert fresh(other).tag_names == ["first", "second"]
    assert list(Run.objects.filter(conversation=other).order_by("id").values_list("rule_name", flat=True)) == ["First", "Second"]


def test_rule_that_stops_is_the_last_for_this_event(world):
    make_rule(tag("one"), stops=True, conditions=[says("stop")])
    make_rule(tag("two"))
    stopped, other = make_conversation(world.support, "please stop"), make_conversation(world.support, "go on")
    work_off()
    assert (fresh(stopped).tag_names, fresh(other).tag_names) == (["one"], ["two"])
    assert Run.objects.get(conversation=stopped).steps["note"] == "No further rules were looked at."


def test_rule_does_not_follow_what_a_rule_did_unless_it_says_so(world):
    make_rule(tag("one"))
    make_rule(tag("deaf"), trigger="tagged")
    make_rule(tag("two"), trigger="tagged", follows_rules=True, trigger_parameters={"tags": ["one"]})
    conversation = make_conversation(world.support)
    work_off()
    assert fresh(conversation).tag_names == ["one", "two"]
    assert dict(Run.objects.values_list("rule_name", "depth")) == {"A rule": 1} or sorted(Run.objects.values_list("depth", flat=True)) == [
        0,
        1,
    ]
    describing.tag(conversation, "by hand", by=world.agent)
    work_off()
    assert "deaf" in fresh(conversation).tag_names


def test_change_that_changes_nothing_is_logged_and_told_nobody(world):
    make_rule(tag("fern"))
    conversation = make_conversation(world.support)
    describing.tag(conversation, "fern", by=world.agent)
    work_off()
    run = Run.objects.get()
    assert (run.outcome, run.steps["actions"][0]["sentence"]) == ("unchanged", "It is tagged so already.")
    assert not Activity.objects.filter(kind="rule.ran").exists()


def test_action_that_fails_keeps_no_other_from_being_done(world, monkeypatch):
    from goodwill.automation.actions import ACTIONS

    make_rule(tag("one"), {"name": "set_priority", "priority": "4"}, tag("two"))
    monkeypatch.setattr(ACTIONS.get("set_priority"), "act", lambda parameters, doing: 1 / 0)
    conversation = make_conversation(world.support)
    work_off()
    run = Run.objects.get()
    assert [step["state"] for step in run.steps["actions"]] == ["done", "failed", "done"]
    assert run.outcome == "partly"
    assert fresh(conversation).tag_names == ["one", "two"]
    assert world.lead.notices.get().title == "The rule “A rule” was held back"


def test_each_occasion_runs_a_rule_once(world):
    make_rule(tag("x"))
    make_conversation(world.support)
    work_off()
    activity = Activity.objects.get(kind="message.received")
    assert running.evaluate(activity.pk) == []
    assert Run.objects.count() == 1


def test_imported_history_starts_no_rule(world):
    make_rule(tag("x"), trigger="conversation_created")
    conversation = make_conversation(world.support)
    created = Activity.objects.get(kind="conversation.created", subject_id=conversation.pk)
    assert running.is_wanted(created) is True
    created.data = {"imported": True}
    assert running.is_wanted(created) is False


def test_rule_in_a_merged_conversation_acts_where_it_goes_on(world):
    from goodwill.conversations.domain import merging

    make_rule(tag("x"))
    one, two = make_conversation(world.support), make_conversation(world.support)
    merging.merge(two, into=one, by=world.lead)
    work_off()
    assert (fresh(one).tag_names, fresh(two).tag_names) == (["x"], [])


@pytest.mark.parametrize(
    ("trigger", "parameters", "deed"),
    [
        ("agent_replied", {}, lambda c, w: make_reply(c, w.agent)),
        ("status_changed", {"statuses": ["resolved"]}, lambda c, w: resolving.resolve(c, by=w.agent)),
        ("assigned", {"how": "agent"}, lambda c, w: _assign(c, w)),
        ("assigned", {"how": "team"}, lambda c, w: _hand_over(c, w)),
        ("tagged", {"tags": ["Gift"]}, lambda c, w: describing.tag(c, "gift", by=w.agent)),
        ("classified", {"topics": [], "complaints": True}, lambda c, w: _classify(c, w)),
        ("note_added", {}, lambda c, w: _note(c, w)),
        ("any_activity", {"kinds": ["conversation.renamed"]}, lambda c, w: describing.rename(c, "Other", by=w.agent)),
        ("any_activity", {"kinds": []}, lambda c, w: describing.rename(c, "Other", by=w.agent)),
        ("target_event", {"events": ["target.breached"]}, lambda c, w: _breach(c)),
    ],
)
def test_trigger_hears_its_deed_and_no_other(world, trigger, parameters, deed):
    conversation = make_conversation(world.support)
    work_off()
    make_rule(tag("heard"), trigger=trigger, trigger_parameters=parameters)
    if parameters != {"kinds": []}:
        describing.prioritise(conversation, 3, by=world.agent)
        work_off()
        assert fresh(conversation).tag_names == []
    deed(conversation, world)
    work_off()
    assert "heard" in fresh(conversation).tag_names


def _assign(conversation, world):
    from goodwill.conversations.domain import assigning

    assigning.assign(conversation, world.agent, by=world.lead)


def _hand_over(conversation, world):
    from goodwill.conversations.domain import assigning

    assigning.hand_to_team(conversation, world.care, by=world.lead)


def _classify(conversation, world):
    from goodwill.conversations.domain import classifying
    from goodwill.conversations.models import Topic

    classifying.classify(conversation, Topic.objects.create(name="Broken", is_complaint=True), by=world.lead)


def _note(conversation, world):
    from goodwill.conversations.domain import noting

    noting.add_note(conversation, "A note", by=world.agent)


def _breach(conversation):
    from goodwill.activity.recording import record

    record("target.breached", conversation, data={"metric": "first_response"})
