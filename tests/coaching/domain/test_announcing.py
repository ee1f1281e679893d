"""Announcements begin and end by themselves, ask again when their words change, and are confirmed once."""

from datetime import timedelta

import pytest

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity, Notice
from goodwill.coaching import day
from goodwill.coaching.domain import announcing, confirming, reminding
from goodwill.coaching.enums import State
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Announcement, Receipt
from goodwill.core import clock
from goodwill.core.models import Job, LiveEvent
from tests.coaching.making import an_announcement, content

pytestmark = pytest.mark.django_db


def names(found):
    return [one.title for one in found]


def test_a_draft_is_shown_to_nobody_and_published_to_everybody_but_its_author(world):
    draft = announcing.write(content(), by=world.lead)
    assert draft.state is State.DRAFT
    assert confirming.unconfirmed(world.agent) == []
    announcing.publish(draft, by=world.lead)
    assert names(confirming.unconfirmed(world.agent)) == ["Parcels are late"]
    assert names(confirming.unconfirmed(world.reader)) == ["Parcels are late"]
    assert confirming.unconfirmed(world.lead) == []
    event = LiveEvent.objects.filter(kind="announcement").order_by("id").last()
    assert set(event.topics.split()) == {f"a{agent.pk}" for agent in world.everybody if agent.is_active}


def test_teams_and_roles_choose_who_is_asked(world):
    an_announcement(world.owner, title="For Care", team_ids=[world.care.pk])
    an_announcement(world.owner, title="For leads", roles=[Role.LEAD])
    an_announcement(world.owner, title="For both", team_ids=[world.care.pk], roles=[Role.LEAD])
    assert names(confirming.unconfirmed(world.carer)) == ["For Care", "For both"]
    assert names(confirming.unconfirmed(world.lead)) == ["For leads", "For both"]
    assert confirming.unconfirmed(world.agent) == []
    assert confirming.announcement_for(world.agent, Announcement.objects.get(title="For Care").pk) is None


def test_nothing_announced_costs_one_statement(world, django_assert_num_queries):
    confirming.unconfirmed(world.agent)
    with django_assert_num_queries(1):
        assert confirming.waiting(world.agent) == confirming.Waiting(None, 0, 0)


def test_one_at_a_time_urgent_first_and_only_what_is_not_urgent_can_be_put_off(world):
    calm = an_announcement(world.lead, title="Calm")
    urgent = an_announcement(world.lead, title="Urgent", is_urgent=True)
    shown = confirming.waiting(world.agent)
    assert (shown.announcement, shown.others) == (urgent, 1)
    assert Receipt.objects.get(agent=world.agent).confirmed_at is None
    with pytest.raises(Refused, match="urgent"):
        confirming.put_off(urgent, world.agent)
    confirming.confirm(urgent, world.agent)
    assert confirming.waiting(world.agent).announcement == calm
    confirming.put_off(calm, world.agent)
    assert confirming.waiting(world.agent) == confirming.Waiting(None, 0, 1)
    with clock.pretending(clock.now() + confirming.PUT_OFF + timedelta(seconds=1)):
        assert confirming.waiting(world.agent).announcement == calm


def test_confirming_again_changes_nothing(world):
    found = an_announcement(world.lead)
    confirming.confirm(found, world.agent)
    first = Receipt.objects.get(agent=world.agent).confirmed_at
    confirming.confirm(found, world.agent)
    assert Receipt.objects.get(agent=world.agent).confirmed_at == first
    assert Activity.objects.filter(kind="announcement.confirmed", agent=world.agent).count() == 1


def test_new_words_ask_again_and_say_what_changed(world):
    found = an_announcement(world.lead)
    confirming.confirm(found, world.agent)
    with pytest.raises(Refused, match="what changed"):
        announcing.change(found, content(text="Four days."), by=world.lead)
    assert confirming.unconfirmed(world.agent) == []
    announcing.change(found, content(text="Four days."), change="It is four days now.", by=world.lead)
    shown = confirming.waiting(world.agent)
    assert (shown.announcement.text, shown.change) == ("Four days.", "It is four days now.")
    assert [version.text for version in found.versions.order_by("number")] == ["Two days, in the whole country.", "Four days."]
    report = {one.agent.name: one for one in reminding.report(shown.announcement)}
    assert (report["Mira Okafor"].has_read, report["Mira Okafor"].has_read_earlier) == (False, True)


