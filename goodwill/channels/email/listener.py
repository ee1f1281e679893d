"""The own receiving server: takes mail for known inboxes by SMTP and LMTP and acknowledges it once it is stored."""

import asyncio
import logging
import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from aiosmtpd.smtp import Session
from django.utils.translation import gettext as _

from goodwill.channels.email.addresses import without_token
from goodwill.channels.email.protocol import Conversation, Transaction
from goodwill.inboxes.contract import ConnectedInbox, Envelope, Intake, IntakeRefused

DEFAULT_LISTEN = "127.0.0.1:2525"
MAX_SIZE = 50_000_000
MAX_RECIPIENTS = 100
MAX_CONNECTIONS = 200
STORING_THREADS = 32
KNOWN_SECONDS = 5.0
_LISTEN = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<host>[^:\[\]]*)):(?P<port>[0-9]{1,5})")
log = logging.getLogger(__name__)
Result = TypeVar("Result")


def parse_listen(text: str) -> tuple[str, int]:
    """Host and port of ``host:port`` or ``[v6]:port``; an empty host means all addresses. Raise ValueError otherwise."""
    match = _LISTEN.fullmatch(text.strip())
    if match is None or int(match["port"]) > 65535:
        raise ValueError(f"“{text}” is no address to listen on; write host:port, for example {DEFAULT_LISTEN}.")
    return match["v6"] or match["host"] or "", int(match["port"])


class Listener:
    """The service. ``address`` is what it really listens on, once ``is_ready`` is set."""

    name = "smtp-listener"

    def __init__(
        self,
        listen: str,
        intake: Intake,
        inboxes: Callable[[], Sequence[ConnectedInbox]],
        *,
        max_size: int = MAX_SIZE,
        max_recipients: int = MAX_RECIPIENTS,
        tls: ssl.SSLContext | None = None,
        retry_seconds: float = 5,
    ) -> None:
        self._host, self._port = parse_listen(listen)
        self._intake = intake
        self._inboxes = inboxes
        self._max_size = max_size
        self._tls = tls
        self._retry_seconds = retry_seconds
        self._max_recipients = max_recipients
        self._hostname = socket.gethostname() or "localhost"
        self.is_ready = Event()
        self.address: tuple[str, int] = (self._host, self._port)

    def run(self, stop: Event) -> None:
        asyncio.run(self._run(stop))

    async def _run(self, stop: Event) -> None:
        # Made anew for each run: a service that failed is run again, and its threads have ended by then.
        self._storage = Storage(self._intake, max_recipients=self._max_recipients)
        server = await self._bind(stop)
        if server is None:
            return
        self.address = server.sockets[0].getsockname()[:2]
        self.is_ready.set()
        log.info("Receiving mail on %s:%s.", *self.address)
        try:
            while not stop.is_set():
                await asyncio.sleep(0.25)
        finally:
            self.is_ready.clear()
            server.close()
            await self._storage.finish()

    async def _bind(self, stop: Event) -> asyncio.Server | None:
        """Open the port; while another program holds it, say so beside the inboxes and try again."""
        loop = asyncio.get_running_loop()
        has_failed = False
        while not stop.is_set():
            try:
                server = await loop.create_server(self._conversation, self._host or None, self._port, backlog=256)
            except OSError as error:
                if not has_failed:
                    await self._report(self._unavailable(error))
                has_failed = True
                await _pause(self._retry_seconds, stop)
            else:
                # Also when it worked at once: an earlier process may have left its report behind.
                await self._report("")
                return server
        return None

    def _conversation(self) -> Conversation:
        loop = asyncio.get_running_loop()
        return Conversation(self._storage, max_size=self._max_size, hostname=self._hostname, tls=self._tls, loop=loop)

    def _unavailable(self, error: OSError) -> str:
        problem = _("Mail can't be received: the port %(host)s:%(port)s can't be opened (%(reason)s).") % {
            "host": self._host or "*",
            "port": self._port,
            "reason": os.strerror(error.errno) if error.errno and error.errno > 0 else str(error),
        }
        log.error("%s", problem)
        return problem

    async def _report(self, problem: str) -> None:
        """Tell it beside each inbox that receives here; in a thread, because the desk's database may not be used in a loop."""
        try:
            await asyncio.to_thread(self._report_now, problem)
        except Exception:
            log.exception("The state of the receiving server could not be shown.")

    def _report_now(self, problem: str) -> None:
        for inbox in self._inboxes():
            if inbox.settings.get("incoming", "listener") != "imap":
                self._intake.report(inbox.id, problem=problem)


