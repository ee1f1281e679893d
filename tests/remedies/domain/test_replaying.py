"""Another policy over what was asked before: what it would have decided otherwise, and what it would have cost."""

from datetime import timedelta

import pytest

from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import approving, drafting_policy, granting, replaying, tabling
from goodwill.remedies.enums import Effect
from goodwill.remedies.errors import Denied
from tests.remedies.making import ask, make_order, make_policy, refund

pytestmark = pytest.mark.django_db
APPROVE = {"name": "Ask", "effect": "approve", "approver_roles": ["lead"], "roles": ["agent"]}


@pytest.fixture
def past(store, world, shelf) -> None:
    """Three refunds by Mira, one of them approved; one that was denied; one that could not be done."""
    make_policy(
        {"name": "No points", "effect": "deny", "kinds": ["points"]},
        {"name": "Leads", "roles": ["lead"]},
        {"name": "Up to 20", "roles": ["agent"], "amount": 2000, "currency": "EUR", "per": "order"},
        APPROVE,
    )
    mira = Grantee.of(world.agent)
    first, second = make_order(store, "1"), make_order(store, "2")
    granting.grant(refund(first, "8.00"), mira)
    granting.grant(refund(first, "12.00"), mira)
    approving.approve(granting.grant(refund(second, "30.00"), mira).approval, by=world.lead)
    for impossible in (ask("points", first, {"points": 50}), refund(first, "99.00")):
        with pytest.raises(Denied):
            granting.grant(impossible, mira)
    Worker(name="test").work_off()


def test_same_policy_decides_the_same(past):
    result = replaying.replay(tabling.active())

    assert (result.seen, result.differing, result.changes) == (4, 0, [])
    assert dict(result.cost_before) == dict(result.cost_after) == {"EUR": 5000}
    assert {rule: (cost.count, dict(cost.value), cost.asked) for rule, cost in result.rules.items()} == {
        "Up to 20": (2, {"EUR": 2000}, 0),
        "Ask": (1, {"EUR": 3000}, 1),
        "No points": (0, {}, 0),
    }


def test_tighter_limit_counts_what_it_would_have_spent_itself(past, world):
    draft = drafting_policy.draft(by=world.owner)
    drafting_policy.change(draft.rules.get(name="Up to 20"), {"amount": 1000}, by=world.owner)

    result = replaying.replay(draft)

    assert dict(result.moved) == {
        (Effect.ALLOW, Effect.ALLOW): 1,
        (Effect.ALLOW, Effect.APPROVE): 1,
        (Effect.APPROVE, Effect.APPROVE): 1,
        (Effect.DENY, Effect.DENY): 1,
    }
    [change] = result.changes
    assert (change.remedy.value, change.before, change.after, change.rule) == (1200, Effect.ALLOW, Effect.APPROVE, "Ask")


def test_policy_that_denies_costs_nothing_and_one_that_allows_shows_its_price(past, world):
    draft = drafting_policy.draft(by=world.owner)
    nothing = drafting_policy.add(draft, {"name": "Nothing", "effect": "deny"}, by=world.owner, position=1)
    result = replaying.replay(draft)
    assert (dict(result.cost_after), result.differing) == ({}, 3)

    drafting_policy.change(nothing, {"name": "Everything", "effect": "allow"}, by=world.owner)
    result = replaying.replay(draft)
    assert dict(result.cost_after) == {"EUR": 5050}
    assert dict(result.moved) == {(Effect.ALLOW, Effect.ALLOW): 2, (Effect.APPROVE, Effect.ALLOW): 1, (Effect.DENY, Effect.ALLOW): 1}


def test_what_is_older_than_the_period_only_counts_as_spent(past, world):
    with clock.pretending(clock.now() + timedelta(days=91)):
        assert replaying.replay(tabling.active()).seen == 0


def test_replay_takes_the_same_statements_however_much_there_is(past, world, django_assert_num_queries):
    draft = drafting_policy.draft(by=world.owner)
    with django_assert_num_queries(3):
        replaying.replay(draft)
