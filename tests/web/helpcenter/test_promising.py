"""By when an answer comes, as customers read it: honest, in their language and in their own time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from goodwill.commerce.models import Order
from goodwill.conversations.domain.saving_replies import fill, values_for
from goodwill.core.clock import pretending
from goodwill.service_levels.domain import replanning
from goodwill.service_levels.models import Calendar, Pace, Policy
from tests.factories.desk import a_mail
from tests.service_levels.making import a_policy
from tests.web.helpcenter.visiting import Visitor

pytestmark = pytest.mark.django_db
# A Monday; nine in the morning in Berlin.
NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
OFFICE = [[[540, 1020]]] * 5 + [[], []]


@pytest.fixture
def quick(order) -> Policy:
    """A first answer within two hours of an office in Berlin."""
    calendar = Calendar.objects.create(name="Berlin", zone="Europe/Berlin", weekly=OFFICE)
    return a_policy({"first_response": timedelta(hours=2)}, calendar=calendar)


def seen(order: Order, at: datetime, zone: str = "", language: str = "en") -> str:
    """What the page of the order says; the form for problems says the same."""
    with pretending(at):
        visitor = Visitor(Client(headers={"Accept-Language": language})).opens(order)
        if zone:
            visitor.client.cookies["zone"] = zone
        page, form = visitor.sees(), visitor.sees("problem")
    sentences = [text.split("We ", 1)[1] if "We answer" in text else "" for text in (page, form)]
    assert ("We answer" in page) == ("We answer" in form)
    return "We " + sentences[0][:120] if sentences[0] else ""


def test_open_desk_promises_hours(order, quick):
    assert "We answer within 2 hours." in seen(order, NINE)


def test_closed_desk_says_when_it_is_back_in_the_readers_own_time(order, quick):
    sunday = NINE - timedelta(hours=10)
    assert "back tomorrow at 9:00. We answer by tomorrow, 11:00." in seen(order, sunday, "Europe/Berlin")
    assert "back tomorrow at 3:00. We answer by tomorrow, 5:00." in seen(order, sunday, "America/New_York")
    friday = NINE - timedelta(days=3) + timedelta(hours=9)
    assert "back on Monday, 23 November at 9:00. We answer by Monday, 23 November, 11:00." in seen(order, friday, "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "x" * 500])
def test_zone_that_means_nothing_is_passed_over(order, quick, zone):
    assert "We answer within 2 hours." in seen(order, NINE, zone)


def test_long_queue_is_not_hidden(order, quick, inbox):
    for hour in range(20):
        Pace.objects.create(inbox=inbox, hour=NINE - timedelta(hours=hour + 1), answers=1)
    with pretending(NINE - timedelta(hours=1)):
        for number in range(5):
            a_mail(inbox, "Where is my fern?", address=f"c{number}@post.example")
    said = seen(order, NINE, "Europe/Berlin")
    assert "We answer by tomorrow, " in said
    assert "within 2 hours" not in said


def test_nothing_is_said_where_no_answer_is_promised(order, quick):
    Policy.objects.all().delete()
    replanning.after_change()
    assert seen(order, NINE) == ""


def test_letters_name_it_by_the_policy_that_fits_the_conversation(order, quick, inbox):
    with pretending(NINE):
        conversation = a_mail(inbox, "Where is my fern?").conversation
        filled = fill("Thank you. {{ promise }}", values_for(conversation))
    assert (filled.text, filled.missing) == ("Thank you. We answer within 2 hours.", ())
    Policy.objects.all().delete()
    replanning.after_change()
    assert fill("{{ promise }}", values_for(conversation)).missing == ("promise",)
