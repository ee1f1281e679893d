"""The policy over HTTP: read by administrators, drafted, replayed and switched on by owners, tried out by both."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.core.conditions import FieldKind
from goodwill.remedies import conditions
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import activating, drafting_policy, granting, tabling
from goodwill.remedies.models import Budget, Policy, Remedy, Rule
from goodwill.web.setup.forms.conditions import ConditionForm, Conditions
from goodwill.web.setup.forms.policies import RuleForm
from goodwill.web.setup.policy_words import table_of
from tests.factories.accounts import a_team, an_agent
from tests.factories.stores import booths
from tests.remedies.making import make_order, make_policy, make_store, refund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


@pytest.fixture
def policy():
    return make_policy(
        {"name": "Agents", "grantee": "agent", "roles": ["agent"], "kinds": ["refund"], "amount": 2500, "currency": "EUR", "per": "order"},
        {"name": "Over the limit", "effect": "approve", "grantee": "agent", "approver_roles": ["lead"], "is_reason_required": True},
    )


@pytest.fixture
def draft(ada, policy) -> Policy:
    return drafting_policy.draft(by=ada)


def page_of(client, name: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(f"setup:{name}", args=args), query).content.decode()


def sent(rule: Rule, **more: Any) -> dict[str, Any]:
    """The row's form as a browser sends it back."""
    values = {name: value for name, value in RuleForm.values_of(rule).items() if value not in (None, False, [])}
    return {**values, **more}


def test_table_reads_in_plain_words(client, ada, policy):
    page = page_of(client, "policy")
    for words in ("Agents", "€25.00", "per order", "Needs approval", "by Lead", "any, but one is required", "Everything else"):
        assert words in page
    assert "/setup/policy/rules/" not in page


def test_administrator_reads_and_only_an_owner_is_offered_a_draft(client, policy):
    client.force_login(an_agent(Role.ADMINISTRATOR))
    assert ("Owners change it." in page_of(client, "policy"), "Change it in a draft" in page_of(client, "policy")) == (True, False)
    assert client.post(reverse("setup:policy_draft")).status_code == 403
    client.force_login(an_agent(Role.OWNER))
    assert "Change it in a draft" in page_of(client, "policy")
    client.post(reverse("setup:policy_draft"))
    assert Policy.objects.filter(state="draft").count() == 1


def test_changed_row_shows_before_and_after_and_is_summed_up(client, ada, draft):
    rule = draft.rules.get(name="Agents")
    answer = client.post(reverse("setup:rule", args=[rule.pk]), sent(rule, amount="15"))
    assert answer.headers["Location"] == f"/setup/policy/draft#row-{rule.pk}"
    rule.refresh_from_db()
    assert (rule.amount, rule.currency, rule.kinds, rule.roles, rule.per) == (1500, "EUR", ["refund"], ["agent"], "order")
    page = page_of(client, "policy_draft")
    assert "<del>€25.00, per order</del> → <ins>€15.00, per order</ins>" in page
    assert tabling.active().rules.get(name="Agents").amount == 2500


def test_row_form_gives_back_every_column_as_it_was(client, ada, draft):
    team, budget = a_team("Care"), Budget.objects.create(name="Spring", amount=100, currency="EUR")
    kept = {
        "name": "All of it",
        "effect": "approve",
        "grantee": "agent",
        "roles": ["lead"],
        "teams": [team.pk],
        "agents": [ada.pk],
        "kinds": ["gift", "refund"],
        "countries": ["DE", "AT"],
        "amount": 1999,
        "currency": "EUR",
        "percent": Decimal("12.50"),
        "per": "month",
        "conditions": [{"name": "late", "days": 3, "not": True}, {"name": "lifetime_value", "amount": {"minor": 5000, "currency": "EUR"}}],
        "reasons": ["damaged", "bitten by the cat"],
        "is_reason_required": True,
        "is_statutory": True,
        "budget": budget,
        "step_up_over": 1000,
        "approver_roles": ["owner"],
        "approver_teams": [team.pk],
        "explanation": "So it is.",
    }
    rule = drafting_policy.add(draft, kept, by=ada)
    data = sent(rule, budget=budget.pk)
    for form in Conditions.of(conditions.KIT, rule.conditions).forms:
        data |= {f"{form.prefix}-{name}": value for name, value in form.initial.items()} | {f"{form.prefix}-name": form.condition.name}
    client.post(reverse("setup:rule", args=[rule.pk]), data)
    before = {name: getattr(rule, name) for name in kept}
    fresh = Rule.objects.get(pk=rule.pk)
    assert {name: getattr(fresh, name) for name in kept} == before


