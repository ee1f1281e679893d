"""The policy is changed in a draft, and what holds is replaced by it at once."""

import pytest

from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import activating, drafting_policy, granting, tabling
from goodwill.remedies.domain.drafting_policy import COLUMNS
from goodwill.remedies.enums import Effect
from goodwill.remedies.errors import NotADraft, UnusableRule
from goodwill.remedies.models import Policy
from tests.remedies.making import make_policy, refund

pytestmark = pytest.mark.django_db


def names(policy: Policy) -> list[tuple[int, str]]:
    return list(policy.rules.order_by("position").values_list("position", "name"))


def test_draft_is_a_copy_and_there_is_one(store, world):
    active = tabling.active()
    draft = drafting_policy.draft(by=world.owner)

    assert drafting_policy.draft(by=world.owner).pk == draft.pk
    columns = [name for name in COLUMNS if name not in ("store", "budget")]
    assert list(draft.rules.values_list("position", *columns)) == list(active.rules.values_list("position", *columns))
    assert active.is_default
    assert not draft.is_default


def test_rows_are_added_moved_changed_and_removed(store, world):
    make_policy({"name": "A"}, {"name": "B"}, {"name": "C"})
    draft = drafting_policy.draft(by=world.owner)

    drafting_policy.add(draft, {"name": "D", "effect": "deny"}, by=world.owner)
    first = drafting_policy.add(draft, {"name": "E", "effect": "allow"}, by=world.owner, position=1)
    assert names(draft) == [(1, "E"), (2, "A"), (3, "B"), (4, "C"), (5, "D")]
    drafting_policy.move(first, 4, by=world.owner)
    assert names(draft) == [(1, "A"), (2, "B"), (3, "C"), (4, "E"), (5, "D")]
    drafting_policy.move(first, 99, by=world.owner)
    assert names(draft)[-1] == (5, "E")
    drafting_policy.remove(draft.rules.get(name="B"), by=world.owner)
    drafting_policy.change(draft.rules.get(name="C"), {"amount": 500, "currency": "EUR"}, by=world.owner)
    assert names(draft) == [(1, "A"), (2, "C"), (3, "D"), (4, "E")]
    assert draft.rules.get(name="C").amount == 500
    assert names(tabling.active()) == [(1, "A"), (2, "B"), (3, "C")]


def test_switching_on_replaces_what_holds(order, world):
    before = tabling.active()
    draft = drafting_policy.draft(by=world.owner)
    drafting_policy.add(draft, {"name": "Nothing today", "effect": "deny"}, by=world.owner, position=1)
    assert granting.preview(refund(order, "5.00"), Grantee.of(world.agent)).outcome == Effect.ALLOW

    activating.activate(draft, by=world.owner, note="A quiet day.")

    assert granting.preview(refund(order, "5.00"), Grantee.of(world.agent)).rule == "Nothing today"
    assert [(policy.pk, policy.state) for policy in activating.history()] == [(draft.pk, "active"), (before.pk, "retired")]
    told = Activity.objects.get(kind="policy.activated")
    assert (told.agent, told.data) == (world.owner, {"note": "A quiet day.", "before": before.pk})
    for late in (
        lambda: activating.activate(draft, by=world.owner, note=""),
        lambda: drafting_policy.add(draft, {"name": "x"}, by=world.owner),
    ):
        with pytest.raises(NotADraft):
            late()


def test_only_managers_change_it(store, world):
    draft = drafting_policy.draft(by=world.owner)
    rule = draft.rules.first()

    for attempt in (
        lambda: drafting_policy.draft(by=world.lead),
        lambda: drafting_policy.add(draft, {"name": "x"}, by=world.lead),
        lambda: drafting_policy.change(rule, {"name": "x"}, by=world.lead),
        lambda: drafting_policy.move(rule, 3, by=world.lead),
        lambda: drafting_policy.remove(rule, by=world.lead),
        lambda: drafting_policy.discard(draft, by=world.lead),
        lambda: activating.activate(draft, by=world.lead, note=""),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    drafting_policy.discard(draft, by=world.owner)
    assert not Policy.objects.filter(state="draft").exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"name": " "}, "Give the row a name"),
        ({"kinds": ["teleport"]}, "There is no remedy teleport"),
        ({"conditions": [{"name": "moon"}]}, "There is no condition moon"),
        ({"conditions": [{"name": "tag", "tags": []}]}, "fill in “one of”"),
        ({"conditions": [{"name": "no_scan", "days": "many"}]}, "fill in “days at least”"),
        ({"amount": 5}, "An amount needs a currency"),
        ({"amount": -5, "currency": "EUR"}, "not below zero"),
        ({"effect": "deny", "amount": 5, "currency": "EUR"}, "A row that denies has no limit"),
        ({"effect": "approve"}, "Say who may approve"),
        ({"per": "day"}, "needs a limit"),
    ],
)
def test_rows_that_would_not_work_are_refused(store, world, columns, words):
    draft = drafting_policy.draft(by=world.owner)

    with pytest.raises(UnusableRule, match=words):
        drafting_policy.add(draft, {"name": "New", "effect": "allow", **columns}, by=world.owner)
    assert "New" not in [name for _place, name in names(draft)]


def test_default_policy_is_usable_and_grows_with_the_stores(store, world):
    from tests.factories.stores import a_store

    for rule in tabling.active().rules.all():
        drafting_policy.require_usable(rule)
    store.__class__.objects.filter(pk=a_store("Kyoto").pk).update(currency="JPY")
    from django.db import transaction

    with transaction.atomic():
        policy = tabling.held()
    assert {rule.amount for rule in policy.rules.filter(currency="JPY", roles=["agent"])} == {2500}
    assert {rule.amount for rule in policy.rules.filter(currency="EUR", roles=["agent"])} == {2500}