def test_other_targets_alone_do_not_ask_again(world):
    found = an_announcement(world.lead)
    confirming.confirm(found, world.agent)
    changed = announcing.change(found, content(roles=[Role.AGENT], is_urgent=True), by=world.lead)
    assert (changed.version, changed.edition) == (1, 3)
    assert confirming.unconfirmed(world.agent) == []


def test_a_scheduled_one_begins_and_ends_by_its_timers(world):
    start, end = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=3)
    found = an_announcement(world.lead, starts_at=start, ends_at=end)
    assert found.state is State.SCHEDULED
    assert confirming.unconfirmed(world.agent) == []
    jobs = {job.unique_key.rpartition(":")[2]: job.run_at for job in Job.objects.exclude(unique_key=None)}
    assert jobs["begin"] == start
    assert jobs["finish"] == end
    announcing.begin_due(found.pk)
    assert confirming.unconfirmed(world.agent) == [], "its timer rang too early"
    with clock.pretending(start):
        announcing.begin_due(found.pk)
        announcing.begin_due(found.pk)
        assert names(confirming.unconfirmed(world.agent)) == ["Parcels are late"]
    with clock.pretending(end - timedelta(seconds=1)):
        announcing.finish_due(found.pk)
        assert names(confirming.unconfirmed(world.agent)) == ["Parcels are late"]
    with clock.pretending(end):
        announcing.finish_due(found.pk)
    found.refresh_from_db()
    assert found.state is State.ENDED
    assert confirming.unconfirmed(world.agent) == []
    assert list(Activity.objects.filter(kind__in=("announcement.begun", "announcement.ended")).values_list("kind", flat=True)) == [
        "announcement.begun",
        "announcement.ended",
    ]


def test_what_is_over_or_published_is_refused_in_words(world):
    found = an_announcement(world.lead)
    with pytest.raises(Refused, match="published already"):
        announcing.publish(found, by=world.lead)
    with pytest.raises(Refused, match="end it instead"):
        announcing.remove(found, by=world.lead)
    announcing.end(found, by=world.lead)
    with pytest.raises(Refused, match="over"):
        announcing.change(found, content(), by=world.lead)
    with pytest.raises(Refused, match="before it began"):
        an_announcement(world.lead, ends_at=clock.now() - timedelta(minutes=1))


def test_report_names_who_has_not_read_and_reminds_each_once_a_day(world):
    found = an_announcement(world.lead, roles=[Role.AGENT])
    confirming.waiting(world.agent)
    confirming.confirm(found, world.carer)
    report = reminding.report(found)
    assert [(one.agent.name, one.has_read, one.shown_at is not None) for one in report] == [
        ("Mira Okafor", False, True),
        ("Priya Nair", False, False),
        ("Teo Silva", True, True),
    ]
    assert [agent.name for agent in reminding.remind(found, by=world.lead)] == ["Mira Okafor", "Priya Nair"]
    assert reminding.remind(found, by=world.lead) == []
    with clock.pretending(clock.now() + timedelta(days=1)):
        confirming.confirm(found, world.loner)
        assert [agent.name for agent in reminding.remind(found, by=world.lead)] == ["Mira Okafor"]
    assert Notice.objects.filter(agent=world.agent).count() == 2
    assert not Notice.objects.filter(agent=world.loner, seen_at=None).exists(), "what was confirmed need not be said"


@pytest.mark.parametrize("more", [0, 5])
def test_report_takes_the_same_statements_however_many_there_are(world, more, django_assert_num_queries):
    from tests.factories.accounts import an_agent

    for number in range(more):
        an_agent(Role.AGENT, f"Agent {number}", email=f"agent{number}@fernandfable.example")
    found = an_announcement(world.lead)
    reminding.report(found)
    with django_assert_num_queries(4):
        reminding.report(found)


def test_the_day_of_an_agent_names_what_is_to_be_read(world):
    calm, urgent = an_announcement(world.lead, title="Calm"), an_announcement(world.lead, title="Now", is_urgent=True)
    confirming.put_off(calm, world.agent)
    found = day.entries(world.agent, clock.now())
    assert [(entry.title, entry.is_pressing, entry.href) for entry in found] == [
        ("Now", True, f"/announcements/{urgent.pk}/"),
        ("Calm", False, f"/announcements/{calm.pk}/"),
    ]
    assert day.entries(world.lead, clock.now()) == []
