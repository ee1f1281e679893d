"""What may be abuse is pointed out with its numbers, and what is ordinary is not."""

import pytest

from goodwill.commerce.contract import CustomerSnapshot
from goodwill.commerce.domain import mirroring
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting, reporting, signalling
from goodwill.remedies.domain.reporting import By, Filter
from tests.factories.accounts import an_agent
from tests.factories.stores import euro
from tests.remedies.making import HOME, entries, make_order, refund

pytestmark = pytest.mark.django_db


def give(store, agent, amounts: list[str], *, buyer: str = "greta", address=HOME) -> None:
    for place, amount in enumerate(amounts):
        order = make_order(store, f"{buyer}-{agent.pk}-{place}", customer_external_id=buyer, shipping_address=address)
        granting.grant(refund(order, amount), Grantee.of(agent))


def an_account(store, name: str) -> None:
    mirroring.apply(store, [CustomerSnapshot(name, now(), email=f"{name}@post.example", name=name.title())], is_import=True)


def found(sign: signalling.Sign) -> list[tuple[str, int, int]]:
    return [(signal.sentence, signal.count, signal.of) for signal in signalling.signals() if signal.sign == sign]


def test_agent_always_at_the_limit_is_pointed_out(store, world):
    careful = an_agent(name="Nils Holm")
    for number in range(6):
        an_account(store, f"c{number}")
        give(store, world.agent, ["24.00"] if number < 5 else ["3.00"], buyer=f"c{number}")
        give(store, careful, ["24.00"] if number < 2 else ["3.00"], buyer=f"c{number}")

    assert found(signalling.Sign.NEAR_LIMIT) == [("Mira Okafor gave at least 90 % of the limit in 5 of 6 remedies, €120.00 in all.", 5, 6)]
    [signal] = [signal for signal in signalling.signals() if signal.sign == signalling.Sign.NEAR_LIMIT]
    assert (signal.agent, [remedy.value for remedy in signal.remedies()]) == (world.agent, [2400] * 5)


def test_customer_with_claim_after_claim_is_pointed_out(store, world):
    give(store, world.agent, ["3.00", "4.00"])
    assert found(signalling.Sign.SERIAL_CLAIMS) == []

    give(store, world.lead, ["5.00"])
    assert found(signalling.Sign.SERIAL_CLAIMS) == [("Greta Lind was given something on 3 of 3 orders, €12.00 in all.", 3, 3)]


def test_one_house_under_several_accounts_is_pointed_out(store, world):
    spellings = [HOME, HOME.__class__(line1="OAK LANE 3.", postcode="221 00", city="Lund", country="SE")]
    for number, name in enumerate(["ann", "bob", "cid"]):
        an_account(store, name)
        give(store, world.agent, ["5.00"], buyer=name, address=spellings[number % 2])

    expected = ("3 remedies went to one address under 3 accounts, €15.00 in all.", 3, 3)
    assert found(signalling.Sign.SHARED_ADDRESS) == [expected]
    [signal] = [signal for signal in signalling.signals() if signal.sign == signalling.Sign.SHARED_ADDRESS]
    assert ([buyer.external_id for buyer in signal.buyers], len(signal.remedies())) == (["ann", "bob", "cid"], 3)


def test_report_sums_what_was_granted(store, world):
    give(store, world.agent, ["3.00", "4.00"])
    give(store, world.lead, ["50.00"])
    granting.grant(refund(make_order(store, "big"), "80.00", reason="late"), Grantee.of(world.agent))

    def sums(by: By, **fields) -> list[tuple]:
        return [(total.name, total.count, total.value) for total in reporting.totals(Filter(**fields), by)]

    assert sums(By.AGENT) == [("Jonas Weber", 1, euro("50.00")), ("Mira Okafor", 2, euro("7.00"))]
    assert sums(By.KIND) == [("refund", 3, euro("57.00"))]
    assert sums(By.RULE) == [("Leads, EUR", 1, euro("50.00")), ("Agents, EUR", 2, euro("7.00"))]
    assert sums(By.REASON, agent_id=world.agent.pk) == [("damaged", 2, euro("7.00"))]
    assert [(total.key.day, total.count) for total in reporting.totals(Filter(), By.MONTH)] == [(1, 3)]
    assert sums(By.BUDGET) == [("", 3, euro("57.00"))]


def test_ledger_is_read_page_by_page(store, world, django_assert_num_queries):
    give(store, world.agent, ["1.00", "2.00", "3.00"])

    with django_assert_num_queries(1):
        first = reporting.page(Filter(kind="refund"), limit=2)
    second = reporting.page(Filter(kind="refund"), before=first.older, limit=2)

    assert [entry.amount for entry in (*first.entries, *second.entries)] == [300, 200, 100]
    assert second.older == 0
    rows, older = reporting.remedies(Filter(), limit=2)
    assert ([remedy.value for remedy in rows], [entries(remedy) for remedy in rows]) == ([300, 200], [["granted"], ["granted"]])
    assert [remedy.value for remedy in reporting.remedies(Filter(), before=older)[0]] == [100]
