"""Webhooks are believed when the store signed them, within five minutes, and never otherwise."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.commerce.contract import ConnectedStore, Forged, HookRequest
from goodwill.stores.generic.connector import Generic
from goodwill.stores.generic.signatures import SIGNATURE, TIMESTAMP, request_headers, signature

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
SECRET = "correct horse battery"
BODY = b'{"id": "evt-1"}'
generic = Generic()


def _store(secret=SECRET):
    return ConnectedStore(1, "Shop", "EUR", {"secret": secret})


def _request(body=BODY, at=NOW, **headers):
    timestamp = str(int(at.timestamp()))
    signed = {TIMESTAMP: timestamp, SIGNATURE: signature(SECRET, timestamp, body)}
    return HookRequest("POST", {**signed, **headers}, {}, body, NOW)


def test_signature_is_the_digest_that_others_work_out():
    """Worked out with openssl: printf '1769851800.{"id": "evt-1"}' | openssl dgst -sha256 -hmac 'correct horse battery'"""
    assert signature(SECRET, "1769851800", BODY) == "sha256=30fa4dec154878ffc0695fc38017d7e368f8cd4c19946e1645b238bdadd41ab7"


@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_signed_webhook_within_the_window_is_taken(minutes):
    assert generic.receive(_request(at=NOW + timedelta(minutes=minutes)), _store()).key == "evt-1"


@pytest.mark.parametrize(
    ("request_", "secret", "sentence"),
    [
        (_request(at=NOW - timedelta(minutes=6)), SECRET, "older than five minutes"),
        (_request(at=NOW + timedelta(minutes=6)), SECRET, "older than five minutes"),
        (_request(), "another secret than theirs", "does not fit"),
        (_request(), "", "no secret yet"),
        (_request(**{SIGNATURE: ""}), SECRET, "does not fit"),
        (_request(**{SIGNATURE: "sha256=\u00fc"}), SECRET, "does not fit"),
        (_request(**{TIMESTAMP: ""}), SECRET, "is missing"),
        (_request(**{TIMESTAMP: "\u0661"}), SECRET, "is missing"),
        (_request(**{TIMESTAMP: "9" * 50}), SECRET, "is missing"),
        (_request(**{TIMESTAMP: str(int(NOW.timestamp()) + 1)}), SECRET, "does not fit"),
        (HookRequest("POST", _request().headers, {}, BODY + b" ", NOW), SECRET, "does not fit"),
    ],
)
def test_anything_else_is_forged(request_, secret, sentence):
    with pytest.raises(Forged, match=sentence):
        generic.receive(request_, _store(secret))


def test_second_signature_lets_the_secret_be_changed():
    old = _request().headers[SIGNATURE]
    assert generic.receive(_request(**{SIGNATURE: f"sha256=00, {old}"}), _store()).key == "evt-1"


def test_request_of_ours_is_no_webhook():
    headers = request_headers(SECRET, NOW, "POST", "/actions", BODY)
    with pytest.raises(Forged):
        generic.receive(HookRequest("POST", headers, {}, BODY, NOW), _store())
