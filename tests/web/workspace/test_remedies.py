"""Putting things right over HTTP: what is offered, the form with its dry run, granting once, approval, and the second factor."""

import re
from urllib.parse import quote

import pytest

from goodwill.commerce.contract import Outcome, Performed
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from goodwill.remedies import kinds
from goodwill.remedies.models import Approval, Remedy
from tests.factories.conversations import make_conversation
from tests.factories.stores import booths
from tests.remedies.making import make_order, make_store

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def order(world):
    return make_order(make_store())


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def words(response, status: int = 200) -> str:
    """What is read on the page, in one line."""
    assert response.status_code == status, response.content[:800]
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def form(**fields: str) -> dict[str, str]:
    return {"key": "form-0001", "step": "grant", "to": "original", **fields}


def test_order_offers_what_the_policy_lets_the_agent_do(order, mira, as_agent, world):
    text = words(mira.get(f"/orders/{order.pk}/"))
    assert "Order #1001" in text
    assert "Refund up to €25.00" in text
    assert "Delivered" in text
    assert "credit card •••• 4242" in text
    reader = words(as_agent(world.reader).get(f"/orders/{order.pk}/"))
    assert "Put it right" not in reader
    assert as_agent(world.reader).get(f"/orders/{order.pk}/remedies/refund").status_code == 403


def test_dry_run_says_what_will_happen_and_writes_nothing(order, mira):
    path = f"/orders/{order.pk}/remedies/refund"
    allowed = words(mira.post(path, form(step="preview", amount="12.50", reason="damaged"), headers={**HTMX, "HX-Target": "dry-run"}))
    assert "Refunds €12.50 to Visa ending in 4242." in allowed
    assert "Rule: Agents, EUR" in allowed
    over = words(mira.post(path, form(step="preview", amount="40", reason="damaged"), headers={**HTMX, "HX-Target": "dry-run"}))
    assert "Needs approval Rule: Over the limit" in over
    assert "Jonas" in over
    without = words(mira.post(path, form(step="preview", amount="12,50", reason="damaged", note="Two leaves off")))
    assert "Refunds €12.50" in without
    assert "Two leaves off" in without
    assert not Remedy.objects.exists()


def test_granting_twice_with_one_form_gives_once_and_stands_in_the_conversation(order, mira, world):
    conversation = make_conversation(world.support, "My fern arrived broken: #1001")
    path = f"/orders/{order.pk}/remedies/refund?conversation={conversation.pk}"
    answers = [mira.post(path, form(amount="12.50", reason="damaged")) for _time in range(2)]
    remedy = Remedy.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/remedies/{remedy.pk}/?conversation={conversation.pk}"] * 2
    assert (remedy.value, remedy.conversation, remedy.agent, remedy.state) == (1250, conversation, world.agent, "sent")
    assert "Being carried out" in words(mira.get(f"/remedies/{remedy.pk}/"))
    assert "Mira Okafor granted: Refund, €12.50" in words(mira.get(f"/conversations/{conversation.pk}/"))


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"amount": "a lot", "reason": "damaged"}, 422, "This is not an amount of money."),
        ({"amount": "12.50"}, 422, "Say why: the rule “Agents, EUR” asks for a reason."),
        ({"amount": "200", "reason": "damaged"}, 409, "€200.00 is more than the €105.00 that are left of what was paid."),
    ],
)
def test_error_is_said_and_everything_is_kept(order, mira, sent, status, sentence):
    response = mira.post(f"/orders/{order.pk}/remedies/refund", form(note="Kept word for word", **{"lines-l1": "1"}, **sent))
    assert sentence in words(response, status)
    page = response.content.decode()
    assert f'value="{sent["amount"]}"' in page
    assert "Kept word for word</textarea>" in page
    assert 'name="key" value="form-0001"' in page
    assert re.search(r'name="lines-l1"[^>]*value="1"', page)


