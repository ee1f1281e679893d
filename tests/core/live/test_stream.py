"""Live push of a real desk: two web processes, events from a third, over each bus."""

import http.client
import os
import re
import socket
import subprocess

import pytest

from tests.core.live.listening import Listening
from tests.installations import Installation, free_port, is_postgres, wait_until

REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"


def has_redis() -> bool:
    host, port = re.match(r"redis://([^:/]+):?(\d+)?", REDIS).groups()
    try:
        socket.create_connection((host, int(port or 6379)), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=["database", "redis"])
def desk(request, installation: Installation) -> Installation:
    if request.param == "redis":
        if not has_redis():
            assert not os.environ.get("CI"), f"CI needs Redis at {REDIS}."
            pytest.skip(f"Redis does not answer at {REDIS}.")
        installation.extra["REDIS_URL"] = REDIS
    return serve(installation)


def serve(installation: Installation) -> Installation:
    installation.port = free_port()
    installation.extra |= {"GOODWILL_LISTEN": f"127.0.0.1:{installation.port}", "GOODWILL_WEB_PROCESSES": "2"}
    process = installation.start("-m", "goodwill.config.cli", "web", stdout=subprocess.PIPE, text=True)
    assert "ready" in wait_until(process.stdout.readline, "the desk to start")
    return installation


def publish(desk: Installation, *topics: str) -> None:
    desk.python(f"""
        from goodwill.core import live
        for number, topic in enumerate({topics!r}, 1):
            live.publish([topic], "changed", {{"number": number}})
        result = None
    """)


def token(desk: Installation, topics: list[str], agent: int = 1, session: str = "") -> tuple[str, int]:
    return desk.python(f"""
        from goodwill.core import live
        result = [live.token({topics!r}, {agent}, {session!r}), live.position()]
    """)


def test_events_reach_pages_of_every_process_by_topic(desk: Installation):
    both, position = token(desk, ["a", "b"])
    only, _ = token(desk, ["b"])
    with Listening(desk.port, only, position) as one:
        pages = [Listening(desk.port, both, position) for _ in range(6)]
        assert {page.next().kind for page in [one, *pages]} == {"hello"}

        publish(desk, "a", "b", "c")

        assert one.next_change().data == {"number": 2}
        for page in pages:
            with page:
                assert [page.next_change().data["number"] for _ in range(2)] == [1, 2]


def test_page_that_comes_back_gets_what_it_missed(desk: Installation):
    key, position = token(desk, ["a"])
    publish(desk, "a", "b", "a")

    with Listening(desk.port, key, position) as page:
        first, second = page.next_change(), page.next_change()
    assert [first.data["number"], second.data["number"]] == [1, 3]
    with Listening(desk.port, key, 0, {"Last-Event-ID": str(first.id)}) as page:
        while (event := page.next_change()).id < second.id:
            pass
    assert event == second


def test_page_from_a_future_that_never_was_starts_over(desk: Installation):
    key, position = token(desk, ["a"])

    with Listening(desk.port, key, position + 5000) as page:
        assert page.next().kind == "reset"


def test_revoked_agent_is_put_out_everywhere_and_stays_out(desk: Installation):
    key, position = token(desk, ["a"], agent=5)
    other, _ = token(desk, ["a"], agent=6)
    pages = [Listening(desk.port, key, position) for _ in range(4)]
    assert {page.next().kind for page in pages} == {"hello"}

    fresh = desk.python("""
        import time
        from goodwill.core import live
        live.revoke(5)
        time.sleep(0.01)
        result = live.token(["a"], 5)
    """)

    for page in pages:
        with page:
            assert (page.next().kind, page.next()) == ("revoked", None)
    for allowed, status in [(key, 403), (other, 200), (fresh, 200)]:
        with Listening(desk.port, allowed, position) as page:
            assert page.status == status


def test_token_is_good_beside_its_session_only(installation: Installation):
    desk = serve(installation)
    key, position = token(desk, ["a"], session="abc")

    for cookie, status in [("sessionid=abc", 200), ("x=1; sessionid=abc", 200), ("sessionid=abd", 403), ("", 403)]:
        with Listening(desk.port, key, position, {"Cookie": cookie}) as page:
            assert page.status == status


def test_stream_answers_forged_tokens_and_other_methods_plainly(installation: Installation):
    desk = serve(installation)
    key, _ = token(desk, ["a"])
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    answers = []
    for method, path in [("GET", "/live"), ("GET", "/live?token=forged"), ("POST", f"/live?token={key}")]:
        connection.request(method, path)
        response = connection.getresponse()
        response.read()
        answers.append(response.status)
    connection.close()

    assert answers == [403, 403, 405]


@pytest.mark.skipif(not is_postgres(), reason="SQLite has no connections to lose.")
def test_pages_hear_again_after_the_database_connections_were_cut(installation: Installation):
    desk = serve(installation)
    key, position = token(desk, ["a"])
    with Listening(desk.port, key, position) as page:
        assert page.next().kind == "hello"
        desk.cut_database_connections()

        publish(desk, "a")

        assert page.next().data == {"number": 1}