def test_condition_is_put_into_the_form_and_taken_out_before_anything_is_saved(client, ada, draft):
    rule = draft.rules.get(name="Agents")
    path, data = reverse("setup:rule", args=[rule.pk]), sent(rule, name="")
    added = client.post(path, data | {"add": "1", "condition": "late"}).content.decode()
    assert ("condition-0-days" in added, "There is a problem" in added) == (True, False)
    fragment = client.post(path, data | {"add": "1", "condition": "late"}, headers={"HX-Request": "true"}).content.decode()
    assert ("condition-0-days" in fragment, "<html" in fragment) == (True, False)
    dropped = client.post(path, data | {"condition-0-name": "late", "condition-0-days": "2", "drop": "0"}).content.decode()
    assert "condition-0-days" not in dropped
    rule.refresh_from_db()
    assert (rule.name, rule.conditions) == ("Agents", [])


@pytest.mark.parametrize("name", sorted(conditions.KIT.all))
def test_every_condition_comes_back_from_its_form_as_it_went_in(name):
    examples = {
        FieldKind.NUMBER: 3,
        FieldKind.AMOUNT: {"minor": 1250, "currency": "EUR"},
        FieldKind.WORDS: ["one", "two words"],
        FieldKind.TEXT: "text",
        FieldKind.PERCENT: "12.5",
    }
    given: dict[str, Any] = {"name": name}
    for field in conditions.KIT.condition(name).fields:
        many = [str(value) for value, _label in field.given_choices()]
        given[field.name] = many if field.kind is FieldKind.CHOICES else many[0] if many else examples[field.kind]
    values = ConditionForm.values_of(conditions.KIT, given)
    form = ConditionForm(conditions.KIT, name, {f"condition-0-{key}": value for key, value in values.items()}, prefix="condition-0")
    assert form.is_valid(), form.errors
    assert form.given() == given


def test_row_that_would_not_work_is_refused_with_the_reason(client, ada, draft):
    data = {"name": "Nobody approves", "effect": "approve", "per": "action"}
    page = client.post(reverse("setup:rules"), data)
    assert (page.status_code, "Say who may approve." in page.content.decode()) == (422, True)
    no_currency = client.post(reverse("setup:rules"), {"name": "x", "effect": "allow", "per": "action", "amount": "5"})
    assert "An amount needs a currency." in no_currency.content.decode()
    assert draft.rules.count() == 2


def test_rows_are_added_moved_and_removed(client, ada, draft):
    client.post(reverse("setup:rules"), {"name": "First of all", "effect": "deny", "per": "action", "position": "1"})
    order = list(draft.rules.values_list("name", flat=True))
    assert order == ["First of all", "Agents", "Over the limit"]
    last = draft.rules.get(name="Over the limit")
    client.post(reverse("setup:rule_position", args=[last.pk]), {"to": "up"})
    client.post(reverse("setup:rule", args=[draft.rules.get(name="First of all").pk]), {"_method": "DELETE"})
    assert list(draft.rules.values_list("name", flat=True)) == ["Over the limit", "Agents"]
    page = page_of(client, "policy_draft")
    assert page.count("moved from place") == 1


def test_row_of_a_policy_that_holds_has_no_form(client, ada, policy):
    rule = policy.rules.first()
    assert client.get(reverse("setup:rule", args=[rule.pk])).status_code == 404
    assert client.post(reverse("setup:rule", args=[rule.pk]), {"_method": "DELETE"}).status_code == 404


def test_draft_is_switched_on_with_a_note_and_kept_in_the_history(client, ada, draft):
    assert client.post(reverse("setup:policy_activation"), {"note": ""}).status_code == 422
    drafting_policy.change(draft.rules.get(name="Agents"), {"amount": 900}, by=ada)
    client.post(reverse("setup:policy_activation"), {"note": "Small sums."})
    assert tabling.active().rules.get(name="Agents").amount == 900
    assert "Small sums." in page_of(client, "policy_history")
    version = page_of(client, "policy_version", tabling.active().pk)
    assert "<ins>€9.00, per order</ins>" in version
    assert client.get(reverse("setup:policy_draft")).headers["Location"] == reverse("setup:policy")


