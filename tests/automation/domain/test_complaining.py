"""The procedure for complaints, from the first angry letter to the rating."""

from datetime import timedelta

import pytest

from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity, Notice
from goodwill.automation.domain import complaining, defaults, drafting, surveying
from goodwill.automation.enums import ComplaintOutcome
from goodwill.automation.models import Complaint, ComplaintProcedure, FollowUp, Macro, Rule, Run
from goodwill.conversations.domain import classifying, linking_orders
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Topic
from goodwill.core.clock import now, pretending
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting
from goodwill.remedies.models import Remedy
from tests.factories.automation import work_off
from tests.factories.conversations import assert_derived_right, fresh, make_conversation, make_reply
from tests.remedies.making import ask, make_order, make_store

ANGRY = "This is unacceptable, the pot arrived broken!"


def switch_on(world):
    defaults.install()
    drafting.activate(Rule.objects.get(default_key="complaint"), by=world.lead)


def open_one(world, text=ANGRY, **content):
    switch_on(world)
    conversation = make_conversation(world.support, text, **content)
    work_off()
    return Complaint.objects.get(conversation=conversation)


def test_defaults_are_made_once_and_nothing_that_writes_is_switched_on(db):
    defaults.install()
    counts = (Rule.objects.count(), Macro.objects.count(), Topic.objects.filter(is_complaint=True).count())
    assert counts == (4, 2, 8)
    assert not Rule.objects.filter(is_active=True).exists()
    assert not ComplaintProcedure.objects.get().is_active
    Rule.objects.all().delete()
    defaults.install()
    assert Rule.objects.count() == 0
    for text in [*complaining.procedure().acknowledgement.values(), *complaining.procedure().survey.values()]:
        assert complaining.writing.problem_of(text) == ""


def test_recognised_complaint_is_acknowledged_given_an_owner_and_a_deadline(world, posted):
    complaint = open_one(world)
    conversation = fresh(complaint.conversation)
    assert complaint.cause.name == "Complaint: cause not named"
    assert (complaint.owner, conversation.assignee) == (world.lead, world.lead)
    assert timedelta(minutes=59) < complaint.due_at - now() <= timedelta(minutes=60)
    assert (conversation.topic, conversation.priority) == (complaint.cause, 3)
    assert complaint.acknowledged_at is not None
    assert posted.messages[0].text.startswith("Hello Greta,\n\nI am sorry that this went wrong.")
    assert Notice.objects.get(kind="complaint.opened").agent == world.lead
    assert Run.objects.get().steps["actions"][0]["sentence"] == "Opened a complaint; Jonas Weber is responsible."
    assert [kind for kind in Activity.objects.order_by("id").values_list("kind", flat=True) if kind.startswith("complaint.")] == [
        "complaint.opened",
        "complaint.acknowledged",
    ]
    assert_derived_right()


def test_german_complaint_gets_german_words(world, posted):
    switch_on(world)
    conversation = make_conversation(world.support, "Ich möchte mich beschweren.")
    classifying.note_language(conversation, "de", by=world.agent)
    work_off()
    assert posted.messages[0].text.startswith("Guten Tag Greta Lind,\n\nes tut uns leid")


def test_second_angry_letter_opens_no_second_complaint(world):
    complaint = open_one(world)
    from tests.factories.conversations import make_message

    make_message(world.support, ANGRY, references=[complaint.message.external_id])
    work_off()
    assert Complaint.objects.count() == 1


def test_friendly_letter_is_none(world):
    switch_on(world)
    make_conversation(world.support, "Thank you for the lovely fern.")
    work_off()
    assert not Complaint.objects.exists()


def test_whoever_names_a_cause_opens_one_while_the_procedure_is_on(world):
    defaults.install()
    broken = Topic.objects.get(name="Complaint: arrived broken")
    conversation = make_conversation(world.support)
    classifying.classify(conversation, broken, by=world.agent)
    work_off()
    assert not Complaint.objects.exists()
    complaining.set_procedure({}, by=world.lead, is_active=True)
    other = make_conversation(world.support)
    classifying.classify(other, broken, by=world.agent)
    work_off()
    assert (Complaint.objects.get().conversation, Complaint.objects.get().cause) == (other, broken)


