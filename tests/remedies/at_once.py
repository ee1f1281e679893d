"""What two do with money at the same moment, in threads on a real database: ``python -m tests.remedies.at_once``."""

from collections import Counter

import django

if __name__ == "__main__":
    django.setup()

from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import approving, granting
from goodwill.remedies.models import LedgerEntry, Remedy
from tests.conversations.at_once import at_once, kinds
from tests.factories.accounts import an_agent
from tests.factories.conversations import World, make_world
from tests.factories.letters import letters
from tests.factories.stores import booths
from tests.remedies.making import make_order, make_policy, make_store, refund, reserved


def two_refund_one_order(world: World, store) -> None:
    make_policy({"name": "All"})
    order, other = make_order(store, "one"), an_agent(name="Nils Holm")
    results = at_once(
        *(lambda agent=agent: granting.grant(refund(order, "60.00"), Grantee.of(agent)).state for agent in (world.agent, other, world.lead))
    )
    assert kinds(results) == Counter(done=1, Denied=2), results
    assert sum(LedgerEntry.objects.filter(remedy__order=order).values_list("amount", flat=True)) == 6000


def daily_limit_holds_over_several_orders(world: World, store) -> None:
    make_policy({"name": "A day", "amount": 5000, "currency": "EUR", "per": "day", "agents": [world.carer.pk]})
    orders = [make_order(store, f"day-{number}") for number in range(4)]
    results = at_once(*(lambda order=order: granting.grant(refund(order, "20.00"), Grantee.of(world.carer)).state for order in orders))
    assert kinds(results) == Counter(done=2, Denied=2), results


def form_sent_thrice_is_one_remedy(world: World, store) -> None:
    make_policy({"name": "All"})
    order = make_order(store, "form")
    results = at_once(*[lambda: granting.grant(refund(order, "5.00", key="form-of-mira"), Grantee.of(world.agent)).pk] * 3)
    assert len(set(results)) == Remedy.objects.filter(order=order).count() == 1, results


def two_leads_answer(world: World, store) -> None:
    make_policy({"name": "Leads", "roles": ["lead", "owner"]}, {"name": "Ask", "effect": "approve", "approver_roles": ["lead", "owner"]})
    remedy = granting.grant(refund(make_order(store, "lead"), "40.00"), Grantee.of(world.agent))
    results = at_once(*(lambda agent=agent: approving.approve(remedy.approval, by=agent).state for agent in (world.lead, world.owner)))
    assert kinds(results) == Counter(done=1, AlreadyAnswered=1), results
    assert reserved(remedy) == 4000


def main() -> None:
    with booths(), letters():
        world, store = make_world(), make_store()
        for case in (two_refund_one_order, daily_limit_holds_over_several_orders, form_sent_thrice_is_one_remedy, two_leads_answer):
            case(world, store)


if __name__ == "__main__":
    main()
