"""Watches one mailbox by IMAP: connects, reads what is new, waits for more, and comes back after every failure."""

import imaplib
import logging
import time
from datetime import datetime
from threading import Event

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from goodwill.channels.email import imap
from goodwill.channels.email.connections import Account
from goodwill.channels.email.fetching import Folder
from goodwill.channels.email.positions import Position
from goodwill.channels.email.problems import Server, as_line, problem_with
from goodwill.inboxes.contract import ConnectedInbox, Intake, IntakeRefused

# Servers may hang up after 30 minutes (RFC 2177), home routers forget a silent connection after fewer than ten.
IDLE_SECONDS = 9 * 60
AUDIT_SECONDS = 60 * 60
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 300.0
log = logging.getLogger(__name__)


class Mailbox:
    """One mailbox; ``run`` is the whole life of its thread."""

    def __init__(self, inbox: ConnectedInbox, intake: Intake, *, opener: imap.Opener = imap.open_mailbox) -> None:
        self._inbox = inbox
        self._intake = intake
        self._opener = opener
        self._server = Server(str(inbox.settings.get("imap_host") or ""), 0, "ssl")
        self._failures = 0
        self._lacking = ""
        self._unmoved = ""
        self._reported: str | None = None

    def run(self, stop: Event) -> None:
        while not stop.is_set():
            try:
                self._session(stop)
            except IntakeRefused as error:
                self._failed(_("New mail waits in the mailbox, because it can't be stored now: %s") % as_line(str(error)), is_certain=True)
            except (OSError, EOFError, imaplib.IMAP4.error, ImapToolsError) as error:
                problem = problem_with(error, self._server)
                self._failed(f"{problem.sentence} {problem.advice}".strip(), is_certain=problem.is_settings)
            except Exception as error:
                log.exception("Watching the mailbox of inbox %s failed.", self._inbox.id)
                self._failed(_("The mailbox can't be read: %s") % as_line(str(error)), is_certain=True)
            if not stop.is_set():
                stop.wait(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** max(0, self._failures - 1)))

    def _session(self, stop: Event) -> None:
        """One connection, until it breaks or ``stop`` is set."""
        account = Account.from_settings(self._inbox.settings, "imap")
        self._server = account.server
        mailbox = self._opener(account)
        try:
            folder = self._open(mailbox)
            audited_at: float | None = None
            while not stop.is_set():
                self._move_away(folder, folder.read_new(stop))
                if audited_at is None or time.monotonic() - audited_at > AUDIT_SECONDS:
                    self._audit(folder, stop)
                    audited_at = time.monotonic()
                self._failures = 0
                self._report(_unfetched(folder.position) or self._lacking or self._unmoved)
                self._wait(mailbox, stop)
        finally:
            imap.hang_up(mailbox)

    def _open(self, mailbox: BaseMailBox) -> Folder:
        settings = self._inbox.settings
        name = str(settings.get("imap_folder") or "INBOX")
        uidvalidity = imap.open_folder(mailbox, name, is_readonly=not self._moves())
        position = Position.from_json(self._intake.position(self._inbox.id), uidvalidity)
        return Folder(mailbox, self._intake, self._inbox.id, position, _moment(settings.get("imap_new_since")))

    def _audit(self, folder: Folder, stop: Event) -> None:
        """Compare what the server holds with what was stored; fetch again what is missing, and say what stays so."""
        self._move_away(folder, folder.retry_pending(stop))
        missing = folder.missing()
        if missing and not stop.is_set():
            log.warning("Inbox %s lacks %s messages that the server holds; reading again.", self._inbox.id, missing)
            folder.read_again(stop)
            missing = folder.missing()
        self._lacking = _lacking(missing)

    def _wait(self, mailbox: BaseMailBox, stop: Event) -> None:
        if imap.has_idle(mailbox):
            imap.wait_for_news(mailbox, stop, seconds=IDLE_SECONDS)
        else:
            stop.wait(float(self._inbox.settings.get("imap_poll_seconds") or 60))
            mailbox.client.noop()

    def _move_away(self, folder: Folder, uids: list[int]) -> None:
        if not uids or not self._moves():
            return
        name = str(self._inbox.settings["imap_move_to"])
        try:
            folder.mailbox.move([str(uid) for uid in uids], name, chunks=200)
            self._unmoved = ""
        except ImapToolsError as error:
            self._unmoved = _("Messages are fetched, but can't be moved to the folder “%(folder)s”: %(answer)s") % {
                "folder": name,
                "answer": as_line(str(error)),
            }

    def _moves(self) -> bool:
        return self._inbox.settings.get("imap_after") == "move" and bool(self._inbox.settings.get("imap_move_to"))

    def _failed(self, sentence: str, *, is_certain: bool) -> None:
        """Report what somebody must act on at once, and a lost connection only when coming back fails too."""
        self._failures += 1
        log.warning("Inbox %s: %s", self._inbox.id, sentence)
        if is_certain or self._failures > 1:
            self._report(sentence)

    def _report(self, sentence: str) -> None:
        if sentence != self._reported:
            self._intake.report(self._inbox.id, problem=sentence)
            self._reported = sentence


def _unfetched(position: Position) -> str:
    if not position.pending:
        return ""
    count = len(position.pending)
    return ngettext(
        "%(count)s message in the mailbox can't be fetched (UID %(uids)s); it is tried again every hour. Look at it in the mailbox.",
        "%(count)s messages in the mailbox can't be fetched (UID %(uids)s); they are tried again every hour. Look at them in the mailbox.",
        count,
    ) % {"count": count, "uids": ", ".join(map(str, position.pending[:10]))}


def _lacking(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "The mailbox holds %(count)s message more than was fetched.", "The mailbox holds %(count)s messages more than were fetched.", count
    ) % {"count": count}


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
