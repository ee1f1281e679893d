"""Webhooks: signed, once for each occasion, repeated while it may help, never to where we don't go."""

import hashlib
import hmac
import json

import pytest
from django.db import transaction

from goodwill.activity import webhooks
from goodwill.core import clock
from goodwill.core.models import Job, OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from tests.servers import Answer, Server, serving

pytestmark = pytest.mark.django_db
EVENT, DATA = "target.breached", {"conversation": 12, "metric": "first_response", "who": "Zoë"}


@pytest.fixture
def server(settings):
    with serving(lambda asked: Answer()) as running:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{running.port}"]
        yield running


def called(server: Server, key: str = "breach:1", path: str = "/hook?token=t0p") -> OutboxEntry:
    webhooks.call(server.url + path, EVENT, DATA, key=key)
    return OutboxEntry.objects.get(key=f"webhook:{key}")


def delivered(entry: OutboxEntry) -> OutboxEntry:
    deliver_entry.func(entry.pk)
    entry.refresh_from_db()
    return entry


def test_request_says_what_happened_and_is_signed(server):
    entry = delivered(called(server))
    (asked,) = server.asked
    assert (entry.state, asked.method, asked.target) == (OutboxEntry.State.DONE, "POST", "/hook?token=t0p")
    said = json.loads(asked.body)
    assert said == {"id": "webhook:breach:1", "event": EVENT, "at": entry.payload["at"], "data": DATA}
    headers = {name: asked.headers[name] for name in ("content-type", "goodwill-event", "goodwill-delivery")}
    assert headers == {"content-type": "application/json", "goodwill-event": EVENT, "goodwill-delivery": "webhook:breach:1"}
    expected = hmac.new(
        webhooks.secret().encode(), asked.headers["goodwill-timestamp"].encode() + b"." + asked.body, hashlib.sha256
    ).hexdigest()
    assert asked.headers["goodwill-signature"] == f"v1={expected}"
    assert abs(int(asked.headers["goodwill-timestamp"]) - clock.now().timestamp()) < 60


def test_receiver_can_check_while_the_desk_changes_its_key(server, settings):
    old = webhooks.secret()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, much longer than it need be"
    delivered(called(server))
    (asked,) = server.asked
    signed = asked.headers["goodwill-timestamp"].encode() + b"." + asked.body
    given = asked.headers["goodwill-signature"].split(",")
    assert given == [f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in (webhooks.secret(), old)]
    assert webhooks.secret() != old


def test_occasion_is_told_once_and_its_address_is_kept_encrypted(server):
    entry = called(server)
    webhooks.call(server.url, "said.again", {}, key="breach:1")
    assert OutboxEntry.objects.count() == 1
    assert "t0p" not in str(entry.payload)
    delivered(entry)
    delivered(entry)
    assert len(server.asked) == 1


def test_nothing_is_told_when_the_change_is_undone(server):
    with transaction.atomic():
        called(server)
        assert Job.objects.count() == 1
        transaction.set_rollback(True)
    assert (OutboxEntry.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=429), Answer(status=408), Answer(is_silent=True)])
def test_receiver_in_trouble_is_asked_again_with_the_same_body(server, answer):
    server.respond = lambda asked: answer
    entry = delivered(called(server))
    assert entry.state == OutboxEntry.State.WAITING
    assert entry.not_before > clock.now()
    server.respond = lambda asked: Answer(status=204)
    entry = delivered(entry)
    assert (entry.state, entry.last_error) == (OutboxEntry.State.DONE, "")
    assert len({(asked.body, asked.headers["goodwill-delivery"]) for asked in server.asked}) == 1


@pytest.mark.parametrize("status", [301, 400, 404, 410])
def test_receiver_that_does_not_want_it_is_left_alone(server, status):
    server.respond = lambda asked: Answer(status=status, headers={"Location": "http://169.254.169.254/"})
    entry = delivered(called(server))
    assert (entry.state, entry.last_error) == (OutboxEntry.State.FAILED, f"127.0.0.1 answered with status {status}.")
    assert len(server.asked) == 1


def test_long_answer_counts_as_taken(server):
    server.respond = lambda asked: Answer(body=b"x" * 100_000)
    assert delivered(called(server)).state == OutboxEntry.State.DONE


def test_private_addresses_are_refused_for_good(server, settings):
    settings.PRIVATE_HOSTS = []
    entry = delivered(called(server))
    assert entry.state == OutboxEntry.State.FAILED
    assert "GOODWILL_PRIVATE_HOSTS" in entry.last_error
    assert "t0p" not in entry.last_error
    assert server.asked == []
