"""The policy of a country on a day: its own, else the one for all others."""

from datetime import date

import pytest

from goodwill.commerce.domain import country_policies
from goodwill.commerce.models import CountryPolicy, Store
from tests.factories.stores import a_store

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def policy(store: Store, country: str, valid_from: date, valid_until: date | None = None) -> CountryPolicy:
    return CountryPolicy.objects.create(store=store, country=country, valid_from=valid_from, valid_until=valid_until)


def test_policy_holds_from_its_first_day_until_before_its_last(store: Store):
    old, new, others = policy(store, "SE", MAY, JUNE), policy(store, "SE", JUNE), policy(store, "", MAY)
    policy(a_store(), "SE", MAY)

    def found(country: str, day: date) -> CountryPolicy | None:
        return country_policies.policy_for(store, country, day)

    assert [found("SE", day) for day in (date(2026, 4, 30), MAY, date(2026, 5, 31), JUNE)] == [None, old, old, new]
    assert [found(country, MAY) for country in (" se ", "DE", "", "Sweden")] == [old, others, others, others]


@pytest.mark.parametrize(
    ("country", "valid_from", "valid_until", "is_free"),
    [
        ("SE", date(2026, 4, 1), MAY, True),
        ("SE", date(2026, 4, 1), None, False),
        ("SE", JUNE, None, True),
        ("SE", date(2026, 5, 31), None, False),
        ("DE", MAY, None, True),
    ],
)
def test_two_policies_of_a_country_never_hold_on_one_day(store: Store, country, valid_from, valid_until, is_free):
    policy(store, "SE", MAY, JUNE)
    new = CountryPolicy(store=store, country=country, valid_from=valid_from, valid_until=valid_until)
    if is_free:
        country_policies.check_free(new)
    else:
        with pytest.raises(country_policies.Overlapping, match="2026-05-01"):
            country_policies.check_free(new)
