"""The complaint beside a conversation and what is planned in it, over HTTP; and the customer's rating."""

from datetime import timedelta

import pytest
from django.test import Client

from goodwill.automation.domain import complaining, following_up
from goodwill.automation.enums import ComplaintOutcome, FollowUpKind
from goodwill.automation.models import Complaint, FollowUp
from goodwill.conversations.models import Topic
from goodwill.core.clock import now, pretending
from tests.factories.conversations import make_conversation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(world):
    return make_conversation(world.support)


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def at(conversation, name: str) -> str:
    return f"/conversations/{conversation.pk}/{name}"


def test_complaint_is_opened_given_a_cause_and_an_owner_and_settled(world, conversation, mira):
    page = mira.post(at(conversation, "complaint"), headers=HTMX).content.decode()
    assert ('id="complaint-title"' in page, "Answer by" in page, "made this a complaint" in page) == (True, True, True)
    cause = Topic.objects.create(name="Broken on arrival", is_complaint=True)
    mira.post(at(conversation, "complaint/cause"), {"cause": cause.pk}, headers=HTMX)
    mira.post(at(conversation, "complaint/owner"), {"agent": world.lead.pk}, headers=HTMX)
    found = Complaint.objects.get()
    assert (found.cause, found.owner) == (cause, world.lead)
    refused = mira.post(at(conversation, "complaint/settlement"), {"outcome": ""}, headers=HTMX)
    assert (refused.status_code, "Say how it ended." in refused.content.decode()) == (409, True)
    page = mira.post(at(conversation, "complaint/settlement"), {"outcome": "put_right"}, headers=HTMX).content.decode()
    assert ("Put right" in page, "settled the complaint: put right" in page, "Asks for a rating on" in page) == (True, True, True)
    again = mira.post(at(conversation, "complaint/settlement"), {"outcome": "declined"}, headers=HTMX)
    assert (again.status_code, Complaint.objects.get().outcome) == (409, ComplaintOutcome.PUT_RIGHT)


def test_deadline_that_passed_is_said_and_no_complaint_is_none(world, conversation, mira):
    complaining.open_complaint(conversation, by=world.agent)
    with pretending(now() + timedelta(hours=2)):
        assert "Answer is late" in mira.get(at(conversation, "")).content.decode()
    page = mira.post(at(conversation, "complaint"), {"_method": "DELETE"}, headers=HTMX).content.decode()
    assert ('id="complaint-title"' in page, "said that it is no complaint" in page) == (False, True)
    assert "Link the order first" in mira.get(at(conversation, "complaint/offers")).content.decode()


def test_what_is_planned_is_shown_and_cancelled(world, conversation, mira):
    follow_up = following_up.plan(conversation, FollowUpKind.MESSAGE, now() + timedelta(days=3), "How is it?", by=world.agent)
    assert "Check-in on" in mira.get(at(conversation, "")).content.decode()
    path = at(conversation, f"follow-ups/{follow_up.pk}")
    page = mira.post(path, {"_method": "DELETE"}, headers=HTMX).content.decode()
    assert ("Cancel: Check-in" in page, "cancelled the check-in" in page) == (False, True)
    assert FollowUp.objects.get().state == "cancelled"
    assert mira.post(path, {"_method": "DELETE"}, headers=HTMX).status_code == 409
    other = make_conversation(world.support, "Another", sender=("kit@post.example", "Kit Reader"))
    assert mira.post(at(other, f"follow-ups/{follow_up.pk}"), {"_method": "DELETE"}).status_code == 404


def test_customer_rates_by_the_link_and_the_desk_sees_it(world, conversation, mira):
    complaint = complaining.open_complaint(conversation, by=world.agent)
    path, visitor = f"/help/rating/{complaint.token}", Client()
    assert visitor.get(path).status_code == 404
    complaining.settle(complaint, ComplaintOutcome.PUT_RIGHT, by=world.agent)
    page = visitor.get(path).content.decode()
    assert ("How did we handle it?" in page, "fern" in page, "greta" in page.lower()) == (True, False, False)
    assert Complaint.objects.get().rating is None
    missing = visitor.post(path, {"rating": "9", "words": "Quick."})
    assert (missing.status_code, "Quick." in missing.content.decode()) == (422, True)
    assert "Thank you" in visitor.post(path, {"rating": "5", "words": "Quick."}).content.decode()
    found = Complaint.objects.get()
    assert (found.rating, found.rating_words) == (5, "Quick.")
    beside = mira.get(at(conversation, "")).content.decode()
    assert ("Rated 5 of 5" in beside, "“Quick.”" in beside) == (True, True)
    assert visitor.get("/help/rating/none-such").status_code == 404