class Storage:
    """Hands what arrives to the intake, in threads, because storing waits for the disk and the event loop must not.

    As many messages wait at once as there are threads, so that the desk can commit them together.
    """

    def __init__(self, intake: Intake, *, max_recipients: int) -> None:
        self._intake = intake
        self._max_recipients = max_recipients
        self._threads = ThreadPoolExecutor(STORING_THREADS, thread_name_prefix="smtp-store")
        self._open: set[Conversation] = set()
        # Holds no more entries than there are addresses of inboxes, since unknown ones are not kept.
        self._known: dict[str, tuple[float, int]] = {}

    def is_full(self) -> bool:
        return len(self._open) >= MAX_CONNECTIONS

    def opened(self, connection: Conversation) -> None:
        self._open.add(connection)

    def closed(self, connection: Conversation) -> None:
        self._open.discard(connection)

    async def accept(self, transaction: Transaction, address: str) -> str:
        if len(transaction.rcpt_tos) >= self._max_recipients:
            return "452 4.5.3 Too many recipients, send the rest in another transaction"
        try:
            inbox_id = self._known_inbox(address) or await self._in_thread(self._intake.inbox_for, [address])
        except Exception:
            log.exception("The inbox of a recipient could not be looked up.")
            return "451 4.3.0 Recipients can't be checked now, try again later"
        if inbox_id is None:
            return "550 5.1.1 No inbox with this address here"
        self._known[without_token(address)] = (time.monotonic(), inbox_id)
        transaction.inboxes[address] = inbox_id
        transaction.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    def _known_inbox(self, address: str) -> int | None:
        """The inbox found a moment ago: asking the desk for each recipient took a quarter of the time of receiving."""
        found_at, inbox_id = self._known.get(without_token(address), (0.0, None))
        return inbox_id if time.monotonic() - found_at < KNOWN_SECONDS else None

    async def take(self, session: Session, transaction: Transaction, content: bytes) -> dict[int, str]:
        inbox_ids = list(dict.fromkeys(transaction.inboxes.values()))
        stores = [self._store(content, _envelope(session, transaction, inbox_id), inbox_id) for inbox_id in inbox_ids]
        return dict(zip(inbox_ids, await asyncio.gather(*stores), strict=True))

    async def finish(self, *, seconds: float = 5) -> None:
        """Let messages that are being stored get their answer, then hang up on everybody."""
        deadline = asyncio.get_running_loop().time() + seconds
        while any(connection.is_taking for connection in self._open) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for connection in list(self._open):
            if connection.transport is not None:
                connection.transport.close()
        await asyncio.sleep(0)
        self._threads.shutdown(wait=False)

    async def _store(self, content: bytes, envelope: Envelope, inbox_id: int) -> str:
        try:
            await self._in_thread(self._store_now, content, envelope, inbox_id)
        except IntakeRefused:
            return "451 4.3.1 The message can't be stored now, try again later"
        except Exception:
            log.exception("A received message could not be stored; the sender was told to try again.")
            return "451 4.3.0 The message can't be stored now, try again later"
        return "250 2.0.0 Stored"

    def _store_now(self, content: bytes, envelope: Envelope, inbox_id: int) -> int:
        return self._intake.store(content, envelope, inbox_id=inbox_id)

    async def _in_thread(self, function: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)


def _envelope(session: Session, transaction: Transaction, inbox_id: int) -> Envelope:
    peer = session.peer[0] if isinstance(session.peer, tuple) else str(session.peer or "")
    return Envelope(
        source="smtp",
        received_at=datetime.now(UTC),
        sender=transaction.sender,
        recipients=tuple(address for address in transaction.rcpt_tos if transaction.inboxes[address] == inbox_id),
        peer=peer,
        helo=session.host_name or "",
    )


async def _pause(seconds: float, stop: Event) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not stop.is_set() and loop.time() < end:
        await asyncio.sleep(min(0.25, seconds))
