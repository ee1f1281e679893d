"""The connector of docs/how-to/store-connector.md works as it stands on the page."""

import json
import re
import sys

import pytest

from goodwill.commerce.contract import (
    CancelOrder,
    ConnectedStore,
    Forged,
    HookRequest,
    Incomprehensible,
    OrderRef,
    Outcome,
    RefundOrder,
    Resource,
)
from goodwill.core.clock import now
from goodwill.core.money import Money
from tests.architecture.tree import ROOT
from tests.servers import Answer, serving

PAGE = (ROOT / "docs/how-to/store-connector.md").read_text()
REFUND = RefundOrder(OrderRef("17", "17"), Money(500, "EUR"), "broken")
ORDER = {
    "no": 17,
    "changed": "2026-01-31T09:30:00+00:00",
    "placed": "2026-01-30T09:30:00+00:00",
    "state": "sent",
    "sum": "19.90",
    "mail": "kim@example.com",
    "items": [{"name": "Teapot", "count": 1, "each": "19.90"}],
}


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory):
    """The class, from a package that holds the page's code."""
    folder = tmp_path_factory.mktemp("how_to") / "kiosk"
    folder.mkdir()
    (folder / "__init__.py").touch()
    files = dict(re.findall(r"^### `(\w+\.py)`\n\n```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    assert sorted(files) == ["apps.py", "client.py", "connector.py", "forms.py", "parse.py"]
    for name, code in files.items():
        (folder / name).write_text(code.replace("from goodwill.stores.kiosk", "from kiosk"))
    sys.path.insert(0, str(folder.parent))
    from kiosk.connector import Kiosk

    yield Kiosk()
    sys.path.remove(str(folder.parent))
    for name in [name for name in sys.modules if name.partition(".")[0] == "kiosk"]:
        del sys.modules[name]


@pytest.fixture
def platform(settings):
    """Answers as Kiosk does; a test may put other answers into ``next``."""
    refunds, following = [], []

    def respond(asked):
        if following:
            return following.pop()
        if asked.headers["x-kiosk-token"] != "token":
            return Answer(401)
        path, _, query = asked.target.partition("?")
        if path.endswith("/refunds") and asked.method == "POST":
            refunds.append({"id": len(refunds) + 1, **json.loads(asked.body)})
            return _json(refunds[-1])
        if path.endswith("/refunds"):
            return _json([one for one in refunds if one["ref"] == query.removeprefix("ref=")])
        return _json([ORDER] if path == "/orders" else ORDER) if "99" not in path else Answer(404)

    with serving(respond) as server:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{server.port}"]
        server.refunds, server.next = refunds, following
        yield server


def _json(document):
    return Answer(body=json.dumps(document).encode())


def _store(platform, token="token"):
    return ConnectedStore(1, "Kiosk", "EUR", {"url": platform.url, "token": token})


def test_orders_are_read(kiosk, platform):
    (order,) = kiosk.fetch(_store(platform), Resource.ORDERS, "", None).snapshots
    assert (order.number, order.total, order.lines[0].title) == ("17", Money(1990, "EUR"), "Teapot")
    assert kiosk.fetch_one(_store(platform), Resource.ORDERS, "17") == (order,)
    assert kiosk.fetch_one(_store(platform), Resource.ORDERS, "99")[0].external_id == "99"


def test_webhook_is_taken_with_the_token_alone(kiosk, platform):
    body = json.dumps({"event": "e1", "order": ORDER}).encode()
    delivery = kiosk.receive(HookRequest("POST", {"x-kiosk-token": "token"}, {}, body, now()), _store(platform))
    assert (delivery.key, delivery.snapshots[0].number) == ("e1", "17")
    with pytest.raises(Forged):
        kiosk.receive(HookRequest("POST", {}, {}, body, now()), _store(platform))
    with pytest.raises(Incomprehensible):
        kiosk.receive(HookRequest("POST", {"x-kiosk-token": "token"}, {}, b'{"event": "e1", "order": {}}', now()), _store(platform))


def test_refund_is_done_and_found(kiosk, platform):
    assert kiosk.find(REFUND, "k", _store(platform)) is None
    assert kiosk.perform(REFUND, "k", _store(platform)).external_id == "1"
    assert kiosk.find(REFUND, "k", _store(platform)).external_id == "1"
    assert platform.refunds == [{"id": 1, "sum": "5.00", "ref": "k"}]
    assert kiosk.perform(CancelOrder(REFUND.order, ""), "l", _store(platform)).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(429), Outcome.TEMPORARY),
        (Answer(500), Outcome.UNKNOWN),
        (Answer(is_silent=True), Outcome.UNKNOWN),
        (Answer(body=b"<h1>"), Outcome.UNKNOWN),
        (Answer(422, b"paid in cash"), Outcome.REFUSED),
    ],
)
def test_trouble_is_told_apart(kiosk, platform, answer, outcome):
    platform.next.append(answer)
    assert kiosk.perform(REFUND, "k", _store(platform)).outcome is outcome
    platform.next.append(answer)
    assert kiosk.find(REFUND, "k", _store(platform)).outcome is Outcome.UNKNOWN


def test_wrong_token_refuses_nothing_for_good(kiosk, platform):
    assert kiosk.perform(REFUND, "k", _store(platform, "other")).outcome is Outcome.TEMPORARY
