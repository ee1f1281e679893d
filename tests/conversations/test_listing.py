"""A list page is one statement for the rows and one for what is unread, whatever there is."""

from datetime import UTC, datetime

import pytest

from goodwill.conversations import customer_timeline, listing, timeline
from goodwill.conversations.domain import assigning, describing, merging, noting, promising, replying, resolving
from goodwill.conversations.listing import UnknownView
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.customers.domain import describing as describing_customers
from goodwill.inboxes.contract import Attachment
from tests.factories.conversations import OMAR, make_answer, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db
KEYS = ["open", "mine", "due", "unassigned", "mentions", "tag-gift", "inbox-1", "team-1", "resolved"]


def ids(agent, key, **options) -> list[int]:
    return [row.id for row in listing.page(agent, listing.view_for(key, agent), **options).rows]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "statements"), [("owner", 2), ("lead", 2), ("carer", 3), ("loner", 2)])
def test_page_takes_the_same_statements_for_one_and_three_rows(world, number, who, statements, django_assert_num_queries):
    agent = getattr(world, who)
    for _ in range(number):
        conversation = make_message(world.support, attachments=[["a.txt", "text/plain", "a"]]).conversation
        assigning.assign(conversation, world.loner, by=world.lead)
        assigning.hand_to_team(conversation, world.care, by=world.lead)
        describing.tag(conversation, "gift", by=world.agent)
    with django_assert_num_queries(statements):
        page = listing.page(agent, listing.view_for("open", agent))
    assert len(page.rows) == number


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "statements"), [("owner", 1), ("carer", 2), ("loner", 1)])
def test_counts_take_one_statement_besides_the_teams(world, number, who, statements, django_assert_num_queries):
    for inbox in (world.support, world.sales) * number:
        make_conversation(inbox)
    with django_assert_num_queries(statements):
        counts = listing.counts(getattr(world, who))
    assert counts.by_status["open"] == (2 * number if who == "owner" else 0)


@pytest.mark.parametrize("number", [1, 3])
def test_timeline_takes_five_statements_for_one_and_three_of_each(world, number, django_assert_num_queries):
    conversation = make_conversation(world.support)
    for _ in range(number):
        make_reply(conversation, world.agent, files=[Attachment("a.txt", "text/plain", b"a")])
        noting.add_note(conversation, "note", by=world.agent)
        describing.tag(conversation, f"tag {now()}", by=world.agent)
    with django_assert_num_queries(5):
        shown = timeline.of(conversation)
        read = [
            (entry.message and str(entry.message.author), entry.note and str(entry.note.author), entry.event and str(entry.event.agent))
            for entry in shown.entries
        ]
    assert len([entry for entry in shown.entries if entry.message]) == number + 1
    assert len(read) == len(shown.entries)


def test_pages_follow_each_other_without_gap_or_double_even_at_equal_times(world):
    at = now()
    made = [make_conversation(world.support, at=at).pk for _ in range(7)]
    found, cursor = [], ""
    while True:
        page = listing.page(world.agent, listing.view_for("open", world.agent), older_than=cursor, limit=3)
        found += [row.id for row in page.rows]
        cursor = page.older
        if not cursor:
            break
    assert found == sorted(made, reverse=True)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2026-13-45T00:00:00+00:00_1",
        "2026-01-01T00:00:00_1",
        "2026-01-01T00:00:00+00:00_²",
        f"2026-01-01T00:00:00+00:00_{'9' * 30}",
        "_",
        "9",
    ],
)
def test_cursor_that_means_nothing_gives_the_first_page(world, cursor):
    conversation = make_conversation(world.support)
    for key in KEYS[:1]:
        assert ids(world.agent, key, older_than=cursor) == [conversation.pk]


def promised(world, *minutes):
    """Conversations with a promise that ends so many minutes after the hour."""
    return [_promised(make_conversation(world.support), minute) for minute in minutes]


def _promised(conversation, minute):
    promising.show_promise(conversation, due_at=datetime(2026, 11, 23, 9, minute, tzinfo=UTC), metric="first_response")
    return conversation.pk


def test_due_shows_what_ends_first_without_gap_or_double_even_at_equal_times(world):
    late, soon, soon_too, later, soon_again = promised(world, 50, 5, 5, 55, 5)
    make_conversation(world.support)
    expected = [soon, soon_too, soon_again, late, later]
    view, found, cursor = listing.view_for("due", world.owner), [], ""
    for _page in range(len(expected)):
        shown = listing.page(world.owner, view, older_than=cursor, limit=1)
        found += [row.id for row in shown.rows]
        cursor = shown.older
    assert (found, cursor) == (expected, "")
    assert ids(world.owner, "due") == expected
    promising.show_promise(Conversation.objects.get(pk=soon), due_at=None)
    assert ids(world.owner, "due") == expected[1:]


def test_due_shows_only_what_the_agent_may_see(world):
    mine, theirs = promised(world, 10, 20)
    assigning.assign(Conversation.objects.get(pk=mine), world.loner, by=world.lead)
    assert ids(world.loner, "due") == [mine]
    assert ids(world.lead, "due") == [mine, theirs]


def test_due_takes_the_same_two_statements(world, django_assert_num_queries):
    promised(world, 10, 20, 30)
    with django_assert_num_queries(2):
        assert len(ids(world.owner, "due")) == 3


