"""Another address to sign in with: only by a letter to it, only for the one who asked, once, within a day."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail

from goodwill.accounts.domain import readdressing
from goodwill.accounts.errors import AlreadyAgent, LinkOver, SameAddress
from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.core.clock import now
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db
NEW = "mira.okafor@fernandfable.example"


def parts(link: str) -> tuple[str, str, str]:
    found = dict(parse_qsl(urlsplit(link).query))
    return found["to"], found["until"], found["seal"]


def test_asking_writes_to_the_new_address_and_changes_nothing():
    mira = an_agent()
    before = mira.email
    readdressing.ask(mira, " Mira.Okafor@FernAndFable.example ")
    [letter] = mail.outbox
    assert (letter.to, Agent.objects.get().email) == ([NEW], before)
    assert "/account/address/confirmation?to=mira.okafor" in letter.body


def test_confirming_changes_the_address_tells_the_old_one_and_leaves_no_other_way_in():
    mira = an_agent()
    before = mira.email
    EmailAddress.objects.create(user=mira, email=before, primary=True, verified=True)
    link = parts(readdressing.link(mira, NEW))
    readdressing.confirm(mira, *link)
    assert (mira.email, Agent.objects.get().email, EmailAddress.objects.count()) == (NEW, NEW, 0)
    assert ([letter.to for letter in mail.outbox], NEW in mail.outbox[0].body) == ([[before]], True)
    assert Activity.objects.get(kind="agent.readdressed").data == {"before": before, "after": NEW}
    with pytest.raises(LinkOver):
        readdressing.confirm(mira, *link)


def test_link_of_another_agent_with_another_address_or_from_the_day_before_is_refused():
    mira, teo = an_agent(), an_agent(name="Teo Silva")
    to, until, seal = parts(readdressing.link(mira, NEW))
    for agent, link in (
        (teo, (to, until, seal)),
        (mira, ("x@evil.example", until, seal)),
        (mira, (to, until + "0", seal)),
        (mira, ("", "", "")),
    ):
        with pytest.raises(LinkOver):
            readdressing.confirm(agent, *link)
    with time_machine.travel(now() + timedelta(days=1, seconds=1)), pytest.raises(LinkOver):
        readdressing.confirm(mira, to, until, seal)
    readdressing.confirm(mira, to, until, seal)


def test_own_address_and_one_that_somebody_has_are_refused_then_and_when_it_is_confirmed():
    mira, teo = an_agent(), an_agent(name="Teo Silva")
    with pytest.raises(SameAddress):
        readdressing.ask(mira, mira.email.upper())
    with pytest.raises(AlreadyAgent):
        readdressing.ask(mira, teo.email)
    link = parts(readdressing.link(mira, NEW))
    Agent.objects.filter(pk=teo.pk).update(email=NEW)
    with pytest.raises(AlreadyAgent):
        readdressing.confirm(mira, *link)
    assert mail.outbox == []
