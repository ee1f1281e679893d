"""Country policies over HTTP: said, shown with what holds today, never two on one day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.commerce.models import CountryPolicy
from tests.factories.accounts import an_agent
from tests.factories.stores import a_store, booths

pytestmark = pytest.mark.django_db
ROWS = {"shipping-TOTAL_FORMS": "2", "shipping-INITIAL_FORMS": "0", "shipping-0-method": "DHL", "shipping-0-days_min": "2"}


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def store(client):
    client.force_login(an_agent(Role.ADMINISTRATOR))
    return a_store()


def described(**more: str) -> dict[str, str]:
    common = {"country": "de", "valid_from": "2026-01-01", "return_days": "60", "withdrawal_days": "14", "warranty_months": "24"}
    return {**common, **ROWS, "shipping-0-days_max": "4", "shipping-0-fee": "4.90", "payment_methods": "PayPal\n\nInvoice", **more}


def test_policy_is_saved_with_all_that_was_said_and_reads_back(client, store):
    client.post(reverse("setup:country_policies", args=[store.pk]), described(rights="Fourteen days.", is_return_free="on"))
    policy = CountryPolicy.objects.get()
    assert (policy.country, policy.valid_from, policy.valid_until, policy.return_days) == ("DE", date(2026, 1, 1), None, 60)
    assert policy.shipping == [{"method": "DHL", "days_min": 2, "days_max": 4, "fee": 490}]
    assert (policy.payment_methods, policy.rights, policy.is_return_free) == (["PayPal", "Invoice"], "Fourteen days.", True)
    page = client.get(reverse("setup:country_policy", args=[policy.pk])).content.decode()
    assert ('value="4.90"' in page, "PayPal\nInvoice" in page) == (True, True)
    assert Activity.objects.filter(kind="country_policy.saved").count() == 1


def test_second_policy_for_the_same_days_is_refused_and_one_after_it_is_not(client, store):
    path = reverse("setup:country_policies", args=[store.pk])
    client.post(path, described(valid_until="2026-07-01"))
    page = client.post(path, described(valid_from="2026-06-30"))
    assert (page.status_code, "holds from 2026-01-01" in page.content.decode()) == (422, True)
    client.post(path, described(valid_from="2026-07-01"))
    assert CountryPolicy.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"country": "Germany"}, {"valid_until": "2025-12-31"}, {"shipping-0-days_max": "1"}, {"shipping-1-fee": "3"}, {"return_days": "-1"}],
)
def test_what_makes_no_sense_is_refused(client, store, wrong):
    assert client.post(reverse("setup:country_policies", args=[store.pk]), described(**wrong)).status_code == 422
    assert CountryPolicy.objects.count() == 0


def test_list_says_what_holds_today(client, store):
    today = timezone.localdate()
    for country, start, end in (("DE", -9, None), ("AT", -9, -1), ("CH", 5, None), ("", -9, 5)):
        until = today + timedelta(days=end) if end else None
        CountryPolicy.objects.create(store=store, country=country, valid_from=today + timedelta(days=start), valid_until=until)
    page = client.get(reverse("setup:country_policies", args=[store.pk])).content.decode()
    assert (page.count("holds today"), page.count(">held<"), page.count("will hold")) == (2, 1, 1)


def test_policy_is_changed_and_removed(client, store):
    policy = CountryPolicy.objects.create(store=store, country="DE", valid_from="2026-01-01")
    path = reverse("setup:country_policy", args=[policy.pk])
    client.post(path, described(return_days="90"))
    policy.refresh_from_db()
    assert policy.return_days == 90
    client.post(path, {"_method": "DELETE"})
    assert CountryPolicy.objects.count() == 0