def test_draft_without_rows_is_not_switched_on_and_can_be_thrown_away(client, ada, draft):
    draft.rules.all().delete()
    page = client.post(reverse("setup:policy_activation"), {"note": "Nothing for nobody."})
    assert (page.status_code, "A policy without rows would deny everything." in page.content.decode()) == (422, True)
    client.post(reverse("setup:policy_draft"), {"_method": "DELETE"})
    assert Policy.objects.filter(state="draft").count() == 0


def test_replay_tells_what_would_have_been_decided_otherwise_and_its_cost(client, ada, policy):
    store, mira = make_store(), an_agent()
    for number, amount in enumerate(("24.00", "20.00", "5.00"), start=1):
        granting.grant(refund(make_order(store, str(number)), amount), Grantee.of(mira))
    Remedy.objects.update(state="confirmed")
    draft = drafting_policy.draft(by=ada)
    drafting_policy.change(draft.rules.get(name="Agents"), {"amount": 1000}, by=ada)
    drafting_policy.change(draft.rules.get(name="Over the limit"), {"effect": "deny", "approver_roles": []}, by=ada)
    page = page_of(client, "policy_replay")
    assert '<p class="figures__number">2</p>' in page
    assert "−€44.00" in page
    assert "€5.00, not €49.00" in page
    assert page.count("Allowed → <strong>Denied</strong>") == 2


def test_replay_of_an_unchanged_policy_changes_nothing(client, ada, policy):
    store, mira = make_store(), an_agent()
    for number, amount in enumerate(("24.00", "20.00"), start=1):
        granting.grant(refund(make_order(store, str(number)), amount), Grantee.of(mira))
    Remedy.objects.filter(value=2000).update(state="failed")
    drafting_policy.draft(by=ada)
    page = page_of(client, "policy_replay")
    assert ('<p class="figures__number">0</p>' in page, "it would have cost the same" in page) == (True, True)


def test_trial_names_the_deciding_row_and_why_the_others_did_not(client, ada, policy):
    order, mira = make_order(make_store()), an_agent()
    asked = {"who": mira.pk, "kind": "refund", "order": order.number, "reason": "damaged"}
    assert "The rule “Agents” allows this, up to €25.00." in page_of(client, "policy_trial", **asked, amount="20")
    over = page_of(client, "policy_trial", **asked, amount="30")
    assert "Needs approval" in over
    assert "€30.00 is over its limit: €25.00 is left per order" in over
    nobody = page_of(client, "policy_trial", **asked | {"who": "customer"}, amount="1")
    assert nobody.count("it is for another kind of grantee") == 2
    assert Remedy.objects.count() == 0
    assert "There is no such order." in page_of(client, "policy_trial", **asked | {"order": "nothing"}, amount="1")


def test_trial_under_the_draft_asks_the_draft(client, ada, draft):
    order, mira = make_order(make_store()), an_agent()
    drafting_policy.change(draft.rules.get(name="Agents"), {"amount": 1000}, by=ada)
    asked = {"who": mira.pk, "kind": "refund", "order": order.number, "reason": "damaged", "amount": "20"}
    assert "Needs approval" in page_of(client, "policy_trial", **asked, policy="draft")
    assert "allows this" in page_of(client, "policy_trial", **asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_table_asks_the_database_as_often_for_many_rows(client, ada, own_queries, rows):
    team = a_team()
    make_policy(*({"name": f"Row {number}", "teams": [team.pk], "agents": [ada.pk]} for number in range(rows)))
    assert own_queries(reverse("setup:policy")) == 5


def test_renamed_row_is_the_same_row_and_the_fewest_rows_count_as_moved(ada):
    policy = make_policy(
        *({"name": name, "kinds": [kind]} for name, kind in (("A", "refund"), ("B", "gift"), ("C", "cancel"), ("D", "points")))
    )
    draft = drafting_policy.draft(by=ada)
    drafting_policy.move(draft.rules.get(name="D"), 1, by=ada)
    drafting_policy.change(draft.rules.get(name="B"), {"name": "Presents"}, by=ada)
    drafting_policy.remove(draft.rules.get(name="C"), by=ada)
    drafting_policy.add(draft, {"name": "E", "effect": "deny"}, by=ada)
    table = table_of(draft, policy)
    found = [(one.what, one.line.rule.name, one.columns) for one in table.changes]
    assert found == [("moved", "D", ()), ("changed", "Presents", ("name",)), ("added", "E", ()), ("removed", "C", ())]
    activating.activate(draft, by=ada, note="")
    assert table_of(tabling.active(), tabling.active()).changes == []
