"""Our side of an SMTP or LMTP conversation (RFC 5321, RFC 2033), on top of aiosmtpd.

Differs from the library where it would lose real mail: lines of any length are taken, addresses that are odd but clear
too, and LMTP gets one answer for each recipient. One port speaks both: who says LHLO gets LMTP.
"""

import asyncio
import logging
import re
import ssl
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

CHUNK = 256 * 1024
_END = b".\r\n"
_PATH = re.compile(r"\s*<(?:@[^:<>]*:)?([^<>\r\n]*)>\s*(.*)", re.DOTALL)
_BARE = re.compile(r"\s*([^\s<>]+)\s*(.*)", re.DOTALL)
log = logging.getLogger(__name__)
# The library writes a line for each command; that is no log anybody wants at hundreds of messages a second.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Transaction(Envelope):
    """One message on its way in: the library's envelope with the inbox of each accepted recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.inboxes: dict[str, int] = {}

    @property
    def sender(self) -> str:
        return "" if self.mail_from in (None, "<>") else str(self.mail_from)


class Receiver(Protocol):
    """Who decides about recipients and takes messages. Answers are complete SMTP replies."""

    async def accept(self, transaction: Transaction, address: str) -> str: ...

    async def take(self, session: Session, transaction: Transaction, content: bytes) -> dict[int, str]:
        """Store the message; the reply for each inbox id."""
        ...

    def is_full(self) -> bool: ...

    def opened(self, connection: "Conversation") -> None: ...

    def closed(self, connection: "Conversation") -> None: ...


class _Hooks:
    """The library's hooks, turned into calls of the receiver."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]) -> list[str]:
        session.host_name = hostname
        kept = [line for line in lines if not line.startswith(("250-AUTH", "250 HELP"))]
        # One line to the library, so that the whole greeting goes out in one packet.
        return ["\r\n".join([*kept, "250 PIPELINING"])]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Transaction, address: str, options: list[str]) -> str:
        return await self.receiver.accept(envelope, address)

    async def handle_exception(self, error: Exception) -> str:
        log.error("An SMTP conversation failed.", exc_info=error)
        return "451 4.3.0 Something went wrong here, try again later"


class Conversation(SMTP):
    """One connection."""

    command_size_limit = 2048
    line_length_limit = CHUNK

    def __init__(
        self, receiver: Receiver, *, max_size: int, hostname: str, tls: ssl.SSLContext | None, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(
            _Hooks(receiver),
            data_size_limit=max_size,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Goodwill",
            tls_context=tls,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=loop,
        )
        self._receiver = receiver
        self._max_size = max_size
        self.is_lmtp = False
        self.is_taking = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is None and self._receiver.is_full():
            _refuse(transport)
        super().connection_made(transport)
        self._receiver.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._receiver.closed(self)
        super().connection_lost(error)

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:
        self.is_lmtp = True
        await self.smtp_EHLO(hostname)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        transaction = self.envelope
        assert isinstance(transaction, Transaction)
        if not transaction.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._receive(transaction)
            self.envelope = self._create_envelope()

    async def _receive(self, transaction: Transaction) -> None:
        content = await self._read_content()
        if content is None:
            await self._answer(
                transaction, dict.fromkeys(transaction.inboxes.values(), f"552 5.3.4 Messages of at most {self._max_size} bytes")
            )
            return
        assert self.session is not None
        self.is_taking = True
        try:
            await self._answer(transaction, await self._receiver.take(self.session, transaction, content))
        finally:
            self.is_taking = False

    async def _answer(self, transaction: Transaction, replies: dict[int, str]) -> None:
        """LMTP: a reply for each recipient, in order. SMTP: one reply; the worst, so that nothing gets lost."""
        if self.is_lmtp:
            for address in transaction.rcpt_tos:
                await self.push(replies[transaction.inboxes[address]])
        else:
            await self.push(max(replies.values(), key=_severity))

    async def _read_content(self) -> bytes | None:
        """Read up to the final dot; None when it was too large (it is read to its end, but not kept)."""
        pieces: list[bytes] = []
        size = 0
        tail = b"\r\n"
        while True:
            try:
                piece = await self._reader.readuntil(_END)
                is_end = (tail + piece)[-5:] == b"\r\n" + _END
            except asyncio.LimitOverrunError as overrun:
                piece, is_end = await self._reader.read(overrun.consumed), False
            size += len(piece)
            tail = (tail + piece)[-4:]
            self._reset_timeout()
            if size <= self._max_size + len(_END):
                pieces.append(piece)
            else:
                pieces.clear()
            if is_end:
                break
        if size > self._max_size + len(_END):
            return None
        # Cut before joining and joined before unstuffing: a large message must not exist more often than needed.
        pieces[-1] = pieces[-1].removesuffix(_END)
        content = b"".join(pieces)
        pieces.clear()
        return _without_stuffing(content)

    def _create_envelope(self) -> Transaction:
        return Transaction()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Address and parameters of MAIL and RCPT; "<>" for the null path, None for what can't be understood."""
        match = _PATH.fullmatch(arg) or _BARE.fullmatch(arg)
        if match is None:
            return None, None
        address = match[1].encode("utf-8", "replace").decode().strip()
        return address or "<>", match[2]


def _without_stuffing(content: bytes) -> bytes:
    """Take back the dot that the client doubled at the start of lines (RFC 5321, 4.5.2)."""
    return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")


def _severity(reply: str) -> int:
    """Temporary before permanent before good: one inbox that could not store makes the client keep the message."""
    return {"4": 2, "5": 1}.get(reply[:1], 0)


def _refuse(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
        transport.close()
