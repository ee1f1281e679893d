"""Opens SMTP connections from an inbox's settings and keeps a used one for the next message."""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from goodwill.channels.email.problems import Server

TIMEOUT_SECONDS = 30
KEPT_SECONDS = 30
_KEPT_PER_SERVER = 4


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom we sign in; equal accounts share connections."""

    server: Server
    password: str = field(default="", repr=False)
    accepts_any_certificate: bool = False

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any], protocol: str) -> "Account":
        """The account for ``protocol`` ("smtp" or "imap") with the usual port for its security where none is set."""
        security = str(settings.get(f"{protocol}_security") or "ssl")
        port = int(settings.get(f"{protocol}_port") or DEFAULT_PORTS.get((protocol, security), 0))
        server = Server(str(settings.get(f"{protocol}_host") or ""), port, security, str(settings.get(f"{protocol}_user") or ""))
        return cls(server, str(settings.get(f"{protocol}_password") or ""), settings.get("certificates") == "any")

    def tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.accepts_any_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


DEFAULT_PORTS = {
    ("imap", "ssl"): 993,
    ("imap", "starttls"): 143,
    ("imap", "plain"): 143,
    ("smtp", "ssl"): 465,
    ("smtp", "starttls"): 587,
    ("smtp", "plain"): 25,
}


def open_smtp(account: Account, *, timeout: float = TIMEOUT_SECONDS) -> smtplib.SMTP:
    """Connect, encrypt and sign in; raise what smtplib, ssl and socket raise."""
    server = account.server
    if server.security == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, local_hostname=_own_name(), timeout=timeout, context=account.tls())
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=_own_name(), timeout=timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=account.tls())
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, account.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


class Connections:
    """Idle SMTP connections of this process, lent to one thread at a time and dropped after KEPT_SECONDS."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: dict[Account, list[tuple[float, smtplib.SMTP]]] = {}

    @contextlib.contextmanager
    def lend(self, account: Account) -> Iterator[smtplib.SMTP]:
        """Yield a connection that answers; it is kept afterwards unless the block raised."""
        smtp = self._take(account) or open_smtp(account)
        try:
            yield smtp
        except BaseException:
            smtp.close()
            raise
        self._keep(account, smtp)

    def close(self) -> None:
        with self._lock:
            kept = [smtp for idle in self._idle.values() for _, smtp in idle]
            self._idle.clear()
        for smtp in kept:
            _quit(smtp)

    def _take(self, account: Account) -> smtplib.SMTP | None:
        while True:
            self._drop_old()
            with self._lock:
                idle = self._idle.get(account)
                smtp = idle.pop()[1] if idle else None
            if smtp is None or _answers(smtp):
                return smtp

    def _keep(self, account: Account, smtp: smtplib.SMTP) -> None:
        with self._lock:
            idle = self._idle.setdefault(account, [])
            if len(idle) < _KEPT_PER_SERVER:
                idle.append((time.monotonic(), smtp))
                return
        _quit(smtp)

    def _drop_old(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        with self._lock:
            stale = [smtp for idle in self._idle.values() for since, smtp in idle if since < oldest]
            fresh = {account: [item for item in idle if item[0] >= oldest] for account, idle in self._idle.items()}
            self._idle = {account: idle for account, idle in fresh.items() if idle}
        for smtp in stale:
            _quit(smtp)


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        smtp.close()
        return False


def _quit(smtp: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


@cache
def _own_name() -> str:
    """Our name for EHLO, looked up once because the look-up can take seconds on a badly set-up machine."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
