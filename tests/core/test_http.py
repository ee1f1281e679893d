"""Outbound HTTP against a real server on this machine."""

import contextlib
import gzip
import socket
import threading
from datetime import UTC, datetime

import pytest

from goodwill.config import env
from goodwill.core import clock, http
from tests.servers import Answer, serving


@pytest.fixture
def server(settings):
    with serving(lambda asked: Answer(body=b'{"amount": 12.10}')) as running:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{running.port}", f"localhost:{running.port}"]
        yield running


def _resolving(monkeypatch, *answers):
    """Let the name server give these addresses, one list per question."""
    given = iter(answers)
    monkeypatch.setattr(http, "look_up", lambda host: next(given))


def test_request_is_answered_with_status_headers_and_body(server):
    response = http.request("GET", server.url + "/a", headers={"X-Key": "k"}, params={"since": "2026-01-01T00:00:00+00:00"})
    assert (response.status, response.is_ok, response.host) == (200, True, "127.0.0.1")
    assert response.json == {"amount": "12.10"}
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/a?since=2026-01-01T00%3A00%3A00%2B00%3A00")
    assert (asked.headers["x-key"], asked.headers["user-agent"]) == ("k", "Goodwill")


def test_connection_is_kept_for_the_next_request(server):
    for _ in range(3):
        http.request("POST", server.url, content=b"x")
    assert len({asked.connection for asked in server.asked}) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_private_address_is_refused(monkeypatch, settings, address):
    settings.PRIVATE_HOSTS = []
    _resolving(monkeypatch, [address])
    with pytest.raises(http.Refused, match="at a private address") as caught:
        http.request("GET", "http://shop.example/")
    assert caught.value.may_have_arrived is False
    assert "GOODWILL_PRIVATE_HOSTS=shop.example:80" in str(caught.value)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_address_is_allowed(monkeypatch, settings, address):
    settings.PRIVATE_HOSTS = []
    _resolving(monkeypatch, ["10.0.0.1", address])
    assert http.addresses("shop.example", 443) == [address]


@pytest.mark.parametrize(
    ("entry", "is_allowed"),
    [
        ("10.0.0.0/8", True),
        ("10.1.2.3", True),
        ("shop.example:80", True),
        ("SHOP.example:80", True),
        ("shop.example:81", False),
        ("10.2.0.0/16", False),
    ],
)
def test_setting_allows_networks_addresses_and_hosts_with_their_port(monkeypatch, settings, entry, is_allowed):
    settings.PRIVATE_HOSTS = [entry]
    _resolving(monkeypatch, ["10.1.2.3"])
    if is_allowed:
        assert http.addresses("shop.example", 80) == ["10.1.2.3"]
    else:
        with pytest.raises(http.Refused):
            http.addresses("shop.example", 80)


@pytest.mark.parametrize("value", ["shop.example", "10.0.0.0/99", ":80", "shop:http"])
def test_malformed_setting_stops_the_start(value):
    with pytest.raises(env.MalformedSetting, match="GOODWILL_PRIVATE_HOSTS"):
        env.read({"GOODWILL_PRIVATE_HOSTS": value})


def test_name_is_resolved_once_and_the_checked_address_is_used(monkeypatch, server, settings):
    """A second answer of the name server would be another address; nobody asks for it."""
    settings.PRIVATE_HOSTS = [f"rebinding.example:{server.port}"]
    _resolving(monkeypatch, ["127.0.0.1"])
    assert http.request("GET", f"http://rebinding.example:{server.port}/").status == 200
    assert server.asked[0].headers["host"] == f"rebinding.example:{server.port}"


