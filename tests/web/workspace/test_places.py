"""Originals, search, customers, composing and the smaller pages over HTTP."""

import pytest

from goodwill.conversations.models import Conversation
from goodwill.customers.models import Customer
from goodwill.inboxes.domain import sinking
from tests.factories.conversations import make_conversation, make_message, make_reply


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def test_html_of_a_message_can_run_nothing_and_asks_for_images_only_when_told(world, mira):
    message = make_message(world.support, "x", html='<p>Hi <img src="https://tracker.example/p.gif"></p>')
    first = mira.get(f"/messages/{message.pk}/html")
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert "https:" not in policy
    assert "Load images" in first.content.decode()
    assert "img-src 'self' data: https:" in mira.get(f"/messages/{message.pk}/html?images=1").headers["Content-Security-Policy"]


def test_file_is_saved_and_never_run(world, mira, as_agent):
    message = make_message(world.support, "x", attachments=[['a"b;.html', "text/html", "<script>"], ["leaf.png", "image/png", "png"]])
    page, picture = message.attachments.all()
    response = mira.get(f"/attachments/{page.pk}/")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="a_b_.html"')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    shown = mira.get(f"/attachments/{picture.pk}/leaf.png")
    assert (shown.headers["Content-Type"], shown.headers["Content-Disposition"].split(";")[0]) == ("image/png", "inline")
    assert [_read(response), _read(shown)] == [b"<script>", b"png"]
    assert as_agent(world.loner).get(f"/attachments/{page.pk}/").status_code == 404


def _read(response):
    content = b"".join(response.streaming_content)
    # Not response.close(): that would end the request, and with it the connection that the test is in.
    for close in response._resource_closers:
        close()
    return content


def test_source_of_a_message_is_shown_as_text_and_can_be_kept(world, mira):
    message = make_message(world.support, "<b>source</b>")
    assert "&lt;b&gt;source" in mira.get(f"/messages/{message.pk}/raw").content.decode()
    kept = mira.get(f"/messages/{message.pk}/raw?download=1")
    assert kept.content == message.raw.content()
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_search_marks_what_it_found_and_stays_within_the_scope(world, mira, as_agent):
    make_conversation(world.support, "The bougainvillea climbs")
    text = mira.get("/search?q=bougainvillea").content.decode()
    assert "<mark>bougainvillea</mark>" in text
    assert "<html" not in mira.get("/search?q=boug", headers={"HX-Request": "true"}).content.decode()
    assert "<mark>" not in as_agent(world.loner).get("/search?q=bougainvillea").content.decode()
    assert "Nothing found" in mira.get("/search?q=nowhere").content.decode()
    assert "tag:delivery" in mira.get("/search").content.decode()


def test_customer_page_shows_everything_and_changes(world, mira, as_agent):
    conversation = make_conversation(world.support, "Where?", subject="About ferns")
    path = f"/customers/{conversation.customer_id}/"
    text = mira.get(path).content.decode()
    assert "About ferns" in text
    assert "greta@post.example" in text
    mira.post(path, {"name": "Greta L."})
    mira.post(f"{path}notes", {"text": "Prefers the phone"})
    mira.post(f"{path}block")
    customer = Customer.objects.get()
    assert (customer.name, customer.notes.get().text, customer.is_blocked) == ("Greta L.", "Prefers the phone", True)
    mira.post(f"{path}block", {"_method": "DELETE"})
    mira.post(f"{path}notes/{customer.notes.get().pk}", {"_method": "DELETE"})
    customer.refresh_from_db()
    assert (customer.is_blocked, customer.notes.count()) == (False, 0)
    assert as_agent(world.loner).get(path).status_code == 404
    assert "Greta" not in as_agent(world.loner).get("/customers/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_customers_cost_the_same_however_many(world, mira, django_assert_num_queries, count):
    for at in range(count):
        make_conversation(world.support, sender=(f"c{at}@post.example", f"Customer {at}"))
    mira.get("/customers/")
    with django_assert_num_queries(12):
        text = mira.get("/customers/").content.decode()
    assert text.count("found__link--person") == count
    assert mira.get("/customers/?q=c0@post").content.decode().count("found__link--person") == 1


def test_writing_first_starts_a_conversation_of_ones_own(world, mira):
    wrong = mira.post("/compose", {"inbox": "", "address": "nobody", "subject": "", "text": ""})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert [sentence in text for sentence in ("Enter an address", "Enter a subject.", "Write something first.", "Choose the inbox")] == [
        True
    ] * 4
    response = mira.post(
        "/compose", {"inbox": world.support.pk, "address": "new@post.example", "name": "New", "subject": "Hello", "text": "We have moss."}
    )
    conversation = Conversation.objects.get()
    assert response.headers["Location"] == f"/conversations/{conversation.pk}/?view=mine"
    assert (conversation.assignee, conversation.messages.get().text) == (world.agent, "We have moss.")


def test_sink_shows_managers_what_would_have_gone_out(world, mira, as_agent):
    reply = make_reply(make_conversation(world.support), world.agent)
    kept = sinking.keep("k", world.support, b"Subject: Hi\n\nWords", reply.recipients, "Hi there")
    ada = as_agent(world.owner)
    assert "Hi there" in ada.get("/sink/").content.decode()
    assert "Words" in ada.get(f"/sink/{kept.pk}/").content.decode()
    assert mira.get("/sink/").status_code == 403
    assert as_agent(world.loner).get(f"/sink/{kept.pk}/").status_code in (403, 404)


def test_preferences_are_kept_by_the_browser(world, mira):
    assert ("data-single-keys" in mira.get("/preferences").content.decode(), "data-calls" in mira.get("/preferences").content.decode()) == (
        False,
        False,
    )
    mira.post("/preferences", {"theme": "dark", "density": "compact", "single_keys": "off", "calls": "on"})
    text = mira.get("/preferences").content.decode()
    assert 'data-theme="dark"' in text
    assert 'data-density="compact" data-single-keys="off" data-calls="on"' in text
    mira.post("/preferences", {"theme": "pink"})
    assert mira.cookies["theme"].value == "dark"


def test_palette_offers_what_fits_the_open_conversation(world, mira, as_agent):
    conversation = make_conversation(world.support)
    assert "Assign to Jonas Weber" in mira.get(f"/palette?conversation={conversation.pk}").content.decode()
    assert "Assign to" not in mira.get("/palette").content.decode()
    assert "Assign to" not in as_agent(world.reader).get(f"/palette?conversation={conversation.pk}").content.decode()
