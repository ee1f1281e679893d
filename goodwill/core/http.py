"""The only door for outbound HTTP: to public addresses alone, with limits on time and size, and without secrets in errors.

The name is resolved here, each address is checked, and the connection goes to the checked address: a name server that
answers differently a moment later gains nothing. Redirects pass the same check.
"""

import email.utils
import ipaddress
import json as jsonlib
import logging
import os
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from goodwill.core.clock import now

MAX_BODY = 20 * 1024 * 1024
MAX_REDIRECTS = 3
CONNECT_SECONDS = 5.0
AGENT = "Goodwill"

# Both write whole addresses with their query to the log, and a query may hold a key.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class HttpProblem(Exception):
    """Something outside did not answer as hoped; the sentence is for people and names the host alone.

    With ``may_have_arrived`` the other side may have acted on the request.
    """

    def __init__(self, sentence: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(sentence)
        self.may_have_arrived = may_have_arrived


class Unreachable(HttpProblem):
    """No answer: no such name, no connection, a broken one, or too slow."""


class TooLarge(HttpProblem):
    """The answer is longer than we take."""


class Refused(HttpProblem):
    """We don't go there: a private address, another scheme, a user name in the address, or too many redirects."""


class NotJson(HttpProblem):
    """The answer is not the JSON that was asked for."""


@dataclass(frozen=True)
class Response:
    """An answer of any status; header names are in lower case."""

    status: int
    host: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    @cached_property
    def json(self) -> Any:
        """The body as JSON, numbers with a point as text (an amount keeps its digits); raise NotJson."""
        try:
            return jsonlib.loads(self.body, parse_float=str, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise NotJson(
                _("%(host)s did not answer with JSON (status %(status)d).") % {"host": self.host, "status": self.status},
                may_have_arrived=True,
            ) from None

    @property
    def retry_after(self) -> float | None:
        """Seconds until we may ask again, where the answer says so: in seconds or as a date."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text)
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        return max(0.0, (moment - now()).total_seconds()) if moment.tzinfo else None


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    content: bytes | None = None,
    seconds: float = 15.0,
    max_body: int = MAX_BODY,
) -> Response:
    """Ask and read the whole answer within ``seconds``; raise an HttpProblem when there is none.

    A GET follows redirects; one that leads to another host gets none of the headers, since they hold keys.
    """
    deadline = time.monotonic() + seconds
    given = dict(headers or {})
    target = httpx.URL(_checked(url), params=params) if params else httpx.URL(_checked(url))
    for _hop in range(MAX_REDIRECTS + 1):
        response = _ask(httpx.Request(method, target, headers=_with_ours(given), content=content), deadline, max_body)
        location = response.headers.get("location")
        if method != "GET" or response.status not in (301, 302, 303, 307, 308) or not location:
            return response
        there = httpx.URL(_checked(urljoin(str(target), location)))
        if target.scheme == "https" and there.scheme != "https":
            raise Refused(_("%s leads from an encrypted address to one that is not.") % target.host)
        if (there.scheme, there.host, there.port) != (target.scheme, target.host, target.port):
            given = {}
        target = there
    raise Refused(_("%(host)s leads in circles: more than %(count)d redirects.") % {"host": target.host, "count": MAX_REDIRECTS})


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        is_usable = False
    if not is_usable:
        raise Refused(_("This is not a web address: it must start with https:// or http:// and name a host."))
    if "@" in parts.netloc:
        raise Refused(_("The address of %s holds a user name; give it in its own field.") % parts.hostname)
    return url


def _with_ours(headers: Mapping[str, str]) -> dict[str, str]:
    return {"User-Agent": AGENT, "Accept": "application/json, */*", "Accept-Encoding": "gzip, deflate", **headers}


def _ask(asked: httpx.Request, deadline: float, max_body: int) -> Response:
    host = asked.url.host
    left = max(0.1, deadline - time.monotonic())
    asked.extensions = {"timeout": httpx.Timeout(left, connect=min(CONNECT_SECONDS, left)).as_dict()}
    try:
        answer = _client(os.getpid()).send(asked, stream=True)
        try:
            body = _read(answer, host, deadline, max_body)
        finally:
            answer.close()
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise Unreachable(_("%s can't be reached.") % host) from None
    except httpx.TimeoutException:
        raise Unreachable(_("%s did not answer in time.") % host, may_have_arrived=True) from None
    except (httpx.HTTPError, httpx.StreamError):
        raise Unreachable(_("The connection to %s broke off.") % host, may_have_arrived=True) from None
    return Response(answer.status_code, host, {name.lower(): value for name, value in answer.headers.items()}, body)


def _read(answer: httpx.Response, host: str, deadline: float, max_body: int) -> bytes:
    chunks, size = [], 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > max_body:
            raise TooLarge(
                _("%(host)s answered with more than %(size)d kB.") % {"host": host, "size": max_body // 1024}, may_have_arrived=True
            )
        # The client's limits are for each read; one that drips byte by byte must end too.
        if time.monotonic() > deadline:
            raise Unreachable(_("%s did not answer in time.") % host, may_have_arrived=True)
        chunks.append(chunk)
    return b"".join(chunks)


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


@lru_cache(maxsize=1)
def _client(process: int) -> httpx.Client:
    """One for each process: connections are kept for the next request, and must not be shared across a fork."""
    return httpx.Client(transport=_Transport(), trust_env=False, follow_redirects=False)


class _Transport(httpx.HTTPTransport):
    """httpx's own, over connections that pass our check; httpx offers no other way to give it a network."""

    def __init__(self) -> None:
        super().__init__()
        context = ssl.create_default_context()
        # A bare container has no certificates of its own.
        context.load_verify_locations(certifi.where())
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=100, max_keepalive_connections=20, keepalive_expiry=15, network_backend=_CheckedNetwork()
        )


class _CheckedNetwork(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError()
        for address in addresses(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host that we may connect to; raise Refused when all of them are private, Unreachable for none."""
    try:
        resolved = look_up(host)
    except (OSError, UnicodeError):
        raise Unreachable(_("There is no host named %s.") % host) from None
    allowed = [address for address in resolved if _is_allowed(host, port, address)]
    if not allowed:
        raise Refused(
            _("%(host)s is at a private address. Whoever runs the desk can allow it: %(setting)s")
            % {"host": host, "setting": f"GOODWILL_PRIVATE_HOSTS={_bracketed(host)}:{port}"}
        )
    return allowed


def look_up(host: str) -> list[str]:
    """Ask the system for a name's addresses; raise OSError when it has none."""
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


def _is_allowed(host: str, port: int, address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    return _is_public(ip) or any(_names(entry, host, port, ip) for entry in settings.PRIVATE_HOSTS)


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether this is out in the world; an IPv6 address that carries an IPv4 one is judged by that too."""
    inner = _carried(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return ip.is_global and not ip.is_multicast and (inner is None or _is_public(inner))


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _names(entry: str, host: str, port: int, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an entry of GOODWILL_PRIVATE_HOSTS means this: a network, an address, or ``host:port``."""
    try:
        return ip in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return entry.lower() == f"{_bracketed(host)}:{port}".lower()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
