"""Promises are set up over HTTP: listed in their order, put together, tried out before they hold, refused in words."""

import re
from datetime import timedelta

import pytest

from goodwill.activity import webhooks
from goodwill.service_levels.domain import choosing, replanning
from goodwill.service_levels.models import Policy, Replanning
from tests.factories.conversations import make_conversation
from tests.factories.fixtures import posted, world  # noqa: F401

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
GOAL = {
    "goal-0-metric": "first_response",
    "goal-0-amount": "90",
    "goal-0-unit": "min",
    "goal-0-step-0-when": "used",
    "goal-0-step-0-number": "80",
    "goal-0-step-0-notify": ["assignee", "leads"],
}
SENT = {"name": "Quick", "pauses": ["pending"], "is_active": "on", **GOAL}


@pytest.fixture
def owner(world, client):  # noqa: F811
    choosing.current()
    client.force_login(world.owner)
    return client


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_policies_of_a_new_desk_stand_in_their_order_with_conditions_goals_and_steps(owner):
    text = text_of(owner.get("/setup/promises"))
    names = ["Complaints", "Chat", "Phone", "Social media", "E-mail"]
    places = [text.index(f">{name}</a></h2>") for name in names]
    assert places == sorted(places)
    assert "<strong>24 hours</strong>" in text
    assert "when 75 % of the time are used: tell whoever has it" in text


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_many(world, owner, django_assert_max_num_queries, count):  # noqa: F811
    Policy.objects.filter(position__gt=count).delete()
    owner.get("/setup/promises")
    with django_assert_max_num_queries(14):
        text_of(owner.get("/setup/promises"))


def test_policy_is_made_changed_moved_and_removed(world, owner):  # noqa: F811
    assert owner.post("/setup/promises", SENT).status_code == 302
    policy = Policy.objects.get(name="Quick")
    goal = policy.goals.get()
    assert (goal.within, goal.steps) == (timedelta(minutes=90), [{"when": "used", "notify": ["assignee", "leads"], "percent": 80}])
    path = f"/setup/promises/{policy.pk}"
    text = text_of(owner.get(path))
    assert 'name="goal-0-amount" value="90"' in text
    sent = {**SENT, "name": "Quicker", "condition-0-name": "channel", "condition-0-channels": ["letter"], "goal-0-unit": "s"}
    owner.post(path, sent)
    policy.refresh_from_db()
    assert (policy.name, policy.conditions, policy.goals.get().within) == (
        "Quicker",
        [{"name": "channel", "channels": ["letter"]}],
        timedelta(seconds=90),
    )
    owner.post(f"{path}/position", {"to": "up"})
    assert list(Policy.objects.values_list("name", flat=True))[-2:] == ["Quicker", "E-mail"]
    owner.post(path, {"_method": "DELETE"})
    assert not Policy.objects.filter(name="Quicker").exists()


def test_step_with_all_that_it_can_do_is_kept_and_shown_again(world, owner):  # noqa: F811
    step = {
        "when": "after",
        "number": "30",
        "people": [f"team:{world.care.pk}", f"agent:{world.loner.pk}"],
        "mail": "on",
        "any_hour": "on",
        "priority": "4",
        "team": str(world.orders.pk),
        "webhook": "https://hooks.example/in",
    }
    owner.post("/setup/promises", {**SENT, **{f"goal-0-step-1-{name}": value for name, value in step.items()}})
    policy = Policy.objects.get(name="Quick")
    assert policy.goals.get().steps[1] == {
        "when": "after",
        "minutes": 30,
        "notify": [f"team:{world.care.pk}", f"agent:{world.loner.pk}"],
        "mail": True,
        "any_hour": True,
        "priority": 4,
        "team": world.orders.pk,
        "webhook": "https://hooks.example/in",
    }
    sentence = "30 minutes after that: tell Care, Priya Nair, by e-mail too, raise the priority to Urgent, give it to Orders, call another"
    assert sentence in text_of(owner.get("/setup/promises"))
    text = text_of(owner.get(f"/setup/promises/{policy.pk}"))
    assert 'value="https://hooks.example/in"' in text
    for name in (f'1-people" value="team:{world.care.pk}', f'1-people" value="agent:{world.loner.pk}', '0-notify" value="leads'):
        assert re.search(f'name="goal-0-step-{name}"[^>]* checked', text), name
    assert not re.search('name="goal-0-step-0-notify" value="team"[^>]* checked', text)


