"""Rules of automation over HTTP: put together, kept, ordered, switched on, tried on the past."""

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.automation.domain import backtesting, drafting, running
from goodwill.automation.models import BackTest, Rule, Run
from tests.factories.accounts import an_agent
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FORM = {"name": "Broken", "trigger": "message_received", "most_per_hour": "3", "most_in_all": "20"}
TAGGED = {"action-0-name": "tag", "action-0-tags": "broken, urgent"}


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


def a_rule(by, name: str = "Broken", **columns) -> Rule:
    given = {"trigger": "message_received", "actions": [{"name": "tag", "tags": ["broken"]}]}
    return drafting.create({"name": name, **given, **columns}, by=by)


def test_rule_is_kept_as_it_was_put_together(client, ada):
    parts = {"all-0-name": "words", "all-0-words": "broken, kaputt", "any-0-name": "priority", "any-0-priorities": "3", "any-0-not": "on"}
    answer = client.post(reverse("setup:automation_rules"), FORM | TAGGED | parts | {"stops": "on"})
    rule = Rule.objects.get()
    assert answer.headers["Location"] == reverse("setup:automation_rule", args=[rule.pk])
    assert (rule.name, rule.trigger, rule.is_active, rule.stops, rule.created_by) == ("Broken", "message_received", False, True, ada)
    assert rule.conditions == [{"name": "words", "words": ["broken", "kaputt"]}]
    assert rule.any_conditions == [{"name": "priority", "priorities": ["3"], "not": True}]
    assert rule.actions == [{"name": "tag", "tags": ["broken", "urgent"]}]
    page = client.get(answer.headers["Location"]).content.decode()
    for words in ("When a message comes in, and it says broken or kaputt", "tag it broken and urgent", 'value="broken, kaputt"'):
        assert words in page, words


def test_parts_are_added_dropped_and_moved_without_saving(client, ada):
    path, send = reverse("setup:automation_rules"), FORM | TAGGED
    added = client.post(path, send | {"add": "action", "action": "add_note"}, headers=HTMX).content.decode()
    assert (added.count("<legend>"), 'name="action-1-text"' in added) == (2, True)
    two = send | {"action-1-name": "add_note", "action-1-text": "Look at it"}
    moved = client.post(path, two | {"raise": "action-1"}, headers=HTMX).content.decode()
    assert moved.index("Look at it") < moved.index("broken, urgent")
    dropped = client.post(path, two | {"drop": "action-0"}, headers=HTMX).content.decode()
    assert ("broken" in dropped, "Look at it" in dropped) == (False, True)
    fields = client.post(path, FORM | {"trigger": "no_answer", "choose": "1"}, headers=HTMX).content.decode()
    assert 'name="trigger-hours" value="48"' in fields
    # Without scripts it is the whole page, with what was typed.
    whole = client.post(path, two | {"drop": "action-0"}).content.decode()
    assert ("<h1>" in whole, 'value="Broken"' in whole, "Look at it" in whole) == (True, True, True)
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": ""}, "Give the rule a name."),
        ({"action-0-name": ""}, "Say what it should do."),
        ({"action-0-tags": ""}, "Fill in what is marked below."),
        ({"most_per_hour": "0"}, "greater than or equal to 1"),
        ({"trigger": "no_answer", "trigger-hours": ""}, "Fill in what is marked below."),
    ],
)
def test_what_would_not_work_is_refused_and_nothing_is_lost(client, ada, sent, sentence):
    answer = client.post(reverse("setup:automation_rules"), FORM | TAGGED | {"description": "Kept words"} | sent)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Kept words" in page) == (422, True, True)
    assert not Rule.objects.exists()


def test_rules_stand_in_their_order_and_say_where_they_stop(client, ada):
    first, second, third = a_rule(ada, "First", stops=True), a_rule(ada, "Second"), a_rule(ada, "Third")
    client.post(reverse("setup:automation_rule_position", args=[third.pk]), {"to": "up"})
    client.post(reverse("setup:automation_rule_position", args=[first.pk]), {"to": "3"})
    client.post(reverse("setup:automation_rule_position", args=[third.pk]), {"to": "up"})
    assert list(Rule.objects.values_list("name", flat=True)) == ["Third", "Second", "First"]
    page = client.get(reverse("setup:automation_rules")).content.decode()
    assert page.index("Third") < page.index("Second") < page.index("First")
    assert "Stops here" not in page
    client.post(reverse("setup:automation_rule_activity", args=[first.pk]), {"from": "list"})
    assert "where “First” fits" in client.get(reverse("setup:automation_rules")).content.decode()
    client.post(reverse("setup:automation_rule", args=[second.pk]), {"_method": "DELETE"})
    assert list(Rule.objects.values_list("name", "is_active")) == [("Third", False), ("First", True)]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_many(client, ada, own_queries, count):
    for number in range(count):
        a_rule(ada, f"Rule {number}")
    assert own_queries(reverse("setup:automation_rules")) == 1


def test_what_a_rule_did_is_listed(client, ada):
    rule = drafting.activate(a_rule(ada), by=ada)
    message = a_mail(an_inbox(), "It is broken.", subject="A pot")
    running.evaluate(message.position)
    assert Run.objects.get().rule == rule
    page = client.get(reverse("setup:automation_rule_runs", args=[rule.pk])).content.decode()
    for words in (f"#{message.conversation_id} A pot", "Tagged broken.", "Done"):
        assert words in page, words
    run = client.get(f"/rule-runs/{Run.objects.get().pk}/").content.decode()
    assert "Look at the rule" in run
    assert "Tagged broken." in run


def test_back_test_shows_how_far_it_is_and_what_it_found(client, ada):
    inbox, rule = an_inbox(), a_rule(ada, conditions=[{"name": "words", "words": ["broken"]}])
    talks = [
        a_mail(inbox, words, address=f"c{at}@post.example").conversation for at, words in enumerate(["It is broken", "Hello", "broken!"])
    ]
    begin = client.get(reverse("setup:automation_rule_tests", args=[rule.pk])).content.decode()
    assert "Nothing is sent or changed." in begin
    answer = client.post(reverse("setup:automation_rule_tests", args=[rule.pk]), {"days": "30"})
    test = BackTest.objects.get()
    assert (test.started_by, (test.until - test.since).days) == (ada, 30)
    going = client.get(answer.headers["Location"], headers=HTMX).content.decode()
    assert ('hx-trigger="every 1s"' in going, "<progress" in going) == (True, True)
    backtesting.run(test.pk)
    found = client.get(answer.headers["Location"]).content.decode()
    assert "every 1s" not in found
    for words in (
        "of 3 occasions looked at",
        f"#{talks[0].pk}",
        f"#{talks[2].pk}",
        "Tags it broken.",
        "The same as a table",
        "Switch “Broken” on",
    ):
        assert words in found, words
    assert f"#{talks[1].pk} " not in found
    assert not Run.objects.exists()
    assert [talk.tag_names for talk in talks] == [[], [], []]
    drafting.change(rule, {"name": "Another"}, by=ada)
    assert "The rule was changed since" in client.get(answer.headers["Location"]).content.decode()


def test_back_test_is_stopped(client, ada):
    test = backtesting.start(a_rule(ada), 7, by=ada)
    page = client.post(reverse("setup:backtest", args=[test.pk]), {"_method": "DELETE"}, follow=True).content.decode()
    test.refresh_from_db()
    assert (test.state, "Stopped before the end" in page) == ("cancelled", True)
