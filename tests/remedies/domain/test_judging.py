"""The policy engine: the first row that fits decides; a higher amount never gets a milder verdict."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.core.money import Money
from goodwill.remedies.domain.judging import STRICTNESS, Facts, Row, judge
from goodwill.remedies.enums import Effect, GranteeKind, Per
from tests.factories.stores import euro

FACTS = Facts(
    "refund",
    euro("20.00"),
    GranteeKind.AGENT,
    1,
    "agent",
    frozenset({7}),
    3,
    "SE",
    "damaged",
    euro("100.00"),
    {"order_status": "delivered"},
)


def nothing(_row: Row) -> int:
    return 0


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"grantee": "bot"}, "it is for another kind of grantee"),
        ({"roles": ("lead",)}, "it is for other roles"),
        ({"teams": (8,)}, "it is for other teams"),
        ({"agents": (4,)}, "it is for other agents"),
        ({"kinds": ("gift",)}, "it is for other remedies"),
        ({"store_id": 2}, "it is for another store"),
        ({"countries": ("DE",)}, "it is for other countries"),
        ({"amount": Money(5000, "USD")}, "its limit is in USD"),
        ({"amount": euro("19.99")}, "€20.00 is over its limit: €19.99 is left each time"),
        ({"percent": Decimal("19.99")}, "€20.00 is over its limit: €19.99 is left each time"),
        ({"budget_left": euro("5.00")}, "€5.00 of its budget is left"),
        ({"reasons": ("late", "price")}, "it accepts only these reasons: Arrived late and Price matched"),
        ({"conditions": ({"name": "order_status", "statuses": ["pending"]},)}, "it holds only if the order is: Not packed yet"),
        (
            {"conditions": ({"name": "order_status", "statuses": ["delivered"], "not": True},)},
            "it holds only if not: the order is: Delivered",
        ),
    ],
)
def test_each_column_that_does_not_fit_passes_the_row_over(columns, why):
    verdict = judge(FACTS, [Row("First", Effect.ALLOW, **columns)], nothing)

    assert (verdict.effect, verdict.row, [(over.row, over.why) for over in verdict.passed_over]) == (Effect.DENY, None, [("First", why)])


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {
            "grantee": "agent",
            "roles": ("lead", "agent"),
            "teams": (7, 9),
            "agents": (3,),
            "kinds": ("refund",),
            "store_id": 1,
            "countries": ("SE",),
        },
        {"amount": euro("20.00")},
        {"percent": Decimal("20")},
        {"amount": euro("50.00"), "percent": Decimal("20"), "per": Per.ORDER},
        {"budget_left": euro("20.00"), "budget_id": 1},
        {"reasons": ("damaged",), "is_reason_required": True},
    ],
)
def test_row_whose_columns_fit_decides(columns):
    assert judge(FACTS, [Row("First", Effect.ALLOW, **columns), Row("Last", Effect.DENY)], nothing).rule == "First"


def test_limit_counts_what_was_spent_before():
    row = Row("First", Effect.ALLOW, amount=euro("50.00"), per=Per.DAY)

    assert judge(FACTS, [row], lambda _row: 3000).effect == Effect.ALLOW
    denied = judge(FACTS, [row], lambda _row: 3001)
    assert [over.why for over in denied.passed_over] == ["€20.00 is over its limit: €19.99 is left per day"]
    assert [over.why for over in judge(FACTS, [row], lambda _row: 9000).passed_over] == ["its limit per day is used up"]


def test_what_needs_approval_up_to_an_amount_is_not_allowed_above_it():
    rows = [Row("Ask", Effect.APPROVE, amount=euro("10.00")), Row("All", Effect.ALLOW)]

    verdict = judge(FACTS, rows, nothing)

    assert (verdict.effect, [over.why for over in verdict.passed_over][1]) == (
        Effect.DENY,
        "“Ask” above is stricter and fits but for its limit",
    )


def test_what_costs_nothing_passes_a_used_up_limit():
    free = replace(FACTS, value=euro("0"))

    assert judge(free, [Row("First", Effect.ALLOW, amount=euro("5.00"), per=Per.DAY)], lambda _row: 500).effect == Effect.ALLOW


amounts = st.integers(0, 30_000)
rows_of_any_kind = st.builds(
    Row,
    name=st.sampled_from(["a", "b", "c", "d"]),
    effect=st.sampled_from(list(Effect)),
    grantee=st.sampled_from(["", "agent", "bot"]),
    roles=st.sampled_from([(), ("agent",), ("lead",)]),
    kinds=st.sampled_from([(), ("refund",), ("gift",)]),
    amount=st.none() | amounts.map(lambda minor: Money(minor, "EUR")) | st.just(Money(1000, "USD")),
    percent=st.none() | st.decimals(0, 100, places=2),
    per=st.sampled_from(list(Per)),
    budget_left=st.none() | amounts.map(lambda minor: Money(minor, "EUR")),
    reasons=st.sampled_from([(), ("damaged",), ("late",)]),
    step_up_over=st.none() | amounts,
    conditions=st.sampled_from(
        [(), ({"name": "order_status", "statuses": ["delivered"]},), ({"name": "order_status", "statuses": ["pending"]},)]
    ),
)
tables = st.lists(rows_of_any_kind, max_size=6)


@settings(max_examples=300)
@given(tables, amounts, amounts, st.integers(0, 10_000))
def test_raising_an_amount_never_makes_a_verdict_milder(rows, one, other, before):
    low, high = sorted((one, other))

    verdicts = [judge(replace(FACTS, value=Money(minor, "EUR")), rows, lambda _row: before) for minor in (low, high)]

    assert STRICTNESS[verdicts[0].effect] <= STRICTNESS[verdicts[1].effect]


@settings(max_examples=200)
@given(tables, amounts, st.integers(0, 10_000), st.integers(0, 10_000))
def test_having_spent_more_never_makes_a_verdict_milder(rows, value, one, other):
    facts = replace(FACTS, value=Money(value, "EUR"))
    less, more = (judge(facts, rows, lambda _row, spent=spent: spent) for spent in sorted((one, other)))

    assert STRICTNESS[less.effect] <= STRICTNESS[more.effect]


@settings(max_examples=200)
@given(tables, tables, amounts)
def test_rows_about_others_change_nothing_wherever_they_stand(rows, others, value):
    """Rows for other remedies may be put in between or moved without a difference to this request."""
    facts = replace(FACTS, value=Money(value, "EUR"))
    foreign = [replace(row, kinds=("gift",)) for row in others]
    mixed = [row for pair in zip(foreign, rows, strict=False) for row in pair] + rows[len(foreign) :] + foreign[len(rows) :]

    alone, together = judge(facts, rows, nothing), judge(facts, mixed, nothing)

    assert (alone.effect, alone.row, alone.room) == (together.effect, together.row, together.room)


@settings(max_examples=200)
@given(tables, amounts)
def test_every_row_is_accounted_for(rows, value):
    """Each row above the one that decides says why it did not."""
    verdict = judge(replace(FACTS, value=Money(value, "EUR")), rows, nothing)

    place = next((number for number, row in enumerate(rows) if row is verdict.row), len(rows))
    assert [over.row for over in verdict.passed_over] == [row.name for row in rows[:place]]
    assert all(over.why for over in verdict.passed_over)
    assert (verdict.effect == Effect.DENY) or verdict.row is not None
