"""Changing agents: who may change whom into what, and that an owner stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.accounts.domain import changing, deactivating
from goodwill.accounts.domain.changing import Place
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.errors import LastOwner, NotAllowed, Refused
from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.core.models import LiveRevocation
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db


def place_of(agent: Agent, **changes) -> Place:
    now = {"name": agent.name, "role": agent.role, "visibility": agent.visibility, "teams": list(agent.teams.all())}
    return Place(**(now | changes))


def test_change_stores_all_parts_and_records_what_differed():
    ada, mira, orders = an_agent(Role.OWNER), an_agent(), a_team("Orders")
    changing.change(mira, Place("Mira O.", Role.LEAD, Visibility.TEAMS, [orders]), by=ada)
    mira.refresh_from_db()
    assert (mira.name, mira.role, mira.visibility, list(mira.teams.all())) == ("Mira O.", Role.LEAD, Visibility.TEAMS, [orders])
    activity = Activity.objects.get(kind="agent.changed")
    assert (activity.subject_id, activity.agent) == (mira.pk, ada)
    assert activity.data == {
        "name": ["Mira Okafor", "Mira O."],
        "role": ["agent", "lead"],
        "visibility": ["all", "teams"],
        "teams": [[], [orders.pk]],
    }


def test_change_without_a_difference_records_nothing():
    ada, mira = an_agent(Role.OWNER), an_agent()
    changing.change(mira, place_of(mira), by=ada)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("changes", "is_revoked"), [({"name": "Mira"}, False), ({"visibility": Visibility.OWN}, True), ({"role": Role.READ_ONLY}, True)]
)
def test_change_of_what_is_seen_closes_live_pages(changes, is_revoked):
    ada, mira = an_agent(Role.OWNER), an_agent()
    changing.change(mira, place_of(mira, **changes), by=ada)
    assert LiveRevocation.objects.filter(agent_id=mira.pk).exists() is is_revoked


def test_last_owner_can_be_neither_demoted_nor_deactivated():
    ada, ines = an_agent(Role.OWNER), an_agent(Role.ADMINISTRATOR)
    an_agent(Role.OWNER, "Olga Past", is_active=False)
    with pytest.raises(LastOwner, match="Ada Lindqvist"):
        changing.change(ada, place_of(ada, role=Role.AGENT), by=ada)
    with pytest.raises(NotAllowed):
        deactivating.deactivate(ada, by=ines)
    ada.refresh_from_db()
    assert (ada.role, ada.is_active) == (Role.OWNER, True)


def test_owner_steps_down_when_there_is_another():
    ada, otto = an_agent(Role.OWNER), an_agent(Role.OWNER, "Otto Berg")
    changing.change(ada, place_of(ada, role=Role.AGENT), by=ada)
    with pytest.raises(LastOwner):
        changing.change(otto, place_of(otto, role=Role.LEAD), by=otto)
    ada.refresh_from_db()
    assert ada.role == Role.AGENT


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=st.sampled_from(Role.values), target=st.sampled_from(Role.values), role=st.sampled_from(Role.values), is_active=st.booleans())
def test_nobody_gains_a_power_that_the_one_who_changes_lacks(db, actor, target, role, is_active):
    by = an_agent(actor, "Kit Actor", is_active=is_active)
    other = an_agent(target, "Lea Target")
    try:
        changing.change(other, place_of(other, role=role), by=by)
        was_refused = False
    except Refused:
        was_refused = True
    other.refresh_from_db()
    may = is_active and (actor == Role.OWNER or (actor == Role.ADMINISTRATOR and Role.OWNER not in (target, role)))
    is_last = may and target == Role.OWNER and role != Role.OWNER and actor != Role.OWNER
    assert was_refused is not (may and not is_last)
    assert other.role == (target if was_refused else role)
    Agent.objects.all().delete()
