"""Visits the pages of a running desk as a browser with a session does: over HTTP, on connections that stay open."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.test import Client

from bench.measuring import Times, timed
from goodwill.accounts.models import Agent

_CSRF = "b" * 32


def cookies_of(email: str) -> str:
    """The cookies of a new session of this agent."""
    client = Client()
    client.force_login(Agent.objects.get(email=email))
    held: SimpleCookie = client.cookies
    return "; ".join([*(f"{name}={morsel.value}" for name, morsel in held.items()), f"csrftoken={_CSRF}"])


class Visitor:
    """One open connection. It does as little as it can, since it shares the processors with the desk."""

    def __init__(self, address: str, cookies: str) -> None:
        host, _colon, port = address.rpartition(":")
        self._head = f"Host: {address}\r\nCookie: {cookies}\r\n"
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode(), {200})

    def get_part(self, path: str) -> bytes:
        """As htmx asks when a link of the page is followed."""
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._head}HX-Request: true\r\n\r\n".encode(), {200})

    def post(self, path: str, values: dict[str, object]) -> bytes:
        body = urlencode(values).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}X-CSRFToken: {_CSRF}\r\nHX-Request: true\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return self._ask(f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body, {200, 204, 302, 303})

    def _ask(self, request: bytes, expected: set[int]) -> bytes:
        self._socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, parts = received[:end].lower(), [received[end + 4 :]]
        status = int(head.split(b" ", 2)[1])
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        missing = length - len(parts[0])
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        body = b"".join(parts)
        if status not in expected:
            raise RuntimeError(f"{request.split(b' HTTP', 1)[0]!r} was answered {status}: {body[:300]!r}")
        return body

    def _more(self) -> bytes:
        more = self._socket.recv(262_144)
        if not more:
            raise ConnectionError("The desk closed the connection.")
        return more


def visited(address: str, cookies: str, paths: Sequence[str]) -> Times:
    """Each page once, one after the other."""
    return timed(Visitor(address, cookies).get, paths)


def pages_per_second(address: str, cookies: str, path: str, *, clients: int = 4, pages: int = 800) -> float:
    """How many pages are answered in a second to clients that each ask for the next as soon as one came."""

    def visit() -> None:
        visitor = Visitor(address, cookies)
        for _number in range(pages // clients):
            visitor.get(path)

    with ThreadPoolExecutor(clients) as threads:
        started = time.perf_counter()
        for visit_of_one in [threads.submit(visit) for _number in range(clients)]:
            visit_of_one.result()
        return pages / (time.perf_counter() - started)
