"""An owner lowers a limit in a draft, looks at what it would have done, switches it on; the next agent is held to it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = (
    "/setup/stores",
    "/setup/stores/new",
    "/setup/stores/new?kind=generic",
    "/setup/stores/{store}",
    "/setup/stores/{store}/settings",
    "/setup/stores/{store}/history",
    "/setup/stores/{store}/files",
    "/setup/stores/{store}/webhooks",
    "/setup/stores/{store}/country-policies",
    "/setup/stores/{store}/country-policies/new",
    "/setup/webhooks/{webhook}",
    "/setup/country-policies/{country}",
    "/setup/policy",
    "/setup/policy/draft",
    "/setup/policy/draft/replay",
    "/setup/policy/history",
    "/setup/policy/trial?who=bot&kind=refund&amount=30&order=1002&reason=damaged",
    "/setup/policy/rules/{rule}",
    "/setup/policy/rules/new",
    "/setup/budgets",
    "/setup/budgets/new",
    "/setup/ledger",
    "/setup/signals",
)


@pytest.fixture(scope="module")
def things(desk) -> dict[str, int]:
    """A store that had trouble, ten refunds by an agent who is always near the limit, and a draft that changes a row."""
    return desk.installation.python("""
        import zlib
        from goodwill.accounts.models import Agent
        from goodwill.commerce.models import CountryPolicy, HookReceipt, Store, Synchronisation
        from goodwill.core.clock import now
        from goodwill.remedies.contract import Grantee
        from goodwill.remedies.domain import drafting_policy, granting, tabling
        from goodwill.remedies.models import Budget, Remedy
        from tests.remedies import making
        ada, mira = Agent.objects.get(name="Ada Lindqvist"), Agent.objects.get(name="Mira Okafor")
        common = {"kind": "practice", "name": "Fern & Fable", "currency": "EUR", "hook_token": "t1"}
        making.a_store = lambda **fields: Store.objects.create(**common, **fields)
        shop = making.make_store()
        for number, amount in enumerate(["24.00"] * 6 + ["9.00"] * 3 + ["60.00"], start=1001):
            granting.grant(making.refund(making.make_order(shop, str(number)), amount), Grantee.of(mira))
        Remedy.objects.filter(state="sent").update(state="confirmed")
        order = making.make_order(shop, "3001")
        words = "A name that somebody made very long, so that it does not fit: Gardens of the northern provinces"
        store = Store.objects.create(kind="generic", name=words, currency="EUR", hook_token="t2", problem="The store does not answer.")
        counts = {"orders": {"seen": 40, "created": 0, "changed": 3, "missed": 3, "refused": 1, "total": 100}}
        Synchronisation.objects.create(store=store, kind="reconciliation", state="done", counts=counts, ended_at=now())
        Synchronisation.objects.create(store=store, kind="import", state="stopped", resource="orders", counts=counts, problem="No answer.")
        hook = HookReceipt.objects.create(
            store=store, key="k1", topic="orders/updated", state="failed", body=zlib.compress(b'{"id": 1}'), problem="Row 1."
        )
        way = {"method": "DHL", "days_min": 2, "days_max": 4, "fee": 490}
        country = CountryPolicy.objects.create(store=store, country="DE", valid_from="2026-01-01", shipping=[way])
        Budget.objects.create(name="Late parcels", amount=50000, currency="EUR")
        draft = drafting_policy.draft(by=ada)
        rule = draft.rules.get(name="Bot, EUR")
        drafting_policy.change(rule, {"amount": 500}, by=ada)
        result = {"store": store.pk, "webhook": hook.pk, "country": country.pk, "rule": rule.pk, "order": order.pk}
    """)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_every_page_of_stores_and_the_policy_is_without_barriers_and_fits(person, things, width, scheme):
    ada = person("Ada", width=width, color_scheme=scheme)
    for place in PAGES:
        ada.goes_to(place.format(**things))
        ada.finds_no_barrier(f"{place} {width} {scheme}")
        assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} is wider than {width}"


def test_owner_lowers_a_limit_replays_it_and_the_next_agent_is_held_to_it(person, things):
    mira = person("Mira").goes_to(f"/orders/{things['order']}/")
    offer = mira.page.get_by_role("link", name=re.compile("^Refund"))
    expect(offer).to_contain_text("up to €25.00")
    ada = person("Ada").goes_to("/setup/policy")
    ada.clicks("Open the draft", role="link")
    ada.page.get_by_role("row", name=re.compile("Agents, EUR")).get_by_role("link").click()
    ada.page.locator("#id_amount").fill("15")
    ada.page.get_by_label("Another condition").select_option("few_remedies")
    ada.clicks("Add it")
    ada.page.locator("#id_condition-0-count").fill("3")
    ada.clicks("Remove this condition")
    expect(ada.page.locator("#parts-condition")).to_contain_text("No condition: it holds always.")
    ada.clicks("Save the row")
    ada.is_told("The row “Agents, EUR” stands in the draft.")
    ada.sees("Agents, EUR: Up to €25.00, per order → €15.00, per order", within=".changes")
    ada.page.get_by_role("button", name="Move “Agents, EUR” down").focus()
    ada.presses("Enter")
    expect(ada.page.locator(".changes")).to_contain_text("moved from place")
    ada.page.get_by_role("button", name="Move “Agents, EUR” up").focus()
    ada.presses("Enter")
    expect(ada.page.locator(".changes")).not_to_contain_text("moved from place")
    ada.clicks("Replay the past 90 days", role="link")
    expect(ada.page.locator(".figures__number").first).to_have_text("6")
    expect(ada.page.get_by_role("row", name=re.compile("^Allowed"))).to_contain_text("6")
    ada.clicks("Back to the draft", role="link")
    ada.page.get_by_label("What changed, and why").fill("Small sums for now.")
    ada.clicks("Let it hold from now on")
    ada.is_told("The new policy holds from now on.")
    ada.clicks("History", role="link")
    expect(ada.page.get_by_role("row", name=re.compile("Small sums for now."))).to_contain_text("holds now")
    mira.goes_to(f"/orders/{things['order']}/")
    expect(offer).to_contain_text("up to €15.00")
