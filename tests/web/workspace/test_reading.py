"""The list and a conversation over HTTP: what is shown, to whom, and at what cost."""

import pytest

from goodwill.conversations.domain import noting, viewing
from goodwill.conversations.models import Conversation, Mention, ReadMark
from tests.factories.conversations import make_answer, make_conversation, make_message, make_reply

LIST_STATEMENTS = 14
# One of them is asked only here: inside a test's transaction the card may not be remembered.
CONVERSATION_STATEMENTS = 35


def page(client, path: str, status: int = 200, **headers) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long_it_is(world, as_agent, django_assert_num_queries, count):
    for at in range(count):
        make_conversation(world.support, f"Question {at}", sender=(f"c{at}@post.example", f"Customer {at}"))
    client = as_agent(world.agent)
    page(client, "/conversations/")
    with django_assert_num_queries(LIST_STATEMENTS):
        text = page(client, "/conversations/?view=open")
    assert text.count('class="entry__link"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_conversation_costs_the_same_however_much_is_said(world, as_agent, django_assert_num_queries, count):
    message = make_message(world.support, "The first")
    for at in range(count - 1):
        make_answer(message, f"And {at}")
    client = as_agent(world.agent)
    path = f"/conversations/{message.conversation_id}/"
    page(client, path)
    with django_assert_num_queries(CONVERSATION_STATEMENTS):
        text = page(client, path)
    assert text.count('<article class="message') == count


def test_unread_is_marked_until_the_conversation_was_opened(world, as_agent):
    conversation = make_conversation(world.support)
    client = as_agent(world.agent)
    assert "entry--unread" in page(client, "/conversations/")
    page(client, f"/conversations/{conversation.pk}/")
    assert ReadMark.objects.get(agent=world.agent).position == conversation.last_inbound
    assert "entry--unread" not in page(client, "/conversations/")


def test_htmx_gets_the_pane_alone_and_a_browser_the_whole_page(world, as_agent):
    conversation = make_conversation(world.support)
    client = as_agent(world.agent)
    fragment = page(client, f"/conversations/{conversation.pk}/", HX_Request="true")
    assert fragment.lstrip().startswith('<div class="pane')
    assert "<html" not in fragment
    assert "<html" in page(client, f"/conversations/{conversation.pk}/")
    assert "<html" in page(client, f"/conversations/{conversation.pk}/", HX_Request="true", HX_History_Restore_Request="true")


def test_older_rows_follow_by_the_link_and_none_is_missing(world, as_agent):
    for at in range(53):
        make_conversation(world.support, f"Question {at}", sender=(f"c{at}@post.example", ""))
    client = as_agent(world.agent)
    text = page(client, "/conversations/")
    assert text.count('class="entry__link"') == 50
    older = text.split('list__older" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = page(client, older, HX_Request="true")
    assert rest.count('class="entry__link"') == 3
    assert (text.count("data-keep"), rest.count("data-keep")) == (0, 3)  # A refresh of the first rows leaves them in place.
    numbers = {f"row-{number}" for number in Conversation.objects.values_list("pk", flat=True)}
    assert {name for name in numbers if f'id="{name}"' in text + rest} == numbers


@pytest.mark.parametrize("path", ["", "events", "earlier", "presence", "mentionable", "saved-replies"])
def test_what_an_agent_may_not_see_is_not_there(world, as_agent, path):
    conversation = make_conversation(world.support, "Private words")
    assert page(as_agent(world.agent), f"/conversations/{conversation.pk}/{path}", 200) is not None
    text = page(as_agent(world.loner), f"/conversations/{conversation.pk}/{path}", 404)
    assert "Private words" not in text


def test_unknown_view_and_absent_conversation_are_not_found(world, as_agent):
    client = as_agent(world.agent)
    assert "There is nothing here" in page(client, "/conversations/?view=bogus", 404)
    assert "There is nothing here" in page(client, "/conversations/4711/", 404)


def test_words_of_a_customer_are_text_and_never_markup(world, as_agent):
    evil = "<script>alert(1)</script> <img src=x onerror=alert(2)>"
    conversation = make_conversation(world.support, evil, subject=evil, sender=("x@post.example", evil))
    for path in (f"/conversations/{conversation.pk}/", "/conversations/", "/customers/", "/search?q=script"):
        text = page(as_agent(world.agent), path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_who_else_is_here_stands_in_the_row_and_the_head(world, as_agent):
    conversation = make_conversation(world.support)
    viewing.arrive(conversation, world.lead, is_typing=True)
    client = as_agent(world.agent)
    assert "Jonas Weber is typing…" in page(client, "/conversations/")
    assert page(client, f"/conversations/{conversation.pk}/presence") == "Jonas Weber is typing…"


def test_opening_makes_mentions_seen(world, as_agent):
    conversation = make_conversation(world.support)
    noting.add_note(conversation, "@Mira Okafor please", by=world.lead)
    client = as_agent(world.agent)
    assert "please" in page(client, "/mentions")
    assert Mention.objects.get().seen_at is None
    page(client, f"/conversations/{conversation.pk}/")
    assert Mention.objects.get().seen_at is not None


def test_third_party_and_failed_delivery_are_told_in_words(world, as_agent):
    message = make_message(world.support, "Hello")
    reply = make_reply(message.conversation, world.agent, "Ours")
    reply.delivery, reply.delivery_detail = "failed", "The mailbox is full."
    reply.save()
    make_answer(reply, "I am somebody else", sender=("stranger@other.example", "A Stranger"))
    text = page(as_agent(world.agent), f"/conversations/{message.conversation_id}/")
    assert "The mailbox is full." in text
    assert "Try again" in text
    assert "Not the customer" in text


def test_merged_conversation_leads_to_where_it_is_shown(world, as_agent):
    from goodwill.conversations.domain import merging

    first, second = make_conversation(world.support, "One"), make_conversation(world.support, "Two")
    merging.merge(first, second, by=world.agent)
    response = as_agent(world.agent).get(f"/conversations/{first.pk}/")
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, f"/conversations/{second.pk}/")
