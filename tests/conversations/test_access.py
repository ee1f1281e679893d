"""One scope: every form in which it is asked what a person may see gives the same answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Agent, Team
from goodwill.conversations import access, listing
from goodwill.conversations.access import NotVisible
from goodwill.conversations.domain import assigning, merging
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Tally
from goodwill.core import search
from goodwill.core.models import LiveEvent
from goodwill.core.search.models import SearchDocument
from tests.factories.conversations import fresh, make_conversation, make_message, make_world
from tests.factories.letters import letters

AGENTS = st.lists(
    st.tuples(st.sampled_from(Role.values), st.sampled_from(Visibility.values), st.sets(st.integers(0, 2)), st.booleans()),
    min_size=1,
    max_size=4,
)
# For each conversation: its team, its assignee, what it is merged into; numbers stand for places in the lists.
PLACES = st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 3), st.integers(-1, 3)), min_size=1, max_size=5)


class Forms(TestCase):
    """The filter on conversations, the filter on counters, tokens in search, live topics and ``allows``."""

    @given(agents=AGENTS, places=PLACES)
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_all_forms_are_equal(self, agents, places):
        with letters():
            people, conversations = self._build(agents, places)
        for agent in people:
            scope = access.scope_of(agent)
            shown = {c.pk: c for c in conversations if c.merged_into_id is None}
            allowed = {pk for pk, c in shown.items() if scope.allows(c)}
            assert set(Conversation.objects.filter(scope.filter(), merged_into=None).values_list("pk", flat=True)) == allowed
            assert set(access.visible_to(agent).filter(merged_into=None).values_list("pk", flat=True)) == allowed
            assert self._listed(agent) == allowed
            self._counters_equal(agent, scope, shown, allowed)
            self._search_equal(scope, conversations, allowed)
            self._topics_equal(scope, shown, allowed)
            self._doors_equal(agent, conversations, allowed)

    def _build(self, agents, places):
        world = make_world()
        teams = [world.care, world.orders, Team.objects.create(name="Returns")]
        people = []
        for number, (role, visibility, places_in, is_active) in enumerate(agents):
            fields = {"name": f"P{number}", "role": role, "visibility": visibility, "is_active": is_active}
            agent = Agent.objects.create(email=f"p{number}@x.example", **fields)
            agent.teams.set(teams[place] for place in places_in)
            people.append(agent)
        made = [make_conversation(world.support, f"text {number}") for number in range(len(places))]
        for conversation, (team, assignee, _) in zip(made, places, strict=True):
            if team >= 0:
                assigning.hand_to_team(conversation, teams[team], by=world.lead)
            if 0 <= assignee < len(people):
                assigning._assign(conversation, people[assignee], world.lead)
        for conversation, (_, _, into) in zip(made, places, strict=True):
            if 0 <= into < len(made) and made[into].pk != conversation.pk and fresh(made[into]).merged_into_id is None:
                merging.merge(fresh(conversation), fresh(made[into]), by=world.lead)
        return people, [fresh(conversation) for conversation in made]

    def _listed(self, agent) -> set[int]:
        return {row.id for row in listing.page(agent, listing.view_for("open", agent)).rows}

    def _counters_equal(self, agent, scope, shown, allowed):
        counted = sum(Tally.objects.filter(scope.filter()).values_list("count", flat=True))
        counts = listing.counts(agent)
        assert counted == len(allowed) == counts.by_status[Status.OPEN]
        assert counts.mine == sum(shown[pk].assignee_id == agent.pk for pk in allowed)
        assert counts.unassigned == sum(shown[pk].assignee_id is None for pk in allowed)
        assert sum(counts.by_team.values()) == sum(shown[pk].team_id is not None for pk in allowed)

    def _search_equal(self, scope, conversations, allowed):
        tokens = scope.tokens()
        found = search.find(search.Query(terms=search.parse("text").terms, scope=None if tokens is None else frozenset(tokens), limit=100))
        shown = {c.pk: access.shown_in(c).pk for c in conversations}
        assert {shown[hit.group] for hit in found.hits} == allowed
        assert {hit.group for hit in found.hits} == {pk for pk, into in shown.items() if into in allowed}
        assert SearchDocument.objects.count() == len(conversations)

    def _topics_equal(self, scope, shown, allowed):
        """What is announced now reaches those who may see it, and nobody else."""
        from goodwill.conversations.domain.changing import announce

        for pk, conversation in shown.items():
            announce(conversation)
            topics = set(LiveEvent.objects.order_by("-id").first().topics.split()) - {f"conversation:{pk}"}
            assert bool(topics & set(scope.topics())) == (pk in allowed)

    def _doors_equal(self, agent, conversations, allowed):
        for conversation in conversations:
            shown = access.shown_in(conversation).pk
            message = conversation.messages.get()
            if shown in allowed:
                assert access.message_for(agent, message.pk) == message
                assert access.conversation_for(agent, shown).pk == shown
            else:
                for door, number in ((access.message_for, message.pk), (access.conversation_for, shown)):
                    with pytest.raises(NotVisible):
                        door(agent, number)


@pytest.mark.django_db
def test_nobody_who_is_inactive_sees_or_counts_or_hears_anything(world):
    make_conversation(world.support)
    scope = access.scope_of(world.outsider)
    assert (scope.tokens(), scope.topics()) == ((), ())
    assert listing.counts(world.outsider).by_status == {"open": 0, "pending": 0, "snoozed": 0}
    assert listing.page(world.outsider, listing.view_for("open", world.outsider)).rows == []


@pytest.mark.django_db
def test_absent_and_forbidden_look_the_same(world):
    message = make_message(world.support, attachments=[["a.txt", "text/plain", "a"]])
    errors = []
    for door, forbidden in (
        (access.conversation_for, message.conversation_id),
        (access.message_for, message.pk),
        (access.attachment_for, message.attachments.get().pk),
    ):
        for number in (forbidden, 10**9):
            with pytest.raises(NotVisible) as raised:
                door(world.loner, number)
            errors.append(str(raised.value))
        assert errors[-1] == errors[-2]


@pytest.mark.django_db
def test_mention_reaches_an_agent_who_sees_everything(world):
    assert f"a{world.lead.pk}" in access.scope_of(world.lead).topics()


@pytest.mark.django_db
def test_customers_are_seen_with_their_conversations_and_found_by_name_and_address(world):
    greta = make_conversation(world.support).customer
    omar = make_conversation(world.sales, sender=("omar@mail.example", "Omar Haddad"))
    assigning.assign(omar, world.loner, by=world.lead)
    assert list(access.customers_for(world.agent)) == [omar.customer, greta]
    assert list(access.customers_for(world.loner)) == [omar.customer]
    assert list(access.customers_for(world.agent, "GRET")) == list(access.customers_for(world.agent, "Greta@post")) == [greta]
    assert access.customer_for(world.loner, omar.customer.pk) == omar.customer
    with pytest.raises(NotVisible):
        access.customer_for(world.loner, greta.pk)