def test_answer_in_time_offer_and_settlement_are_kept(world, booth):
    complaint = open_one(world)
    conversation = fresh(complaint.conversation)
    order = make_order(make_store())
    linking_orders.link(conversation, order, by=world.agent)
    assert "credit" in {offer.kind.name for offer in complaining.offers(complaint, world.agent) if offer.outcome == "allow"}
    request = ask("credit", order, {"amount": {"minor": 500, "currency": "EUR"}}, reason="damaged", conversation=conversation)
    granting.grant(request, Grantee.of(world.agent))
    make_reply(conversation, world.agent)
    complaint.refresh_from_db()
    assert [(offer["kind"], offer["minor"]) for offer in complaint.offered] == [("credit", 500)]
    assert complaint.offered[0]["remedy"] == Remedy.objects.get().pk
    assert complaint.answered_at is not None
    complaining.settle(complaint, ComplaintOutcome.PUT_RIGHT, by=world.agent)
    settled = Activity.objects.get(kind="complaint.settled")
    assert (settled.agent, settled.data) == (world.agent, {"complaint": complaint.pk, "outcome": "put_right", "in_time": True})
    with pytest.raises(Refused):
        complaining.settle(complaint, ComplaintOutcome.DECLINED, by=world.agent)


def test_survey_is_sent_later_and_its_link_takes_a_rating(world, posted):
    complaint = open_one(world)
    assert surveying.complaint_for(complaint.token) is None
    complaining.settle(complaint, ComplaintOutcome.EXPLAINED, by=world.agent)
    posted.messages.clear()
    with pretending(now() + timedelta(hours=25)):
        work_off()
    letter = posted.messages[0].text
    assert surveying.link(complaint) in letter
    found = surveying.complaint_for(surveying.link(complaint).rpartition("/")[2])
    assert found == complaint
    with pytest.raises(Refused):
        surveying.rate(found, 6)
    rated = surveying.rate(found, 4, " Quick, thank you ")
    assert (rated.rating, rated.rating_words) == (4, "Quick, thank you")
    assert surveying.rate(found, 5).rating == 5
    assert Activity.objects.filter(kind="complaint.rated").last().data == {"complaint": complaint.pk, "rating": 5, "from": 4}
    assert FollowUp.objects.get().state == "done"
    assert surveying.complaint_for("") is None
    assert surveying.complaint_for("x" * 24) is None


def test_withdrawn_complaint_is_asked_about_by_nobody(world):
    complaint = open_one(world)
    complaining.withdraw(complaint, by=world.agent)
    complaint.refresh_from_db()
    assert not complaint.is_open
    assert complaining.open_complaint(fresh(complaint.conversation)).withdrawn_at is not None
    assert complaining.open_complaint(fresh(complaint.conversation), by=world.lead).withdrawn_at is None


def test_owner_changes_with_the_conversation(world):
    complaint = open_one(world)
    taken = complaining.take_over(complaint, world.carer, by=world.lead)
    assert (taken.owner, fresh(complaint.conversation).assignee) == (world.carer, world.carer)
    with pytest.raises(Refused):
        complaining.take_over(complaint, world.reader, by=world.lead)
    cause = Topic.objects.get(name="Complaint: arrived late")
    assert complaining.set_cause(complaint, cause, by=world.lead).cause == cause
    with pytest.raises(Refused):
        complaining.set_cause(complaint, Topic.objects.create(name="Care"), by=world.lead)


def test_machine_that_complains_gets_no_letter_but_a_person_looks(world, posted):
    switch_on(world)
    Rule.objects.filter(default_key="complaint").update(conditions=[{"name": "words", "words": ["unacceptable"]}])
    from goodwill.automation.domain import compiling

    compiling.changed()
    make_conversation(world.support, ANGRY, automatic="bulk")
    work_off()
    assert Complaint.objects.get().acknowledged_at is None
    assert Activity.objects.filter(kind="complaint.not_acknowledged").count() == 1
    assert posted.messages == []


@pytest.mark.parametrize(
    "columns",
    [
        {"survey": {"en": "How was it?"}},
        {"acknowledgement": {"en": "{{ customer.shoe_size }}"}},
        {"words": {"en": []}},
        {"answer_within": 0},
    ],
)
def test_procedure_that_could_not_work_is_refused(world, columns):
    with pytest.raises(Refused):
        complaining.set_procedure(columns, by=world.lead, is_active=True)
    with pytest.raises(NotAllowed):
        complaining.set_procedure({}, by=world.agent)
    assert not complaining.procedure().is_active
