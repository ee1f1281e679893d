"""Guards: no rule runs for ever, writes to a machine, or floods anybody; what trips one is told once."""

from datetime import timedelta

from goodwill.activity.models import Activity, Notice
from goodwill.automation.domain import guarding
from goodwill.automation.models import AutomaticReply, Rule, Run
from goodwill.conversations.domain import describing
from goodwill.conversations.models import Message
from goodwill.core.clock import now, pretending
from tests.factories.automation import make_rule, tag, work_off
from tests.factories.conversations import fresh, make_conversation, make_message

REPLY = {"name": "reply", "saved_reply": "", "text": "Hello {{ customer.first_name }}"}


def test_two_rules_that_undo_each_other_come_to_rest(world):
    untag = {"name": "untag", "tags": ["x"]}
    make_rule(tag("x"), trigger="any_activity", trigger_parameters={"kinds": ["conversation.untagged"]}, follows_rules=True)
    make_rule(untag, trigger="tagged", follows_rules=True)
    conversation = make_conversation(world.support)
    describing.tag(conversation, "x", by=world.agent)
    for _round in range(20):
        if not work_off():
            break
    else:
        raise AssertionError("the rules go round and round")
    done = Run.objects.exclude(outcome="tripped")
    assert done.count() == guarding.DEEPEST + 1
    assert [run.steps["note"] for run in Run.objects.filter(outcome="tripped")] == ["Rules started one another 4 times in a row."]


def test_rule_runs_so_often_in_an_hour_and_is_held_back_then(world):
    make_rule({"name": "add_note", "text": "Again"}, name="Noisy", most_per_hour=2)
    message = make_message(world.support)
    for _time in range(4):
        make_message(world.support, "And?", references=[message.external_id])
    work_off()
    assert list(Run.objects.order_by("id").values_list("outcome", flat=True)) == ["done", "done", "tripped"]
    assert Notice.objects.values_list("agent__name", "title").order_by("agent__name")[0] == (
        "Ada Lindqvist",
        "The rule “Noisy” was held back",
    )
    assert Notice.objects.filter(agent=world.lead).count() == 1
    assert Rule.objects.get().is_active
    with pretending(now() + timedelta(hours=1, minutes=1)):
        make_message(world.support, "And now?", references=[message.external_id])
        work_off()
    assert Run.objects.filter(outcome="done").count() == 3


def test_rule_runs_so_often_in_all(world):
    make_rule({"name": "add_note", "text": "Again"}, most_in_all=1)
    message = make_message(world.support)
    with pretending(now() + timedelta(days=5)):
        make_message(world.support, "And?", references=[message.external_id])
        work_off()
    assert list(Run.objects.order_by("id").values_list("outcome", flat=True)) == ["done", "tripped"]


def test_machines_never_get_an_automatic_letter(world, posted):
    make_rule(REPLY)
    conversation = make_conversation(world.support, automatic="bulk")
    work_off()
    step = Run.objects.get().steps["actions"][0]
    assert step["state"] == "stopped"
    assert step["sentence"] == "Not written: the last message came from a machine, not from a person."
    assert posted.messages == []
    assert fresh(conversation).message_count == 1


def test_forged_sender_gets_no_letter(world, posted):
    make_rule(REPLY)
    make_conversation(world.support, dmarc="fail")
    work_off()
    assert Run.objects.get().outcome == "stopped"
    assert posted.messages == []


def test_letters_to_one_address_are_few_a_day(world):
    make_rule(REPLY)
    for _time in range(guarding.MOST_TO_ADDRESS + 2):
        make_conversation(world.support)
    work_off()
    assert AutomaticReply.objects.count() == guarding.MOST_TO_ADDRESS
    assert Message.objects.filter(is_automatic=True, direction="out").count() == guarding.MOST_TO_ADDRESS
    assert Run.objects.filter(outcome="stopped").count() == 2


def test_letters_of_one_rule_are_limited_in_an_hour(world, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_LETTERS", 3)
    make_rule(REPLY)
    for number in range(5):
        make_conversation(world.support, sender=(f"c{number}@post.example", f"Customer {number}"))
    work_off()
    assert AutomaticReply.objects.count() == 3
    assert "This rule wrote 3 letters within an hour already." in Run.objects.last().steps["actions"][0]["sentence"]


def test_all_rules_together_have_a_limit_in_one_conversation(world, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_IN_CONVERSATION", 2)
    for number in range(4):
        make_rule(tag(f"t{number}"), name=f"Rule {number}")
    make_conversation(world.support)
    work_off()
    assert list(Run.objects.order_by("id").values_list("outcome", flat=True)) == ["done", "done", "tripped", "tripped"]
    assert Activity.objects.filter(kind="rule.held_back").count() == 2