def test_second_address_is_tried_when_the_first_does_not_answer(monkeypatch, server, settings):
    settings.PRIVATE_HOSTS = ["127.0.0.0/8"]
    _resolving(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    assert http.request("GET", f"http://two.example:{server.port}/").status == 200


@pytest.mark.parametrize("url", ["ftp://shop.example/", "file:///etc/passwd", "shop.example", "https://", "http://a:99999/", "http://[::1"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(http.Refused, match="not a web address"):
        http.request("GET", url)


def test_user_name_in_the_address_is_refused_without_repeating_it():
    with pytest.raises(http.Refused) as caught:
        http.request("GET", "https://me:hush@shop.example/")
    assert "hush" not in str(caught.value)


def test_redirect_is_followed_and_keeps_headers_on_the_same_host(server):
    server.respond = lambda asked: Answer(302, headers={"Location": "/there"}) if asked.target == "/" else Answer(body=b"{}")
    assert http.request("GET", server.url + "/", headers={"X-Key": "k"}).json == {}
    assert [(asked.target, asked.headers.get("x-key")) for asked in server.asked] == [("/", "k"), ("/there", "k")]


def test_redirect_to_another_host_gets_no_headers(server):
    there = f"http://localhost:{server.port}/there"
    server.respond = lambda asked: Answer(302, headers={"Location": there}) if asked.target == "/" else Answer(body=b"{}")
    http.request("GET", server.url + "/", headers={"X-Key": "k", "Authorization": "Bearer k"})
    assert [asked.headers.get("x-key") for asked in server.asked] == ["k", None]
    assert "authorization" not in server.asked[1].headers


def test_redirect_to_a_private_address_is_refused(server, settings):
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{server.port}"]
    server.respond = lambda asked: Answer(302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    with pytest.raises(http.Refused, match="private address"):
        http.request("GET", server.url)


def test_endless_redirects_are_refused(server):
    server.respond = lambda asked: Answer(302, headers={"Location": "/"})
    with pytest.raises(http.Refused, match="circles"):
        http.request("GET", server.url)
    assert len(server.asked) == http.MAX_REDIRECTS + 1


def test_redirect_of_a_post_is_not_followed(server):
    server.respond = lambda asked: Answer(307, headers={"Location": "/there"})
    assert http.request("POST", server.url, content=b"{}").status == 307
    assert len(server.asked) == 1


@pytest.mark.parametrize("is_packed", [False, True])
def test_answer_that_is_too_long_is_refused(server, is_packed):
    body = gzip.compress(b"x" * 300_000) if is_packed else b"x" * 300_000
    server.respond = lambda asked: Answer(body=body, headers={"Content-Encoding": "gzip"} if is_packed else {})
    with pytest.raises(http.TooLarge, match="more than 100 kB") as caught:
        http.request("GET", server.url, max_body=100 * 1024)
    assert caught.value.may_have_arrived is True


def test_nobody_listening_is_unreachable_and_nothing_arrived(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.0/8"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(http.Unreachable, match=r"127\.0\.0\.1 can't be reached") as caught:
            http.request("POST", f"http://127.0.0.1:{free.getsockname()[1]}/?key=hush", content=b"x")
    assert caught.value.may_have_arrived is False
    assert "hush" not in str(caught.value)


def test_unknown_name_is_unreachable(monkeypatch):
    def look_up(host):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(http, "look_up", look_up)
    with pytest.raises(http.Unreachable, match=r"no host named shop\.example"):
        http.request("GET", "https://shop.example/")


def test_connection_closed_without_an_answer_may_have_arrived(server):
    server.respond = lambda asked: Answer(is_silent=True)
    with pytest.raises(http.Unreachable, match="broke off") as caught:
        http.request("POST", server.url, content=b"x")
    assert caught.value.may_have_arrived is True


def test_answer_that_never_comes_ends_in_time(server):
    release = threading.Event()

    def wait(handler):
        release.wait()

    server.respond = lambda asked: Answer(write=wait)
    with pytest.raises(http.Unreachable, match="in time") as caught:
        http.request("POST", server.url, content=b"x", seconds=0.3)
    release.set()
    assert caught.value.may_have_arrived is True


def test_answer_that_drips_ends_in_time(server):
    is_over = threading.Event()

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(OSError):
            while not is_over.wait(0.02):
                handler.wfile.write(b"x" * 100)

    server.respond = lambda asked: Answer(write=drip)
    with pytest.raises(http.Unreachable, match="in time"):
        http.request("GET", server.url, seconds=0.3)
    is_over.set()


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"a": NaN}', b"[" * 100_000, b"\xff\xfe\x00"])
def test_what_is_no_json_says_so(server, body):
    server.respond = lambda asked: Answer(body=body)
    with pytest.raises(http.NotJson, match=r"127\.0\.0\.1 did not answer with JSON"):
        _ = http.request("GET", server.url).json


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("Thu, 01 Jan 2026 00:01:00 GMT", 60), ("Wed, 31 Dec 2025 00:00:00 GMT", 0), ("soon", None), ("", None), ("-5", None)],
)
def test_retry_after_is_read_in_both_forms(text, seconds):
    with clock.pretending(datetime(2026, 1, 1, tzinfo=UTC)):
        assert http.Response(429, "shop.example", {"retry-after": text}, b"").retry_after == seconds


def test_secrets_appear_neither_in_the_log_nor_in_the_response(server, caplog):
    caplog.set_level("DEBUG")
    response = http.request("GET", server.url + "/?token=hush", headers={"Authorization": "hush"})
    assert "hush" not in caplog.text + repr(response)
