"""Two people who act at the same moment: an owner stays, and one becomes the first. (SQLite has one writer at a time.)"""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from goodwill.accounts.domain import changing, inviting, joining
from goodwill.accounts.domain.changing import Place
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.errors import InvitationOver, LastOwner, NotEmpty, Refused
from goodwill.accounts.models import Agent
from tests.factories.accounts import an_agent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time, by itself"),
]


def at_once(*acts: Callable[[], object]) -> list[type[Refused] | None]:
    """Do all of them at the same moment; the refusal of each, or None."""
    start, refusals = threading.Barrier(len(acts)), [None] * len(acts)

    def act(number: int) -> None:
        start.wait()
        try:
            acts[number]()
        except Refused as error:
            refusals[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refusals


@pytest.mark.parametrize("attempt", range(5))
def test_two_owners_who_demote_each_other_leave_one(attempt):
    ada, otto = an_agent(Role.OWNER), an_agent(Role.OWNER, "Otto Berg")
    demoted = {agent: Place(agent.name, Role.AGENT, Visibility.ALL, []) for agent in (ada, otto)}
    refusals = at_once(lambda: changing.change(otto, demoted[otto], by=ada), lambda: changing.change(ada, demoted[ada], by=otto))
    assert sorted(refusals, key=str) == sorted([None, LastOwner], key=str)
    assert Agent.objects.filter(role=Role.OWNER).count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_one_of_two_becomes_the_first_owner(attempt):
    acts = [lambda name=name: joining.create_first_owner(f"{name}@example.com", name=name, password="x") for name in ("ada", "eve")]
    assert sorted(at_once(*acts), key=str) == sorted([None, NotEmpty], key=str)
    assert Agent.objects.count() == 1


def test_invitation_opened_twice_makes_one_agent():
    invitation = inviting.invite("noor@example.com", by=an_agent(Role.OWNER))
    acts = [lambda: joining.accept(invitation, name="Noor", password="x")] * 2
    assert sorted(at_once(*acts), key=str) == sorted([None, InvitationOver], key=str)
    assert Agent.objects.filter(email="noor@example.com").count() == 1
