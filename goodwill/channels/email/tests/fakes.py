"""Stand-ins for the desk and for mail servers, with faults that a test can switch on."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from goodwill.channels.email.listener import Listener
from goodwill.inboxes.contract import Address, ConnectedInbox, Envelope, IntakeRefused, OutboundMessage

SUPPORT = "support@fernandfable.example"
ADA = Address("ada.customer@example.org", "Ada Customer")


@dataclass(frozen=True)
class Stored:
    raw: bytes
    envelope: Envelope
    inbox_id: int
    source_key: str
    position: Mapping[str, Any] | None


@dataclass
class FakeIntake:
    """The desk's door in memory. ``refusals`` calls are refused first; ``hook`` runs before a message counts as stored."""

    addresses: Mapping[str, int] = field(default_factory=lambda: {SUPPORT: 1})
    refusals: int = 0
    hook: Callable[[bytes], None] | None = None
    stored: list[Stored] = field(default_factory=list)
    reports: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._positions: dict[int, Mapping[str, Any]] = {}
        self._keys: dict[tuple[int, str], int] = {}

    def store(
        self, raw: bytes, envelope: Envelope, *, inbox_id: int, source_key: str = "", position: Mapping[str, Any] | None = None
    ) -> int:
        _refuse_in_event_loop()
        if self.hook:
            self.hook(raw)
        with self._lock:
            if self.refusals:
                self.refusals -= 1
                raise IntakeRefused("The disk is full.")
            if position is not None:
                self._positions[inbox_id] = dict(position)
            if source_key and (inbox_id, source_key) in self._keys:
                return self._keys[inbox_id, source_key]
            self.stored.append(Stored(raw, envelope, inbox_id, source_key, position))
            self._keys[inbox_id, source_key] = len(self.stored)
            return len(self.stored)

    def inbox_for(self, addresses: Sequence[str]) -> int | None:
        _refuse_in_event_loop()
        for address in addresses:
            local, _, domain = address.lower().rpartition("@")
            found = self.addresses.get(f"{local.partition('+')[0]}@{domain}")
            if found:
                return found
        return None

    def position(self, inbox_id: int) -> Mapping[str, Any]:
        return self._positions.get(inbox_id, {})

    def report(self, inbox_id: int, *, problem: str) -> None:
        _refuse_in_event_loop()
        with self._lock:
            self.reports.append((inbox_id, problem))

    @property
    def contents(self) -> list[bytes]:
        return [stored.raw for stored in self.stored]


def _refuse_in_event_loop() -> None:
    """The desk's database refuses to work in a thread that runs an event loop, so the stand-in does too."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise AssertionError("called from an event loop")


def inbox(**settings: Any) -> ConnectedInbox:
    return ConnectedInbox(1, SUPPORT, "Fern & Fable", settings)


def outbound(**changes: Any) -> OutboundMessage:
    values: dict[str, Any] = {
        "idempotency_key": "key-1",
        "external_id": "m1.abc@fernandfable.example",
        "sender": Address(SUPPORT, "Fern & Fable"),
        "to": (ADA,),
        "subject": "Your monstera",
        "text": "It is on its way.\n",
    }
    return OutboundMessage(**{**values, **changes})


@contextlib.contextmanager
def running(service: Any) -> Iterator[Any]:
    """Run a service in a thread until the block ends; fail when it does not stop."""
    stop = threading.Event()
    thread = threading.Thread(target=service.run, args=(stop,))
    thread.start()
    try:
        yield service
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive(), "the service did not stop"


@contextlib.contextmanager
def listening(intake: FakeIntake, **options: Any) -> Iterator[Listener]:
    listener = Listener("127.0.0.1:0", intake, lambda: [inbox()], **options)
    with running(listener):
        assert listener.is_ready.wait(10), "the listener did not start"
        yield listener


def wait_until(condition: Callable[[], Any], *, seconds: float = 120) -> None:
    """Return as soon as the condition holds; fail when it does not in a time that only a broken program needs."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        time.sleep(0.02)


class Catcher:
    """An SMTP server that keeps what it gets; ``replies`` overrides its answer to MAIL, RCPT (by address) or DATA."""

    def __init__(self, **replies: str) -> None:
        self.replies = replies
        self.messages: list[tuple[str, list[str], bytes]] = []
        self.connections = 0
        self.options: list[str] = []

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        refusal = self.replies.get("MAIL_TOKEN") if "+" in address else self.replies.get("MAIL")
        if refusal:
            return refusal
        envelope.mail_from = address
        self.options = options
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        refusal = self.replies.get(address.partition("@")[0]) or self.replies.get("RCPT")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" in self.replies:
            return self.replies["DATA"]
        self.messages.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 Taken"


class AnyPort(Controller):
    """A controller that lets the system choose the port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def catching(catcher: Catcher, **options: Any) -> Iterator[dict[str, Any]]:
    """Run a catcher; yields the settings of an inbox that sends through it."""
    controller = AnyPort(catcher, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield {
            "outgoing": "smtp",
            "smtp_host": "127.0.0.1",
            "smtp_port": controller.port,
            "smtp_security": "plain",
        }
    finally:
        controller.stop()
