"""An IMAP server in memory, as far as reading a mailbox asks it, with faults that a test can switch on."""

import imaplib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from imap_tools.errors import MailboxFolderSelectError, MailboxMoveError

from goodwill.channels.email.connections import Account

OLD = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeServer:
    """``broken`` UIDs can't be fetched; ``lost_after`` FETCH commands the connection breaks; ``hidden`` UIDs don't show."""

    uidvalidity: int = 7
    messages: dict[int, tuple[bytes, datetime]] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    moved: dict[str, list[int]] = field(default_factory=lambda: {"Done": []})
    lost_after: int | None = None
    refuses_connections: BaseException | None = None
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    was_readonly: bool | None = None

    def add(self, raw: bytes, *, at: datetime = OLD) -> int:
        uid = max(self.messages, default=0) + 1
        self.messages[uid] = (raw, at)
        return uid

    def open(self, account: Account) -> Any:
        self.connections += 1
        if self.refuses_connections:
            raise self.refuses_connections
        return FakeMailbox(self)


class FakeMailbox:
    """What imap_tools gives, and at the same time its ``client`` and ``folder``."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self.client = self.folder = self
        self.capabilities = ("IMAP4REV1",)

    def set(self, folder: str, *, readonly: bool) -> None:
        if folder != "INBOX":
            raise MailboxFolderSelectError(("NO", [b"Mailbox doesn't exist: " + folder.encode()]), "OK")
        self._server.was_readonly = readonly

    def response(self, code: str) -> tuple[str, list[bytes | None]]:
        return code, [str(self._server.uidvalidity).encode()]

    def noop(self) -> None:
        self._server.commands.append("NOOP")

    def shutdown(self) -> None:
        self._server.commands.append("SHUTDOWN")

    def uids(self, criteria: str, charset: str | None = None) -> list[str]:
        self._server.commands.append(f"SEARCH {criteria}")
        there = sorted(set(self._server.messages) - self._server.hidden)
        if criteria.startswith("UID "):
            first, _, last = criteria.removeprefix("UID ").partition(":")
            found = [uid for uid in there if uid >= int(first) and (last == "*" or uid <= int(last))]
            if last == "*" and there and not found:
                found = there[-1:]
            return [str(uid) for uid in found]
        return [str(uid) for uid in there]

    def uid(self, command: str, uids: str, parts: str) -> tuple[str, list[Any]]:
        self._server.commands.append(f"{command} {uids} {parts}")
        if self._server.lost_after is not None:
            self._server.lost_after -= 1
            if self._server.lost_after < 0:
                self._server.lost_after = None
                raise imaplib.IMAP4.abort("socket error: EOF")
        wanted = [int(uid) for uid in uids.split(",")]
        if "BODY" in parts and set(wanted) & self._server.broken:
            return "NO", [b"internal error"]
        items: list[Any] = [b"1 (FLAGS (\\Seen))"]
        for uid in wanted:
            if uid in self._server.messages:
                items += self._item(uid, parts)
        return "OK", items

    def _item(self, uid: int, parts: str) -> list[Any]:
        raw, at = self._server.messages[uid]
        attributes = f'{uid} (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "{at.strftime("%d-%b-%Y %H:%M:%S +0000")}"'.encode()
        if "BODY" not in parts:
            return [attributes + b")"]
        if "<0." in parts:
            raw = raw[: int(parts.partition("<0.")[2].partition(">")[0])]
        return [(attributes + b" BODY[] {%d}" % len(raw), raw), b")"]

    def move(self, uids: list[str], folder: str, chunks: int) -> None:
        if folder not in self._server.moved:
            raise MailboxMoveError(("NO", [b"Mailbox doesn't exist"]), "OK")
        for uid in map(int, uids):
            self._server.moved[folder].append(uid)
            del self._server.messages[uid]