def test_over_the_limit_goes_to_a_lead_who_sees_the_context_and_answers(order, mira, as_agent, world):
    conversation = make_conversation(world.support, "Everything broken, #1001")
    mira.post(f"/orders/{order.pk}/remedies/refund?conversation={conversation.pk}", form(amount="80", reason="damaged", note="The pot too"))
    approval = Approval.objects.get()
    jonas, path = as_agent(world.lead), f"/approvals/{approval.token}/"
    assert "Refund, €80.00" in words(jonas.get("/approvals/"))
    assert re.search(r'href="/approvals/"[^\n]*rail__count">1<', jonas.get("/approvals/").content.decode())
    text = words(jonas.get(path))
    for said in ("Mira Okafor asks", "The pot too", "Everything broken, #1001", "Refunds €80.00 to Visa ending in 4242.", "Over the limit"):
        assert said in text
    assert "Nobody answers their own question." in words(mira.get(path))
    assert words(mira.post(path, {"answer": "yes"}), 409).count("Nobody answers their own question.") >= 1
    assert as_agent(world.reader).get(path).status_code == 404
    assert jonas.post(path, {"answer": "yes", "words": "Of course"}).status_code == 302
    assert Remedy.objects.get().state == "sent"
    assert "Jonas Weber approved it: Of course" in words(mira.get(f"/remedies/{approval.remedy_id}/"))
    assert "This was answered already" in words(jonas.post(path, {"answer": "no"}), 409)


def test_much_money_asks_for_proof_once_more_and_comes_back_with_the_form(order, as_agent, world):
    jonas, path = as_agent(world.lead), f"/orders/{order.pk}/remedies/refund"
    filled = form(amount="104.99", reason="damaged", note="Long story")
    assert "You have none yet" in words(jonas.post(path, filled), 409)
    world.lead.set_password("a-long-password")
    world.lead.save()
    jonas.force_login(world.lead)
    sent = jonas.post(path, filled)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/account/confirm?next={quote(f'{path}?form=form-0001', safe='')}")
    assert not Remedy.objects.exists()
    proven = jonas.post("/account/confirm", {"password": "a-long-password", "next": f"{path}?form=form-0001"})
    assert proven.headers["Location"] == f"{path}?form=form-0001"
    back = jonas.get(proven.headers["Location"]).content.decode()
    assert ('value="104.99"' in back, "Long story</textarea>" in back, 'value="form-0001"' in back) == (True, True, True)
    assert jonas.post(path, filled).status_code == 302
    assert Remedy.objects.get().value == 10499


def test_refusal_of_the_store_is_told_in_its_words_and_tried_again_with_the_same_form(order, mira, shelf):
    sent = form(amount="12.50", reason="damaged", note="Two leaves off", notify="on", **{"lines-l1": "1"})
    mira.post(f"/orders/{order.pk}/remedies/refund", sent)
    shelf.performed.append(Performed(Outcome.REFUSED, "The card was closed."))
    deliver_entry.call(OutboxEntry.objects.get(topic="remedy").pk)
    remedy = Remedy.objects.get()
    response = mira.get(f"/remedies/{remedy.pk}/")
    assert "What the store says The card was closed. Try again" in words(response)
    again = f"/orders/{order.pk}/remedies/refund?again={remedy.pk}"
    assert f'href="{again}"' in response.content.decode()
    page = mira.get(again).content.decode()
    kept = ('name="amount" type="text" value="12.50"', '<option value="damaged" selected>', "Two leaves off</textarea>")
    assert [text for text in kept if text not in page] == []
    assert re.search(r'name="lines-l1"[^>]*value="1"', page)
    assert 'value="form-0001"' not in page


@pytest.mark.parametrize("kind", sorted(kinds.all_kinds()))
def test_every_kind_has_a_form_that_can_be_looked_at_and_tried(order, mira, kind):
    path = f"/orders/{order.pk}/remedies/{kind}"
    assert mira.get(path).status_code == 200
    filled = {"key": "form-0002", "step": "preview", "reason": "damaged", "items": "fern-l", "items_search": "fern", "lines-l1": "1"}
    assert mira.post(path, filled | {"swaps-l1": "fern-l", "amount": "5", "until": "2026-12-24", "percent": "10"}).status_code == 200
    assert not Remedy.objects.exists()


def test_search_for_articles_keeps_what_is_chosen(order, mira):
    answer = mira.post(f"/orders/{order.pk}/remedies/reship/articles", {"field": "items", "items": "pot", "items_search": "fern large"})
    page = answer.content.decode()
    assert re.findall(r'value="([\w-]+)"( checked)?', page.replace('value="1"', "")) == [("pot", " checked"), ("fern-l", "")]
