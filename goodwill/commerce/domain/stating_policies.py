"""Saves and removes what holds in a country; two policies never hold on the same day."""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.domain import country_policies
from goodwill.commerce.models import CountryPolicy, Store


def save(policy: CountryPolicy, *, by: Agent) -> None:
    """Save a policy, new or changed; raise Overlapping where another of its country holds on one of its days."""
    with transaction.atomic():
        # Held, so that of two who save at the same time one sees the other's.
        Store.objects.select_for_update(no_key=True).only("id").get(pk=policy.store_id)
        country_policies.check_free(policy)
        policy.save()
        record("country_policy.saved", policy.store, by=by, data={"policy": policy.pk, "country": policy.country})


def remove(policy: CountryPolicy, *, by: Agent) -> None:
    with transaction.atomic():
        record("country_policy.removed", policy.store, by=by, data={"country": policy.country, "from": policy.valid_from.isoformat()})
        policy.delete()
