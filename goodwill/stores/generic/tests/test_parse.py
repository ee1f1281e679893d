"""Webhooks, pages and answers of a home-made store; what can't be understood is named."""

import json

import pytest

from goodwill.commerce.contract import Incomprehensible, Outcome, Performed, Resource
from goodwill.stores.generic import parse
from goodwill.stores.generic.forms import SettingsForm


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "This must be a JSON object."),
        ({}, "id: each event needs one"),
        ({"id": ""}, "id: each event needs one"),
        ({"id": True}, "id: each event needs one"),
        ({"id": "x" * 201}, "id: each event needs one"),
        ({"id": "1", "order": []}, "order: there is no such field"),
        ({"id": "1", "orders": [{"id": "7"}]}, "orders[0] (id 7).updated_at: this is missing"),
        ({"id": "1", "stale": {"order": ["7"]}}, "stale: this must name lists of ids by resource"),
        ({"id": "1", "stale": ["7"]}, "This must be a JSON object."),
        ({"id": "1", "removed": [{"id": "7", "updated_at": "2026-01-01T00:00:00Z"}]}, "removed[0] (id 7).resource: this is missing"),
    ],
)
def test_webhook_that_is_wrong_is_named(document, sentence):
    with pytest.raises(Incomprehensible) as caught:
        parse.hook(json.dumps(document).encode(), "EUR")
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_webhook_that_is_no_json_is_incomprehensible(body):
    with pytest.raises(Incomprehensible, match="not JSON"):
        parse.hook(body, "EUR")


def test_webhook_without_a_topic_and_with_own_fields_is_taken():
    delivery = parse.hook(b'{"id": 7, "x_source": "cron"}', "EUR")
    assert (delivery.key, delivery.topic, delivery.snapshots, delivery.stale) == ("7", "changed", (), ())


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (3, "This must be a JSON object."),
        ({}, "items: this must be a list, not nothing"),
        ({"items": [], "cursor": {"a": 1}}, "cursor: this must be a text"),
        ({"items": [], "total": "3"}, "total: this must be a whole number"),
        ({"items": [], "total": -1}, "total: this must be a whole number"),
    ],
)
def test_page_that_is_wrong_is_named(page, sentence):
    with pytest.raises(Incomprehensible) as caught:
        parse.batch(Resource.ORDERS, page, "EUR")
    assert str(caught.value).startswith(sentence)


def test_answer_is_understood():
    answer = {"outcome": "temporary", "detail": "Till is closed.", "retry_after": 60, "facts": {"code": 7}, "id": 31}
    assert parse.performed(answer, "EUR") == Performed(
        Outcome.TEMPORARY, "Till is closed.", external_id="31", facts={"code": "7"}, retry_after=60
    )


@pytest.mark.parametrize("answer", [None, {}, {"outcome": "perhaps"}, {"outcome": "done", "facts": [1]}, {"outcome": "done", "refund": 1}])
def test_answer_that_is_wrong_is_incomprehensible(answer):
    with pytest.raises(Incomprehensible):
        parse.performed(answer, "EUR")


def test_settings_keep_the_secret_that_is_not_typed_again():
    form = SettingsForm({"url": "https://shop.example/goodwill/", "secret": ""}, initial={"secret": "s" * 16})
    assert form.is_valid()
    assert form.cleaned_data == {"url": "https://shop.example/goodwill", "secret": "s" * 16}
    assert "s" * 16 not in form.as_p()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"url": "https://shop.example"}, "secret"),
        ({"url": "https://shop.example", "secret": "short"}, "secret"),
        ({"url": "ftp://shop.example", "secret": "s" * 16}, "url"),
        ({"url": "https://me:you@shop.example", "secret": "s" * 16}, "url"),
        ({"url": "https://shop.example?a=1", "secret": "s" * 16}, "url"),
    ],
)
def test_settings_that_can_not_work_are_refused(data, field):
    assert list(SettingsForm(data).errors) == [field]
