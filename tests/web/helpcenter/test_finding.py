"""Finding an order: a code proves it, and no answer tells whether there is one."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from goodwill.commerce.domain import opening_orders, proving_orders
from goodwill.commerce.domain.opening_orders import link_to_order, link_to_orders_of, page_key
from goodwill.commerce.models import OrderCode
from goodwill.core.models import OutboxEntry
from tests.factories.accounts import an_agent
from tests.factories.practice import an_order
from tests.web.helpcenter.visiting import Visitor, code_in, later, letters, words

pytestmark = pytest.mark.django_db
GRETA = "greta@post.example"


def test_code_from_the_letter_opens_the_order_once(stranger, order, work_off):
    assert stranger.asks(" Greta@Post.example ", "1001").headers["Location"] == "/help/code"
    work_off()
    [(to, letter)] = letters()
    assert (to, "#1001" in letter) == (GRETA, True)
    code = code_in(letter)
    answer = stranger.enters(f"{code[:3]} {code[3:]}")
    assert answer.headers["Location"] == f"/help/orders/{page_key(order)}/"
    assert "Delivered" in words(stranger.client.get(answer.headers["Location"]))
    row = OrderCode.objects.get()
    assert (code in row.digest, row.used_at is not None) == (False, True)
    with pytest.raises(proving_orders.WrongCode):
        proving_orders.check(row.handle, code)


@pytest.mark.parametrize(("email", "number"), [(GRETA, "#9999"), ("other@post.example", "#1001"), (GRETA, "!!!")])
def test_wrong_guess_is_answered_as_a_right_one_and_writes_no_letter(order, work_off, email, number):
    right, wrong = Visitor(Client()), Visitor(Client())
    answers = [right.asks(GRETA, "#1001"), wrong.asks(email, number)]
    assert [(answer.status_code, answer.headers["Location"], sorted(answer.cookies)) for answer in answers] == [
        (302, "/help/code", ["order_code"])
    ] * 2
    assert OutboxEntry.objects.count() == 0  # Who asks waits for no letter: it is written by a job.
    work_off()
    assert [to for to, _letter in letters()] == [GRETA]
    pages = [words(visitor.client.get("/help/code")) for visitor in (right, wrong)]
    assert pages[0] == pages[1]
    told = [words(visitor.enters("000000" if code_in(letters()[0][1]) != "000000" else "000001")) for visitor in (right, wrong)]
    assert told[0] == told[1]
    assert "not right, or it is no longer valid" in told[0]


def test_asking_takes_the_same_statements_whether_there_is_an_order_or_not(order):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in (GRETA, "nobody@post.example"):
        with CaptureQueriesContext(connection) as queries:
            Visitor(Client()).asks(email, "#1001")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_fifth_try_is_the_last_even_with_the_right_code(stranger, order, work_off):
    stranger.asks(GRETA, "#1001")
    work_off()
    code = code_in(letters()[0][1])
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(5):
        assert stranger.enters(wrong).status_code == 422
    answer = stranger.enters(code)
    assert (answer.status_code, "no longer valid" in words(answer)) == (422, True)


def test_code_is_good_for_ten_minutes_and_in_the_browser_that_asked(stranger, order, work_off):
    stranger.asks(GRETA, "#1001")
    work_off()
    code = code_in(letters()[0][1])
    assert Visitor(Client()).enters(code).status_code == 422
    with later(601):
        assert stranger.enters(code).status_code == 422
    assert stranger.enters(code).status_code == 302


@pytest.mark.parametrize("same", ["email", "number", "peer"])
def test_asking_again_and_again_is_stopped_in_clear_words(order, same):
    most = 20 if same == "peer" else 5
    for number in range(most + 1):
        email = GRETA if same == "email" else f"someone{number}@post.example"
        answer = Visitor(Client()).asks(
            email,
            "#1001" if same == "number" else f"#{2000 + number}",
            REMOTE_ADDR="192.0.2.1" if same == "peer" else f"192.0.2.{number + 9}",
        )
        assert answer.status_code == (302 if number < most else 429)
    assert "Wait an hour" in words(answer)
    with later(3601):
        assert Visitor(Client()).asks(GRETA, "#1001", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_codes_are_forgotten_after_a_day(stranger, order):
    stranger.asks(GRETA, "#1001")
    with later(3600 * 23):
        proving_orders.forget()
        assert OrderCode.objects.count() == 1
    with later(3600 * 25):
        proving_orders.forget()
        assert OrderCode.objects.count() == 0


def test_link_opens_its_order_and_no_other(visitor, order, store):
    other = an_order(store, "1002", email="olof@post.example", customer_external_id="olof")
    assert "#1001" in visitor.sees()
    for place in ("", "changes/cancellation", "changes/return", "problem"):
        answer = visitor.client.get(f"/help/orders/{page_key(other)}/{place}")
        assert (answer.status_code, "#1002" in words(answer)) == (404, False)
    answer = visitor.client.post(f"/help/orders/{page_key(other)}/changes/cancellation", {"step": "confirm", "reason": "mistake"})
    assert answer.status_code == 404


def test_link_to_an_account_lists_its_orders_and_not_those_of_others(stranger, order, store):
    an_order(store, "1002")
    an_order(store, "1003", customer_external_id="olof", email="olof@post.example")
    token = link_to_orders_of(order.buyer).rpartition("/")[2]
    page = words(stranger.client.get(f"/help/link/{token}", follow=True))
    assert [number in page for number in ("#1001", "#1002", "#1003")] == [True, True, False]


def test_link_is_over_after_its_time_or_when_it_was_changed_or_made_void(stranger, order, store):
    token = link_to_order(order, lasts=timedelta(hours=1)).rpartition("/")[2]
    other = an_order(store, "1002")
    forged = link_to_order(other).rpartition("/")[2].partition("-")[0] + "-" + token.partition("-")[2]
    for wrong in (forged, token[:-1], token.upper() + "a", "o1", "x1-2-3", f"o{'z' * 30}-{'z' * 6}-{'a' * 32}"):
        assert stranger.client.get(f"/help/link/{wrong}").status_code == 410, wrong
    with later(3601):
        assert stranger.client.get(f"/help/link/{token}").status_code == 410
    opening_orders.withdraw_links(order.store, by=an_agent("owner"))
    assert stranger.client.get(f"/help/link/{token}").status_code == 410
    assert stranger.client.get("/help/orders/").headers["Location"] == "/help/"


def test_visit_ends_after_two_hours_and_by_leaving(visitor, order, monkeypatch):
    at = time.time()
    assert visitor.client.get(visitor.place()).status_code == 200
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: at + 7201)
        assert visitor.client.get(visitor.place()).headers["Location"] == "/help/"
    cookie = visitor.client.cookies["order_visit"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/help/", 7200)
    visitor.client.post("/help/leaving")
    assert visitor.client.get(visitor.place()).headers["Location"] == "/help/"


def test_pages_are_kept_by_no_cache_and_say_nothing_in_their_addresses(visitor, order):
    for path in ("", "changes/return", "problem"):
        answer = visitor.client.get(visitor.place(path))
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not any(secret in visitor.place(path) for secret in ("1001", "greta", str(order.total)))
    policy = visitor.client.get(visitor.place()).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'self' blob: https://pictures.example" in policy


def test_visit_of_a_customer_is_none_of_an_agents(visitor, order):
    assert visitor.client.get("/conversations/").status_code == 302
    assert "sessionid" not in visitor.client.cookies


def test_forms_are_refused_without_their_token(order):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/help/", {"email": GRETA, "number": "#1001"}).status_code == 403
    visitor = Visitor(client).opens(order)
    assert visitor.sends("changes/cancellation", step="confirm").status_code == 403
    assert visitor.sends("problem", reason="other", note="Hello").status_code == 403


def test_language_is_the_browsers_else_the_orders(store):
    german = an_order(store, "1005", language="de")
    speaks = lambda language: Client(headers={"Accept-Language": language} if language else {})  # noqa: E731
    said = [
        Visitor(speaks(language)).opens(german).client.get(f"/help/orders/{page_key(german)}/").headers["Content-Language"]
        for language in ("en-GB,en;q=0.9", "de-AT", "sv", "")
    ]
    assert said == ["en", "de", "de", "de"]


def test_letter_is_in_the_orders_language(stranger, store, work_off):
    an_order(store, "1005", language="de")
    stranger.asks(GRETA, "#1005")
    work_off()
    assert "Bestellung" in letters()[0][1]


def test_neighbours_in_one_half_of_an_ipv6_address_are_one_asker(order):
    for number in range(20):
        assert Visitor(Client()).asks(f"a{number}@post.example", f"#{number}00", REMOTE_ADDR=f"2001:db8::{number:x}").status_code == 302
    assert Visitor(Client()).asks("b@post.example", "#7", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert Visitor(Client()).asks("b@post.example", "#7", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302