def test_form_is_put_together_without_saving_or_losing_anything(owner):
    before = Policy.objects.count()
    text = text_of(owner.post("/setup/promises", {**SENT, "act": "add-goal", "metric": "resolution"}, headers=HTMX))
    assert "<html" not in text
    assert 'name="goal-1-metric" value="resolution"' in text
    assert 'name="name" value="Quick"' in text
    assert "field__error" not in text
    text = text_of(owner.post("/setup/promises", {**SENT, "act": "add-step:0"}))
    assert "goal-0-step-1-when" in text
    text = text_of(owner.post("/setup/promises", {**SENT, "act": "drop-step:0:0"}))
    assert "goal-0-step-0-when" not in text
    assert "goal-0-amount" in text
    assert "goal-0-amount" not in text_of(owner.post("/setup/promises", {**SENT, "act": "drop-goal:0"}))
    text = text_of(owner.post("/setup/promises", {**SENT, "add": "condition", "condition": "priority"}))
    assert "condition-0-name" in text
    assert Policy.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"goal-0-amount": ""}, "This field is required."),
        ({"goal-0-step-0-number": ""}, "Say how many percent"),
        ({"goal-0-step-0-number": "120"}, "1 to 99 percent"),
        ({"goal-0-step-0-notify": []}, "a step tells nobody"),
        ({"goal-0-step-0-webhook": "nowhere"}, "Enter a valid URL"),
        ({"goal-0-metric": ""}, "promises nothing"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_entered_stays(owner, wrong, sentence):
    before = Policy.objects.count()
    text = text_of(owner.post("/setup/promises", {**SENT, "name": "Kept words", **wrong}), 422)
    assert sentence in text
    if "name" not in wrong:
        assert "Kept words" in text
    assert Policy.objects.count() == before


def test_what_saving_would_change_is_shown_before(world, owner):  # noqa: F811
    Policy.objects.all().delete()
    owner.post("/setup/promises", SENT)
    conversation = make_conversation(world.support)
    policy = Policy.objects.get()
    text = text_of(owner.post(f"/setup/promises/{policy.pk}", {**SENT, "goal-0-amount": "30", "act": "preview"}, headers=HTMX))
    assert "Of 1 open promises, 1 would change." in text
    assert "<strong>1</strong> due earlier" in text
    assert f'href="/conversations/{conversation.pk}/"' in text
    assert policy.goals.get().within == timedelta(minutes=90)


def test_planning_anew_is_shown_while_it_runs_and_when_it_is_over(world, owner):  # noqa: F811
    Policy.objects.all().delete()
    owner.post("/setup/promises", SENT)
    make_conversation(world.support)
    owner.post(f"/setup/promises/{Policy.objects.get().pk}", {**SENT, "goal-0-amount": "30"})
    text = text_of(owner.get("/setup/promises/progress"))
    assert "0 of 1 promises" in text
    assert 'hx-trigger="every 1s"' in text
    replanning.carry_on()
    text = text_of(owner.get("/setup/promises/progress"))
    assert "1 promise looked at, 1 changed" in text
    assert "hx-trigger" not in text
    assert Replanning.objects.first().by == world.owner


def test_secret_of_webhooks_is_for_managers(world, owner, client):  # noqa: F811
    assert webhooks.secret() in text_of(owner.get("/setup/promises/webhooks"))
    for who in (world.lead, world.agent):
        client.force_login(who)
        for path in ("", "/new", "/progress", "/webhooks", f"/{Policy.objects.first().pk}"):
            assert client.get(f"/setup/promises{path}").status_code == 403
