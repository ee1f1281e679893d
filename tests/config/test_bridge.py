"""The bridge from ASGI to WSGI: environment, bodies, answers in pieces, limits."""

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.config import bridge
from goodwill.config.bridge import WsgiBridge


def scope(method: str = "GET", path: str = "/", headers: list[tuple[bytes, bytes]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": headers or [],
        "client": ("10.0.0.1", 5),
        **more,
    }


def ask(application: Callable, given: dict[str, Any], *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the bridge sends for a request whose body comes in these messages."""
    incoming, sent = list(messages), []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if incoming else await asyncio.Event().wait()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(WsgiBridge(application, 1)(given, receive, send))
    return sent


def body(content: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


def echo(environ: dict[str, Any], start_response: Callable) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def content(sent: list[dict[str, Any]]) -> bytes:
    return b"".join(message.get("body", b"") for message in sent[1:])


def test_answer_has_status_headers_and_body():
    def application(environ, start_response):
        start_response("404 Not Found", [("X-One", "ü")])
        return [b"a", b"b"]

    assert ask(application, scope()) == [
        {"type": "http.response.start", "status": 404, "headers": [(b"x-one", "ü".encode("latin-1"))]},
        {"type": "http.response.body", "body": b"ab", "more_body": False},
    ]


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=6))
def test_body_arrives_whole_however_it_was_cut(parts: list[bytes]):
    messages = [body(part, number < len(parts) - 1) for number, part in enumerate(parts)]

    assert content(ask(echo, scope("POST", headers=[(b"transfer-encoding", b"chunked")]), *messages)) == b"".join(parts)


def test_environment_follows_the_wsgi_rules():
    headers = [
        (b"host", b"desk"),
        (b"content-type", b"text/plain"),
        (b"x-a", b"1"),
        (b"x-a", b"2"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    environ = bridge.environ(scope("POST", "/ü", headers, query_string=b"q=%20", server=("desk", 8000)), io.BytesIO(b"1234"))

    assert environ["PATH_INFO"] == "/ü".encode().decode("latin-1")
    assert (environ["QUERY_STRING"], environ["SERVER_PORT"], environ["REMOTE_ADDR"]) == ("q=%20", "8000", "10.0.0.1")
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["HTTP_HOST"]) == ("text/plain", "4", "desk")
    assert (environ["HTTP_X_A"], environ["HTTP_COOKIE"]) == ("1,2", "a=1;b=2")


def test_header_with_underscore_can_not_pose_as_the_proxys():
    environ = bridge.environ(scope(headers=[(b"x_forwarded_proto", b"https")]), io.BytesIO())

    assert "HTTP_X_FORWARDED_PROTO" not in environ


def test_length_is_what_arrived_not_what_was_said():
    environ = bridge.environ(scope("POST", headers=[(b"content-length", b"999")]), io.BytesIO(b"12"))

    assert environ["CONTENT_LENGTH"] == "2"


@pytest.mark.parametrize("declared", [b"100", b"1"])
def test_body_above_the_limit_is_refused(monkeypatch, declared):
    monkeypatch.setattr(bridge, "LARGEST_BODY", 10)

    sent = ask(echo, scope("POST", headers=[(b"content-length", declared)]), body(b"12345678", True), body(b"12345678"))

    assert sent[0]["status"] == 413


def test_body_that_stops_arriving_is_given_up(monkeypatch):
    monkeypatch.setattr(bridge, "BODY_SECONDS", 0.01)

    assert ask(echo, scope("POST", headers=[(b"content-length", b"9")]), body(b"1", True))[0]["status"] == 408


def test_slow_bodies_hold_no_thread():
    """One thread, and ten requests that never end: an eleventh is answered all the same."""

    async def scenario() -> list[dict[str, Any]]:
        desk, sent = WsgiBridge(echo, 1), []

        async def never() -> dict[str, Any]:
            return await asyncio.Event().wait()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        slow = [asyncio.create_task(desk(scope("POST", headers=[(b"content-length", b"9")]), never, send)) for _ in range(10)]
        await asyncio.sleep(0)
        await asyncio.wait_for(desk(scope(), never, send), 20)
        for task in slow:
            task.cancel()
        return sent

    assert asyncio.run(scenario())[0]["status"] == 200


def test_large_answer_goes_out_in_pieces_and_is_closed_once():
    made, closed = [], []

    class Large:
        def __iter__(self):
            for number in range(8):
                made.append(number)
                yield bytes(100 * 1024)

        def close(self):
            closed.append(threading.current_thread().name)

    def application(environ, start_response):
        start_response("200 OK", [])
        return Large()

    sent = ask(application, scope())

    assert [len(message["body"]) // 1024 for message in sent[1:]] == [300, 300, 200]
    assert [message["more_body"] for message in sent[1:]] == [True, True, False]
    assert len(closed) == 1
    assert closed[0].startswith("page")


def test_application_that_breaks_is_closed_and_raises():
    closed = []

    class Broken:
        def __iter__(self):
            raise RuntimeError("broken")

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [])
        return Broken()

    with pytest.raises(RuntimeError, match="broken"):
        ask(application, scope())
    assert closed == [True]
