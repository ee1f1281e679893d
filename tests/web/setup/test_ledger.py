"""Ledger, budgets and signals over HTTP: filtered, added up, page by page, as a file; nothing that a spreadsheet would run."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting
from goodwill.remedies.errors import Denied
from goodwill.remedies.models import Budget, Remedy
from tests.factories.accounts import an_agent
from tests.factories.stores import booths
from tests.remedies.making import make_order, make_policy, make_store, refund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def mira():
    return an_agent()


@pytest.fixture
def given(client, mira):
    """Three refunds by Mira, one that was denied, one of the past; a lead looks at them."""
    client.force_login(an_agent(Role.LEAD))
    make_policy({"name": "Agents", "amount": 2500, "currency": "EUR", "roles": ["agent"]})
    store = make_store()
    found = []
    for number, (amount, reason) in enumerate((("24.00", "damaged"), ("9.00", "late"), ("5.00", "late")), start=1):
        found.append(granting.grant(refund(make_order(store, str(number)), amount, reason=reason), Grantee.of(mira)))
    with pytest.raises(Denied):
        granting.grant(refund(make_order(store, "9"), "99.00"), Grantee.of(mira))
    Remedy.objects.filter(pk=found[2].pk).update(asked_at=now() - timedelta(days=400))
    return found


def page_of(client, name: str, **query: Any) -> str:
    return client.get(reverse(f"setup:{name}"), query).content.decode()


def shown(page: str) -> set[int]:
    return {int(part.split('"')[0]) for part in page.split('id="remedy-')[1:]}


def test_ledger_shows_who_why_how_much_under_which_rule_with_every_entry(client, given, mira):
    page = page_of(client, "ledger")
    assert shown(page) == set(Remedy.objects.values_list("pk", flat=True))
    for words in (
        "Mira Okafor",
        "Arrived broken",
        "€24.00",
        "Agents",
        "Being carried out",
        "Denied",
        "<strong>Granted</strong>",
        "+€24.00",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"reason": "late"}, {1, 2}),
        ({"state": "denied"}, set()),
        ({"kind": "gift"}, set()),
        ({"rule": "Agents"}, {0, 1, 2}),
        ({"month": now().isoformat()[:7]}, {0, 1}),
        ({"month": "nonsense", "who": "x"}, {0, 1, 2}),
    ],
)
def test_filters_narrow_the_ledger(client, given, query, wanted):
    granted = {remedy.pk: place for place, remedy in enumerate(given)}
    assert {granted[pk] for pk in shown(page_of(client, "ledger", **query)) if pk in granted} == wanted


def test_sums_stand_above_in_the_way_that_is_asked_for(client, given):
    by_reason = page_of(client, "ledger", by="reason")
    plot = by_reason[by_reason.index("plot--table") : by_reason.index("</table>")]
    assert plot.index("Arrived broken") < plot.index("€24.00") < plot.index("Arrived late") < plot.index("€14.00")
    assert "Mira Okafor" in page_of(client, "ledger", by="agent", reason="late")
    assert "plot--table" not in page_of(client, "ledger", state="denied")


def test_pages_follow_each_other_by_key(client, given, monkeypatch):
    monkeypatch.setattr("goodwill.web.setup.views.ledger.SIZE", 3)
    first = page_of(client, "ledger", reason="damaged", by="kind")
    assert "after=" not in first
    first = page_of(client, "ledger", by="kind")
    after = min(shown(first))
    assert f"?by=kind&amp;after={after}" in first
    assert shown(first) | shown(page_of(client, "ledger", after=after)) == set(Remedy.objects.values_list("pk", flat=True))


def test_file_holds_all_of_the_filter_and_no_formula(client, given):
    Remedy.objects.filter(pk=given[0].pk).update(problem="=HYPERLINK(1)")
    answer = client.get(reverse("setup:ledger_file"), {"rule": "Agents"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["agent"], row["value"], row["reason"], row["problem"]) for row in rows] == [
        ("Mira Okafor", "5.00", "late", ""),
        ("Mira Okafor", "9.00", "late", ""),
        ("Mira Okafor", "24.00", "damaged", "'=HYPERLINK(1)"),
    ]


def test_ledger_asks_the_database_as_often_for_many(client, given, own_queries):
    many = own_queries(reverse("setup:ledger"))
    assert own_queries(reverse("setup:ledger") + "?reason=damaged") == many == 6


def test_signals_name_the_agent_who_is_always_at_the_limit(client, given, mira):
    assert "Nothing stands out" in page_of(client, "signals")
    store = given[0].store
    for number in range(20, 26):
        granting.grant(refund(make_order(store, str(number)), "24.50"), Grantee.of(mira))
    page = page_of(client, "signals")
    assert "Mira Okafor gave at least 90 % of the limit in 7 of 8 remedies" in page
    assert f"/setup/ledger?who={mira.pk}" in page


def test_budget_is_made_and_shows_what_is_left(client, given):
    client.force_login(an_agent(Role.OWNER))
    data = {"name": "Late parcels", "amount": "100", "currency": "eur", "starts_on": "2026-01-01", "ends_on": ""}
    client.post(reverse("setup:budgets"), data)
    budget = Budget.objects.get()
    Remedy.objects.filter(pk=given[0].pk).update(budget=budget)
    page = page_of(client, "budgets")
    assert ("€24.00 of €100.00 · 24 %" in page, "€76.00" in page, 'value="24"' in page) == (True, True, True)
    twice = client.post(reverse("setup:budgets"), data)
    assert (twice.status_code, "There is a budget “Late parcels” already." in twice.content.decode()) == (422, True)
    path = reverse("setup:budget", args=[budget.pk])
    assert client.post(path, data | {"ends_on": "2025-12-01"}).status_code == 422
    client.post(path, data | {"amount": "20.50", "ends_on": "2026-02-01"})
    budget.refresh_from_db()
    assert (budget.amount, budget.currency, budget.ends_at is not None) == (2050, "EUR", True)
    assert "Over" in page_of(client, "budgets")
