"""What an agent types finds what this agent may see, told by the words or the identifier, in a constant number of statements."""

import pytest
from django.db import connection

from goodwill.conversations.domain import assigning, describing, merging, noting, replying, resolving
from goodwill.conversations.searching import Results, search_for
from goodwill.core.search import Order
from tests.factories.conversations import OMAR, fresh, make_answer, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db


def numbers(found: Results) -> list[int]:
    return [result.row.id for result in found.results]


def found(agent, typed: str, **options) -> list[int]:
    return numbers(search_for(agent, typed, **options))


def marked(parts) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


@pytest.mark.parametrize("order", Order)
def test_both_words_in_one_message_the_newest_conversation_first(world, order):
    first = make_message(world.support, "The broken pot came today.")
    second = make_message(world.support, "My pot is broken.", sender=OMAR)
    make_answer(make_message(world.support, "Only a pot."), "Only broken.")
    assert found(world.owner, "broken pot", order=order) == [second.conversation_id, first.conversation_id]


def test_result_shows_the_row_and_where_the_words_stand(world):
    conversation = make_conversation(world.support, "Hello, the broken pot came today.", subject="About my pot")
    (result,) = search_for(world.owner, "broken pot").results
    assert (result.row.id, result.row.customer_name, result.row.last_words) == (
        conversation.pk,
        "Greta Lind",
        "Hello, the broken pot came today.",
    )
    assert (result.row.last_message_at, result.row.tag_names, result.row.has_attachments) == (conversation.last_message_at, [], False)
    assert (marked(result.snippet), marked(result.subject), result.is_note) == (
        "Hello, the [broken] [pot] came today.",
        "About my [pot]",
        False,
    )


def test_message_is_found_at_once_and_not_when_it_was_taken_back(world):
    conversation = make_conversation(world.support, "Where is it?")
    reply = make_reply(conversation, world.agent, "The rhododendron is on its way.")
    assert found(world.owner, "rhododendron") == [conversation.pk]
    replying.undo(reply, by=world.agent)
    assert found(world.owner, "rhododendron") == []


def test_each_sees_what_is_in_sight(world):
    cared = make_conversation(world.support, "A rhododendron for care")
    own = make_conversation(world.support, "A rhododendron of my own")
    assigning.hand_to_team(cared, world.care, by=world.lead)
    assigning._assign(own, world.loner, world.lead)
    seen = {agent.name: found(agent, "rhododendron") for agent in world.everybody}
    everything = [own.pk, cared.pk]
    assert seen == {
        "Ada Lindqvist": everything,
        "Jonas Weber": everything,
        "Mira Okafor": everything,
        "Teo Silva": [cared.pk],
        "Priya Nair": [own.pk],
        "Sam Whitlock": everything,
        "Oskar Brandt": [],
    }


def test_what_was_merged_is_shown_by_what_it_went_into(world):
    source = make_conversation(world.support, "A lost rhododendron", subject="Lost")
    middle = make_conversation(world.support, "Something else", subject="Middle")
    target = make_conversation(world.support, "And another", subject="Kept")
    merging.merge(source, middle, by=world.lead)
    merging.merge(fresh(middle), fresh(target), by=world.lead)
    (result,) = search_for(world.owner, "rhododendron").results
    assert (result.row.id, marked(result.snippet)) == (target.pk, "A lost [rhododendron]")


def test_operators_choose_by_what_the_conversation_is_now(world):
    plain = make_conversation(world.support, "A fern, please.")
    tagged = make_conversation(world.sales, "A fern, please.", sender=OMAR)
    describing.tag(tagged, "gift", by=world.agent)
    assigning.assign(tagged, world.agent, by=world.lead)
    noting.add_note(fresh(plain), "Fern is out of stock", by=world.agent)
    resolving.resolve(fresh(plain), by=world.agent)
    expected = {
        "fern": [plain.pk, tagged.pk],  # the note is the newest
        "fern tag:gift": [tagged.pk],
        "fern -tag:gift": [plain.pk],
        "fern is:resolved": [plain.pk],
        "fern is:open": [tagged.pk],
        "fern is:mine": [tagged.pk],
        "fern is:unassigned": [plain.pk],
        "fern assignee:me": [tagged.pk],
        "fern assignee:mira": [tagged.pk],
        "fern team:orders": [tagged.pk],
        "fern in:orders": [tagged.pk],
        "fern from:omar": [tagged.pk],
        "has:note": [plain.pk],
        "note:stock": [plain.pk],
        "fern has:attachment": [],
        "please after:today": [],
        "please on:today": [tagged.pk, plain.pk],
    }
    assert {typed: found(world.agent, typed) for typed in expected} == expected


def test_note_is_told_from_a_message(world):
    conversation = make_conversation(world.support, "A fern, please.")
    noting.add_note(conversation, "The rhododendron is out of stock", by=world.agent)
    (result,) = search_for(world.owner, "rhododendron").results
    assert (result.is_note, marked(result.snippet)) == (True, "The [rhododendron] is out of stock")


def test_identifier_finds_its_conversation_within_the_scope(world):
    conversation = make_conversation(world.support, "Where is FF-20318?")
    assert [result.row.id for result in search_for(world.owner, "ff20318").exact] == [conversation.pk]
    assert [result.row.id for result in search_for(world.owner, "greta@post.example").exact] == [conversation.pk]
    assert search_for(world.loner, "ff20318").exact == []


def test_nothing_typed_finds_nothing_and_what_is_unknown_is_told(world):
    make_conversation(world.support)
    assert search_for(world.owner, " ") == Results([])
    answer = search_for(world.owner, "is:nowhere fern")
    assert (len(answer.results), len(answer.problems)) == (1, 1)


@pytest.mark.parametrize("order", Order)
def test_pages_hold_each_conversation_once(world, order, monkeypatch):
    monkeypatch.setattr("goodwill.conversations.searching.PAGE", 2)
    made = [make_conversation(world.support, f"fern {number}") for number in range(5)]
    pages, after = [], ""
    while True:
        page = search_for(world.owner, "fern", order=order, after=after)
        pages.append(numbers(page))
        after = page.next
        if not after:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(sum(pages, [])) == sorted(conversation.pk for conversation in made)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "more"), [("owner", 0), ("carer", 1)])
def test_search_takes_the_same_statements_for_one_and_three_results(world, number, who, more, django_assert_num_queries):
    for _ in range(number):
        assigning.hand_to_team(make_conversation(world.support, "A broken pot"), world.care, by=world.lead)
    # Words, documents, what was merged, rows, marks of reading, messages; PostgreSQL asks for the span of keys too.
    with django_assert_num_queries(6 + more + (connection.vendor == "postgresql")):
        page = search_for(getattr(world, who), "broken pot")
    assert len(page.results) == number
