"""Carries out webhooks: one attempt at a time, under the same number, with backoff for as long as it may still help."""

import json

from django.utils.translation import gettext as _

from goodwill.activity import webhooks
from goodwill.core import clock, crypto, http, outbox
from goodwill.core.models import OutboxEntry

SECONDS = 10.0
MOST_ANSWER = 64 * 1024
# Not now, but perhaps later: too slow, too early, too many.
LATER = {408, 409, 425, 429}


@outbox.handles(webhooks.TOPIC)
def deliver(entry: OutboxEntry) -> outbox.Outcome:
    """Make one attempt. What the receiver does not want is not said again; where it can't be reached, it is."""
    url = crypto.decrypt(entry.payload["url"], webhooks.PLACE).decode()
    body = _body(entry)
    try:
        answer = http.request("POST", url, headers=_headers(entry, body), content=body, seconds=SECONDS, max_body=MOST_ANSWER)
    except http.Refused as problem:
        return outbox.Failed(str(problem))
    except http.TooLarge:
        # It took the request: what it says about it beyond that is of no interest.
        return outbox.Done()
    except http.HttpProblem as problem:
        return outbox.Retry(str(problem))
    return _outcome(answer)


def _body(entry: OutboxEntry) -> bytes:
    """The same bytes at every attempt, whatever happened since."""
    said = {"id": entry.key, "event": entry.payload["event"], "at": entry.payload["at"], "data": entry.payload["data"]}
    return json.dumps(said, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def _headers(entry: OutboxEntry, body: bytes) -> dict[str, str]:
    timestamp = int(clock.now().timestamp())
    return {
        "Content-Type": "application/json",
        "Goodwill-Event": entry.payload["event"],
        "Goodwill-Delivery": entry.key.encode("ascii", "backslashreplace").decode(),
        "Goodwill-Timestamp": str(timestamp),
        "Goodwill-Signature": webhooks.signature(timestamp, body),
    }


def _outcome(answer: http.Response) -> outbox.Outcome:
    if answer.is_ok:
        return outbox.Done()
    sentence = _("%(host)s answered with status %(status)d.") % {"host": answer.host, "status": answer.status}
    return outbox.Retry(sentence) if answer.status in LATER or answer.status >= 500 else outbox.Failed(sentence)
