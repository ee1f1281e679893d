"""Taking access away and giving it back."""

import pytest
from django.urls import reverse

from goodwill.accounts.domain import deactivating
from goodwill.accounts.enums import Role
from goodwill.accounts.errors import LastOwner, NotAllowed
from goodwill.activity.models import Activity
from goodwill.core.models import LiveRevocation
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db


def is_signed_in(client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def test_deactivated_agent_is_signed_out_and_old_sessions_stay_dead_after_reactivation(client):
    ada, mira = an_agent(Role.OWNER), an_agent()
    client.force_login(mira)
    assert is_signed_in(client)
    deactivating.deactivate(mira, by=ada)
    assert not is_signed_in(client)
    assert LiveRevocation.objects.filter(agent_id=mira.pk).exists()
    deactivating.reactivate(mira, by=ada)
    assert not is_signed_in(client)
    mira.refresh_from_db()
    client.force_login(mira)
    assert is_signed_in(client)
    assert [activity.kind for activity in Activity.objects.order_by("id")] == ["agent.deactivated", "agent.reactivated"]


def test_sign_out_everywhere_ends_all_sessions_of_that_agent_alone(client, django_user_model):
    mira, teo = an_agent(), an_agent(name="Teo Silva")
    other = type(client)()
    client.force_login(mira)
    other.force_login(teo)
    deactivating.sign_out_everywhere(mira, by=mira)
    assert (is_signed_in(client), is_signed_in(other)) == (False, True)


def test_deactivating_twice_records_once():
    ada, mira = an_agent(Role.OWNER), an_agent()
    deactivating.deactivate(mira, by=ada)
    deactivating.deactivate(mira, by=ada)
    assert Activity.objects.filter(kind="agent.deactivated").count() == 1
    assert mira.session_round == 1


def test_nobody_deactivates_themselves():
    ada, _otto = an_agent(Role.OWNER), an_agent(Role.OWNER, "Otto Berg")
    with pytest.raises(NotAllowed, match="yourself"):
        deactivating.deactivate(ada, by=ada)
    ada.refresh_from_db()
    assert ada.is_active


def test_last_active_owner_is_not_deactivated_by_another_owner_who_is_not_active():
    ada = an_agent(Role.OWNER)
    past = an_agent(Role.OWNER, "Olga Past", is_active=False)
    with pytest.raises(NotAllowed):
        deactivating.deactivate(ada, by=past)


def test_owner_deactivates_another_owner_but_one_stays():
    ada, otto = an_agent(Role.OWNER), an_agent(Role.OWNER, "Otto Berg")
    deactivating.deactivate(otto, by=ada)
    otto.refresh_from_db()
    assert not otto.is_active
    otto.is_active = True  # a stale copy of an owner who was deactivated a moment ago
    with pytest.raises(LastOwner):
        deactivating.deactivate(ada, by=otto)


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.READ_ONLY])
def test_deactivation_is_for_managers(role):
    mira = an_agent(name="Mira Okafor")
    with pytest.raises(NotAllowed):
        deactivating.deactivate(mira, by=an_agent(role, "Kit Actor"))
    mira.refresh_from_db()
    assert mira.is_active
