"""What customers change by themselves: under the policy, once, and by a person where it does not allow it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodwill.commerce.contract import LineSnapshot, OrderStatus
from goodwill.commerce.models import Order
from goodwill.conversations.models import Conversation, ConversationOrder
from goodwill.customers.models import Identity
from goodwill.remedies.models import LedgerEntry, Remedy
from tests.factories.practice import an_order
from tests.factories.stores import euro
from tests.remedies.making import make_policy
from tests.web.helpcenter.visiting import Visitor, code_in, letters, words

pytestmark = pytest.mark.django_db
KEY = "a1b2c3d4e5f60718"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


def a_photo(content: bytes = JPEG, name: str = "pot.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def piece(order: Order, line: str = "l1") -> str:
    assert order.lines.filter(external_id=line).exists()
    return f"pieces-{line}"


@pytest.fixture
def pending(store) -> Visitor:
    """The page of an order that is not packed yet."""
    return Visitor(Client()).opens(an_order(store, "1002", status=OrderStatus.PENDING))


@pytest.fixture
def packing(store) -> Visitor:
    return Visitor(Client()).opens(an_order(store, "1003", status=OrderStatus.PROCESSING))


def test_order_is_shown_with_its_way_and_its_rules(visitor):
    page = visitor.sees()
    for words_of_it in ("Delivered", "It arrived on", "DHL", "Malmö", "Small pot", "2 pieces", "sand", "€33.00", "Oak Lane 3"):
        assert words_of_it in page
    assert "You can send articles back within 30 days after they arrived." in page
    assert "Sending it back costs you nothing." in page
    assert ("Send something back" in page, "Cancel the order" in page) == (True, False)


def test_return_shows_what_happens_then_is_done_once_with_label_and_letter(visitor, order, work_off):
    chosen = {piece(order): "1", "reason": "no_longer_needed", "label": "1", "key": KEY}
    shown = words(visitor.sends("changes/return", **chosen))
    for sentence in ("You send back: 1 × Small pot.", "You get a return label to print.", "€4.00 go back the way you paid."):
        assert sentence in shown
    assert Remedy.objects.count() == 0
    for _time in range(2):
        answer = visitor.sends("changes/return", step="confirm", **chosen)
        assert answer.headers["Location"] == visitor.place(f"requests/{KEY}")
    assert "We are doing it now" in words(visitor.client.get(answer.headers["Location"]))
    work_off()
    remedy = Remedy.objects.get()
    assert (remedy.kind, remedy.grantee, remedy.value, remedy.parameters["lines"]) == ("return", "customer", 400, {"l1": 1})
    assert list(LedgerEntry.objects.values_list("kind", flat=True)) == ["granted", "done", "confirmed"]
    page = visitor.client.get(answer.headers["Location"])
    assert ("Done" in words(page), "/practice/labels/" in page.content.decode()) == (True, True)
    assert "Agreed, not sent yet" in visitor.sees()
    [(to, letter)] = letters()
    assert (to, "/help/link/o" in letter.replace("=\r\n", "")) == ("greta@post.example", True)


def test_pieces_on_their_way_back_cannot_be_sent_back_again(visitor, order, work_off):
    chosen = {piece(order): "2", "reason": "no_longer_needed"}
    visitor.sends("changes/return", step="confirm", key=KEY, **chosen)
    work_off()
    assert "Already given back or on its way" in visitor.sees("changes/return")
    answer = visitor.sends("changes/return", step="confirm", key="b" * 16, **chosen)
    assert (answer.status_code, Remedy.objects.exclude(state="denied").count()) == (409, 1)


def test_where_money_goes_cannot_be_chosen_by_a_forged_form(visitor, order):
    data = {piece(order): "1", "reason": "no_longer_needed", "method": "gift", "to": "credit", "key": KEY, "step": "confirm"}
    visitor.sends("changes/return", **data)
    assert Remedy.objects.get().parameters == {"lines": {"l1": 1}, "label": True}


@pytest.mark.parametrize("pieces", ["0", "-1", "x", "999999999999", "1.5", "٣"])
def test_return_of_no_or_too_many_pieces_is_refused_in_words(visitor, order, pieces):
    answer = visitor.sends("changes/return", step="confirm", **{piece(order): pieces})
    assert answer.status_code in (409, 422)
    assert Remedy.objects.exclude(state="denied").count() == 0


def test_order_that_is_not_packed_is_cancelled(pending, work_off):
    assert "Cancel the order" in pending.sees()
    shown = words(pending.sends("changes/cancellation", reason="mistake", key=KEY))
    assert "We cancel the order #1002. €33.00 go back the way you paid." in " ".join(shown.split())
    pending.sends("changes/cancellation", reason="mistake", key=KEY, step="confirm")
    work_off()
    page = pending.sees()
    assert ("Cancelled" in page, "€33.00 were given back" in page) == (True, True)


def test_address_is_changed_before_the_label(pending, work_off):
    new = {"name": "Greta Lind", "line1": "Elm Street 9", "city": "Lund", "postcode": "22101", "country": "SE", "key": KEY}
    assert "Greta Lind, Elm Street 9, 22101 Lund, SE" in words(pending.sends("changes/address", **new))
    pending.sends("changes/address", step="confirm", **new)
    work_off()
    assert "Elm Street 9" in pending.sees()
    answer = pending.sends("changes/address", **{**new, "line1": ""})
    assert (answer.status_code, "Enter a street and number." in words(answer)) == (422, True)


def test_what_is_not_allowed_goes_to_a_person_with_all_of_it(packing, work_off):
    page = words(packing.sends("changes/cancellation", reason="mistake", note="I clicked twice.", key=KEY))
    assert ("being packed at this moment" in page, "Send it to a person" in page) == (True, True)
    assert packing.sends("changes/cancellation", reason="mistake", key=KEY, step="confirm").status_code == 409
    for _time in range(2):
        answer = packing.sends("changes/cancellation", reason="mistake", note="I clicked twice.", more="Please!", key=KEY, step="person")
    said = words(packing.client.get(answer.headers["Location"]))
    assert "A person has it" in said
    work_off()
    conversation = Conversation.objects.get()
    message = conversation.messages.get()
    for part in ("I would like this:\nWe cancel the order #1003.", "Ordered by mistake", "I clicked twice.", "Please!"):
        assert part in message.text
    assert list(ConversationOrder.objects.values_list("conversation_id", "order__number")) == [(conversation.pk, "#1003")]
    assert message.subject == "Order #1003: Cancel the order"
    denied = Remedy.objects.get(conversation=conversation)
    assert (denied.state, denied.grantee) == ("denied", "customer")
    assert [to for to, letter in letters() if "A person reads it" in letter] == ["greta@post.example"]
    assert "A person has it" in packing.sees()


def test_what_needs_approval_is_asked_in_the_conversation(packing, work_off):
    make_policy({"effect": "approve", "kinds": ["cancel"], "approver_roles": ["lead"]})
    assert "Send it to a person" in words(packing.sends("changes/cancellation", reason="mistake", key=KEY))
    packing.sends("changes/cancellation", reason="mistake", key=KEY, step="person")
    remedy = Remedy.objects.get()
    assert (remedy.state, remedy.conversation_id) == ("asked", Conversation.objects.get().pk)
    assert "A person decides" in packing.sees()


def test_what_the_store_cannot_do_after_all_goes_to_a_person(visitor, order, work_off):
    from goodwill.stores.practice.models import Thing

    visitor.sends("changes/return", step="confirm", key=KEY, reason="late", **{piece(order): "1"})
    Thing.objects.filter(resource="orders").delete()
    work_off()
    work_off()
    assert (Remedy.objects.get().state, Conversation.objects.get().messages.get().text.count("could not be done")) == ("failed", 1)
    assert "Could not be done; a person has it" in visitor.sees()
    assert [letter.count("could not be done by itself") for _to, letter in letters()] == [0, 1]


def test_problem_with_a_photo_becomes_a_conversation_that_agents_see(visitor, order):
    data = {"reason": "damaged", "article": "l2", "note": "The fern <b>broke</b>.", "key": KEY}
    answer = visitor.client.post(visitor.place("problem"), {**data, "photos": [a_photo(), a_photo(name="../../evil.html")]})
    assert answer.headers["Location"] == visitor.place(f"messages/{KEY}")
    message = Conversation.objects.get().messages.get()
    assert message.text == "Arrived broken: Fern\n\nThe fern <b>broke</b>."
    files = [(file.filename, file.content_type, file.size) for file in message.attachments.all()]
    assert files == [("photo-1.jpg", "image/jpeg", 44), ("photo-2.jpg", "image/jpeg", 44)]
    assert (message.raw.state, b"photo-1.jpg" in message.raw.content()) == ("done", True)
    page = visitor.client.get(answer.headers["Location"]).content.decode()
    assert ("&lt;b&gt;broke" in page, "2 photos" in page) == (True, True)


def test_address_is_verified_by_a_code_and_only_claimed_by_a_link(visitor, order, stranger, work_off):
    visitor.sends("problem", reason="other", note="Hello", key=KEY)
    assert Identity.objects.get().proof == "claimed"
    stranger.asks("greta@post.example", "#1001")
    work_off()
    stranger.enters(next(code_in(letter) for _to, letter in letters() if "is your code" in letter))
    stranger.order = order
    stranger.sends("problem", reason="other", note="Hello", key="c" * 16)
    assert Identity.objects.get().proof == "verified"


def test_small_amount_for_what_came_broken_is_given_back_at_once(visitor, order, work_off):
    data = {"reason": "damaged", "article": "l1", "note": "One pot is cracked.", "key": KEY}
    answer = visitor.client.post(visitor.place("problem"), {**data, "photos": [a_photo()]})
    assert "€4.00 go back the way you paid, for 1 × Small pot." in words(answer)
    given = {"step": "confirm", "reason": "damaged", "article": "l1", "report": KEY, "key": "d" * 16}
    answer = visitor.sends("changes/refund", **given)
    work_off()
    assert "Done" in words(visitor.client.get(answer.headers["Location"]))
    remedy = Remedy.objects.get()
    assert (remedy.value, remedy.state, remedy.conversation_id) == (400, "confirmed", Conversation.objects.get().pk)
    again = visitor.sends("changes/refund", **{**given, "key": "e" * 16})
    assert again.status_code == 409


def test_money_comes_back_for_no_report_without_a_photo(visitor, order):
    data = {"reason": "damaged", "article": "l1", "note": "Cracked.", "key": KEY}
    assert visitor.sends("problem", **data).headers["Location"] == visitor.place(f"messages/{KEY}")
    for report in ("", KEY, "x"):
        answer = visitor.sends("changes/refund", step="confirm", reason="damaged", article="l1", report=report, key="d" * 16)
        assert answer.headers["Location"] == visitor.place("problem")
    assert Remedy.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<!doctype html><script>alert(1)</script>", "photo.jpg", "image/jpeg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "photo.svg", "image/svg+xml"),
        (b"%PDF-1.4", "photo.png", "image/png"),
        (b"", "empty.jpg", "image/jpeg"),
    ],
)
def test_what_is_no_photo_is_not_taken_whatever_it_is_called(visitor, content, name, kind):
    data = {"reason": "damaged", "note": "Broken", "photos": [a_photo(content, name, kind)]}
    answer = visitor.client.post(visitor.place("problem"), data)
    assert (answer.status_code, Conversation.objects.count()) == (422, 0)
    assert "is not a photo" in words(answer) or not content


def test_too_many_and_too_big_photos_are_refused(visitor, monkeypatch):
    data = {"reason": "damaged", "note": "Broken"}
    many = visitor.client.post(visitor.place("problem"), {**data, "photos": [a_photo() for _number in range(6)]})
    assert "at most 5 photos" in words(many)
    monkeypatch.setattr("goodwill.web.helpcenter.uploads.LARGEST", 20)
    assert "larger than 10 MB" in words(visitor.client.post(visitor.place("problem"), {**data, "photos": [a_photo()]}))
    monkeypatch.setattr("goodwill.web.helpcenter.uploads.LONGEST_REQUEST", 100)
    assert visitor.client.post(visitor.place("problem"), {**data, "photos": [a_photo()]}).status_code == 413
    assert Conversation.objects.count() == 0


def test_sixth_matter_of_a_day_is_stopped_in_clear_words(visitor):
    for number in range(6):
        answer = visitor.sends("problem", reason="other", note="Hello", key=f"{number}" * 16)
    assert (answer.status_code, "several times today" in words(answer), Conversation.objects.count()) == (429, True, 5)


def test_without_an_inbox_the_page_says_so(visitor, inbox):
    inbox.is_active = False
    inbox.save()
    answer = visitor.sends("problem", reason="other", note="Hello", key=KEY)
    assert (answer.status_code, "write to us by e-mail" in words(answer)) == (503, True)


def test_what_a_store_says_is_shown_as_text(store):
    order = an_order(store, "1009", lines=(LineSnapshot("l1", "<script>alert(1)</script>", 1, euro("4.00")),))
    visitor = Visitor(Client()).opens(order)
    shown = visitor.client.get(visitor.place()).content.decode()
    assert ("<script>alert" in shown, "&lt;script&gt;alert" in shown) == (False, True)


def test_request_of_another_order_is_not_shown(visitor, order, pending):
    pending.sends("changes/cancellation", reason="mistake", key=KEY, step="confirm")
    assert pending.sees(f"requests/{KEY}")
    visitor.sees(f"requests/{KEY}", status=404)
    pending.sends("problem", reason="other", note="Hello", key=KEY)
    visitor.sees(f"messages/{KEY}", status=404)


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_statements_however_much_is_in_the_order(store, count, django_assert_num_queries):
    lines = tuple(LineSnapshot(f"l{number}", "Fern", 1, euro("4.00"), variant_external_id=f"v{number}") for number in range(count))
    visitor = Visitor(Client()).opens(an_order(store, "1010", lines=lines))
    for number in range(count):
        visitor.sends("problem", reason="other", note="Hello", key=f"{number}" * 16)
    # Four of them say by when we answer.
    with django_assert_num_queries(13):
        visitor.sees()


@pytest.mark.parametrize("path", ["requests/a%00b", "messages/a%00b", "changes/nothing", "requests/nothing", "messages/nothing"])
def test_what_is_not_there_is_told_as_such(visitor, path):
    assert "This page is not here" in visitor.sees(path, status=404)


def test_characters_that_no_database_keeps_are_left_out(visitor, pending):
    visitor.sends("problem", reason="other", note="Hel\x00lo", key=KEY)
    assert Conversation.objects.get().messages.get().text == "Something else\n\nHello"
    new = {"name": "Gre\x00ta", "line1": "Elm Street 9", "city": "Lund", "country": "SE", "step": "confirm", "key": KEY}
    pending.sends("changes/address", **new)
    assert Remedy.objects.get().parameters["address"]["name"] == "Greta"


def test_agents_read_the_ledger_in_the_desks_language_and_the_customer_a_letter_in_theirs(packing, work_off):
    packing.client.cookies["django_language"] = "de"
    packing.sends("changes/cancellation", reason="mistake", key=KEY, step="person")
    work_off()
    assert Remedy.objects.get().sentence.startswith("No rule")
    assert Conversation.objects.get().messages.get().text.startswith("Ich möchte Folgendes:")
    assert "Ein Mensch liest sie" in letters()[0][1]
