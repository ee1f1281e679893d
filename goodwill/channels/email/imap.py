"""Speaks IMAP: opens a mailbox, reads what the server says about messages, waits for news (RFC 3501, RFC 2177)."""

import contextlib
import imaplib
import re
import select
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from threading import Event

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxFetchError, MailboxLoginError

from goodwill.channels.email.connections import Account

TIMEOUT_SECONDS = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rb'INTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_EMPTY_BODY = re.compile(rb'BODY\[\](?:<0>)? (?:""|NIL)', re.IGNORECASE)
_STARTS_ITEM = re.compile(rb"\d+ \(")

FetchItem = bytes | tuple[bytes, bytes]
Opener = Callable[[Account], BaseMailBox]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the server said about one message; ``content`` is None where it was not asked for or not given."""

    uid: int
    size: int | None
    internal_date: datetime | None
    content: bytes | None


def open_mailbox(account: Account, *, timeout: float = TIMEOUT_SECONDS) -> BaseMailBox:
    """Connect, encrypt and sign in, without opening a folder; raise what imaplib, imap_tools, ssl and socket raise."""
    mailbox = _connect(account, account.tls(), timeout)
    try:
        _sign_in(mailbox, account.server.user, account.password)
        mailbox.client.capabilities = _capabilities(mailbox) or mailbox.client.capabilities
    except BaseException:
        hang_up(mailbox)
        raise
    return mailbox


def _connect(account: Account, tls: ssl.SSLContext, timeout: float) -> BaseMailBox:
    server = account.server
    if server.security == "ssl":
        return MailBox(server.host, server.port, timeout=timeout, ssl_context=tls)
    if server.security == "starttls":
        return MailBoxStartTls(server.host, server.port, timeout=timeout, ssl_context=tls)
    return MailBoxUnencrypted(server.host, server.port, timeout=timeout)


def _sign_in(mailbox: BaseMailBox, user: str, password: str) -> None:
    if (user + password).isascii():
        mailbox.login(user, password, initial_folder=None)
        return
    try:
        mailbox.login_utf8(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _capabilities(mailbox: BaseMailBox) -> tuple[str, ...]:
    """Ask again after the sign-in: servers announce more to those whom they know."""
    status, lines = mailbox.client.capability()
    return tuple(lines[-1].decode("ascii", "replace").upper().split()) if status == "OK" and lines and lines[-1] else ()


def hang_up(mailbox: BaseMailBox) -> None:
    with contextlib.suppress(imaplib.IMAP4.error, OSError):
        mailbox.client.shutdown()


def has_idle(mailbox: BaseMailBox) -> bool:
    return "IDLE" in mailbox.client.capabilities


def open_folder(mailbox: BaseMailBox, folder: str, *, is_readonly: bool) -> int:
    """Open the folder and return its UIDVALIDITY, 0 where the server gives none. Read-only, it can't mark anything."""
    mailbox.folder.set(folder, readonly=is_readonly)
    values = mailbox.client.response("UIDVALIDITY")[1]
    return int(values[-1]) if values and values[-1] else 0


def search(mailbox: BaseMailBox, criteria: str) -> list[int]:
    """The UIDs, ascending, that fit the criteria."""
    return sorted({int(uid) for uid in mailbox.uids(criteria, charset=None)})


def since(moment: datetime) -> str:
    """The criterion for messages that may be as young as this: IMAP knows only days, in the server's time zone."""
    day = (moment - timedelta(days=1)).date()
    return f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def fetch(mailbox: BaseMailBox, uids: Sequence[int], parts: str) -> list[Fetched]:
    """Fetch these parts of these messages; those that are gone are missing from the answer."""
    status, items = mailbox.client.uid("FETCH", ",".join(map(str, uids)), f"(UID {parts})")
    if status != "OK":
        raise MailboxFetchError((status, items), "OK")
    return list(read_items([item for item in items if item]))


def read_items(items: Sequence[FetchItem]) -> Iterator[Fetched]:
    """Read what imaplib makes of FETCH answers; answers without a UID are other clients' flag changes and left out."""
    attributes, content = b"", None
    for item in items:
        if isinstance(item, tuple):
            yield from _read_item(attributes, content)
            attributes, content = item[0], item[1]
        elif _STARTS_ITEM.match(item):
            yield from _read_item(attributes, content)
            attributes, content = item, None
        else:
            attributes += item
    yield from _read_item(attributes, content)


def _read_item(attributes: bytes, content: bytes | None) -> Iterator[Fetched]:
    uid = _UID.search(attributes)
    if uid is None:
        return
    if content is None and _EMPTY_BODY.search(attributes):
        content = b""
    size = _SIZE.search(attributes)
    yield Fetched(int(uid[1]), int(size[1]) if size else None, _internal_date(attributes), content)


def _internal_date(attributes: bytes) -> datetime | None:
    match = _DATE.search(attributes)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = (part.decode() for part in match.groups())
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset)
        number = _MONTHS.index(month.capitalize()) + 1
        return datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def wait_for_news(mailbox: BaseMailBox, stop: Event, *, seconds: float, slice_seconds: float = 1.0) -> None:
    """IDLE until the server announces a message, ``stop`` is set, or the time is over."""
    end = time.monotonic() + seconds
    mailbox.idle.start()  # type: ignore[no-untyped-call]
    is_over = False
    while not is_over and not stop.is_set() and time.monotonic() < end:
        lines, is_closed = _read_lines(mailbox, min(slice_seconds, max(0.0, end - time.monotonic())))
        is_over = is_closed or any(b"EXISTS" in line.upper() for line in lines)
    mailbox.idle.stop()  # type: ignore[no-untyped-call]


def _read_lines(mailbox: BaseMailBox, seconds: float) -> tuple[list[bytes], bool]:
    """Lines that are there or come within the time, and whether the server hung up.

    The library looks only at the socket, and so overlooks lines that came in the same packet as its answer to IDLE.
    """
    lines = _buffered_lines(mailbox)
    if lines:
        return lines, False
    sock = mailbox.client.sock
    has_data = bool(getattr(sock, "pending", lambda: 0)()) or bool(_readable(sock.fileno(), seconds))
    lines = _buffered_lines(mailbox) if has_data else []
    return lines, has_data and not lines


def _readable(descriptor: int, seconds: float) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poller.poll(seconds * 1000))


def _buffered_lines(mailbox: BaseMailBox) -> list[bytes]:
    client = mailbox.client
    before = client.sock.gettimeout()
    client.sock.settimeout(0)
    lines: list[bytes] = []
    try:
        while True:
            lines.append(client._get_line())
    except (OSError, imaplib.IMAP4.abort):
        # Nothing more for now, or the end: the caller tells them apart by whether the socket had something to say.
        return lines
    finally:
        client.sock.settimeout(before)