@pytest.mark.parametrize("key", ["", "nonsense", "inbox-", "inbox-x", "team-²", "tag-", f"inbox-{'9' * 25}"])
def test_unknown_view_is_said_so(world, key):
    with pytest.raises(UnknownView):
        listing.view_for(key, world.agent)


def test_views_show_what_they_say(world):
    mine, free, sold, done = (make_conversation(inbox) for inbox in (world.support, world.support, world.sales, world.support))
    assigning.assign(mine, world.agent, by=world.agent)
    describing.tag(free, "back-in-stock", by=world.agent)
    resolving.resolve(done, by=world.agent)
    noting.add_note(sold, "@Mira look", by=world.lead)
    agent = world.agent
    assert ids(agent, "open") == [sold.pk, free.pk, mine.pk]
    assert ids(agent, "mine") == [mine.pk]
    assert ids(agent, "unassigned") == [sold.pk, free.pk]
    assert ids(agent, "resolved") == [done.pk]
    assert ids(agent, "mentions") == [sold.pk]
    assert ids(agent, "tag-back-in-stock") == [free.pk]
    assert ids(agent, f"inbox-{world.sales.pk}") == ids(agent, f"team-{world.orders.pk}") == [sold.pk]
    counts = listing.counts(agent)
    assert (counts.by_status, counts.mine, counts.unassigned) == ({"open": 3, "pending": 0, "snoozed": 0}, 1, 2)
    assert (counts.by_inbox, counts.by_team) == ({world.support.pk: 2, world.sales.pk: 1}, {world.orders.pk: 1})
    assert listing.matches(agent, listing.view_for("mentions", agent), sold.pk)
    noting.mark_mentions_seen(sold, agent)
    assert ids(agent, "mentions") == []


def test_two_mentions_in_one_conversation_are_one_row_and_merged_ones_show_where_they_went(world):
    source, target = make_conversation(world.support), make_conversation(world.support)
    for _ in range(2):
        noting.add_note(source, "@Mira", by=world.lead)
    merging.merge(source, target, by=world.lead)
    assert ids(world.agent, "mentions") == [target.pk]
    noting.mark_mentions_seen(target, world.agent)
    assert ids(world.agent, "mentions") == []


def test_rows_of_gives_only_what_may_be_seen(world):
    conversation = make_conversation(world.support)
    assert listing.rows_of(world.loner, [conversation.pk]) == {}
    assert listing.rows_of(world.agent, [conversation.pk, 10**9]).keys() == {conversation.pk}


def test_timeline_pages_backwards_with_notes_and_events_in_their_places(world):
    conversation = make_conversation(world.support, "m0")
    noting.add_note(conversation, "n0", by=world.agent)
    message = conversation.messages.get()
    for number in range(1, 5):
        message = make_answer(message, f"m{number}")
        noting.add_note(conversation, f"n{number}", by=world.agent)
    newest = timeline.of(conversation, limit=2)
    older = timeline.of(conversation, before=newest.earlier, limit=2)
    oldest = timeline.of(conversation, before=older.earlier, limit=2)

    def words(shown):
        return [entry.message.text if entry.message else entry.note.text for entry in shown.entries if not entry.event]

    assert [words(newest), words(older), words(oldest)] == [["m3", "n3", "m4", "n4"], ["m1", "n1", "m2", "n2"], ["m0", "n0"]]
    assert oldest.earlier == 0
    since = newest.entries[0].position
    assert words(timeline.of(conversation, since=since)) == ["n3", "m4", "n4"]


def test_timeline_hides_what_was_undone(world):
    conversation = make_conversation(world.support)
    replying.undo(make_reply(conversation, world.agent, "oops"), by=world.agent)
    shown = timeline.of(conversation)
    assert [entry.message.text for entry in shown.entries if entry.message] == ["Where is my fern?"]
    assert "message.undone" in [entry.event.kind for entry in shown.entries if entry.event]


@pytest.mark.parametrize("number", [1, 3])
def test_customer_timeline_takes_three_statements(world, number, django_assert_num_queries):
    for _ in range(number):
        customer = make_conversation(world.support).customer
        describing_customers.add_note(customer, "likes ferns", by=world.agent)
        describing_customers.rename(customer, f"Greta {now()}", by=world.agent)
    with django_assert_num_queries(3):
        page = customer_timeline.page(world.agent, customer)
        assert all(str(entry.note.author) == "Mira Okafor" for entry in page.entries if entry.note)
    assert sorted({entry.kind for entry in page.entries}) == ["c", "e", "n"]


def test_customer_timeline_pages_newest_first_and_keeps_the_scope(world):
    at = now()
    made = [make_conversation(world.support, at=at) for _ in range(3)]
    customer = made[0].customer
    make_conversation(world.support, sender=OMAR)
    describing_customers.add_note(customer, "likes ferns", by=world.agent)
    found, cursor = [], ""
    while True:
        page = customer_timeline.page(world.agent, customer, older_than=cursor, limit=2)
        found += [(entry.kind, entry.id) for entry in page.entries]
        cursor = page.older
        if not cursor:
            break
    everything = customer_timeline.page(world.agent, customer, limit=100)
    assert found == [(entry.kind, entry.id) for entry in everything.entries]
    assert len(found) == len(set(found)) == 5
    assert [entry.kind for entry in customer_timeline.page(world.loner, customer).entries if entry.kind == "c"] == []
    assert customer_timeline.page(world.agent, customer, older_than="rubbish_c_x").entries == everything.entries
