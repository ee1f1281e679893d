"""Macros and the complaint procedure over HTTP."""

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.automation.domain import complaining
from goodwill.automation.models import Macro
from tests.factories.accounts import a_team, an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def jonas(client):
    agent = an_agent(Role.LEAD)
    client.force_login(agent)
    return agent


def test_macro_is_written_changed_and_removed(client, jonas):
    team = a_team()
    sent = {"name": "Sorry", "team": team.pk, "text": "Dear {{ customer.first_name }}", "status": "resolved", "is_active": "on"}
    client.post(reverse("setup:macros"), sent | {"action-0-name": "tag", "action-0-tags": "sorry"})
    macro = Macro.objects.get(name="Sorry")
    assert (macro.team, macro.status, macro.actions) == (team, "resolved", [{"name": "tag", "tags": ["sorry"]}])
    path = reverse("setup:macro", args=[macro.pk])
    assert "tag it sorry; reply" in client.get(reverse("setup:macros")).content.decode()
    client.post(path, sent | {"team": "", "status": "open"})
    macro.refresh_from_db()
    assert (macro.team, macro.status, macro.actions) == (None, "open", [])
    client.post(path, {"_method": "DELETE"})
    assert not Macro.objects.filter(name="Sorry").exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": ""}, "Give the macro a name."),
        ({"text": "Dear {{ customer.nickname }}"}, "There is no variable customer.nickname."),
        ({"text": ""}, "Say what it should do, or write a reply."),
        ({"action-0-name": "tag", "action-0-tags": ""}, "Fill in what is marked below."),
    ],
)
def test_macro_that_would_not_work_is_refused(client, jonas, sent, sentence):
    answer = client.post(reverse("setup:macros"), {"name": "Sorry", "text": "Hello", "status": "pending"} | sent)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Macro.objects.exists()


def test_action_for_rules_alone_is_not_offered_to_macros(client, jonas):
    page = client.post(reverse("setup:macros"), {"name": "Sorry", "add": "action", "action": "reply"}, headers=HTMX).content.decode()
    assert ("<legend>" in page, 'value="reply"' in page, 'value="tag"' in page) == (False, False, True)


def test_procedure_is_changed_and_switched_on(client, jonas):
    path = reverse("setup:complaints")
    assert "Switch it on" in client.get(path).content.decode()
    held = complaining.procedure()
    sent = {"answer_within": "30", "survey_after": "48", "owner": jonas.pk, "default_cause": held.default_cause_id}
    texts = {"words_en": "awful,\nterrible", "acknowledgement_en": "We are sorry.", "survey_en": "Rate: {{ complaint.rating_link }}"}
    client.post(path, sent | texts)
    held = complaining.procedure()
    assert (held.answer_within, held.survey_after, held.owner, held.is_active) == (30, 48, jonas, False)
    assert (held.words["en"], held.acknowledgement["en"]) == (["awful", "terrible"], "We are sorry.")
    client.post(reverse("setup:complaint_activity"))
    assert complaining.procedure().is_active
    complaining.open_complaint(a_mail(an_inbox(), "This is awful", subject="A pot").conversation, by=jonas)
    page = client.get(path).content.decode()
    assert ("A pot" in page, "Jonas Weber" in page, "Answer by" in page) == (True, True, True)
    client.post(reverse("setup:complaint_activity"), {"_method": "DELETE"})
    assert not complaining.procedure().is_active


def test_survey_without_its_link_is_refused_and_nothing_is_lost(client, jonas):
    sent = {"answer_within": "30", "survey_after": "48", "words_en": "awful", "survey_en": "Please rate"}
    answer = client.post(reverse("setup:complaints"), sent)
    page = answer.content.decode()
    assert (answer.status_code, "The survey needs the link to rate by" in page, "Please rate" in page) == (422, True, True)
    assert complaining.procedure().answer_within == 60
