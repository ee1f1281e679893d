"""Watches the mailboxes of all inboxes that fetch by IMAP, one thread each, and follows changes of their settings."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

from goodwill.channels.email import imap
from goodwill.channels.email.mailbox import Mailbox
from goodwill.inboxes.contract import ConnectedInbox, Intake

log = logging.getLogger(__name__)
LOOK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Watched:
    inbox: ConnectedInbox
    stop: Event
    thread: Thread


class MailboxWatcher:
    """The service: every ``look_seconds`` it compares the inboxes with the running threads."""

    name = "imap-mailboxes"

    def __init__(
        self,
        inboxes: Callable[[], Sequence[ConnectedInbox]],
        intake: Intake,
        *,
        look_seconds: float = LOOK_SECONDS,
        opener: imap.Opener = imap.open_mailbox,
    ) -> None:
        self._inboxes = inboxes
        self._intake = intake
        self._look_seconds = look_seconds
        self._opener = opener
        self.watched: dict[int, _Watched] = {}

    def run(self, stop: Event) -> None:
        try:
            while not stop.is_set():
                self._look()
                stop.wait(self._look_seconds)
        finally:
            self._end(list(self.watched.values()))
            self.watched.clear()

    def _look(self) -> None:
        wanted = {inbox.id: inbox for inbox in self._inboxes() if inbox.settings.get("incoming") == "imap"}
        ended = [watched for watched in self.watched.values() if not _is_current(watched, wanted)]
        self._end(ended)
        for watched in ended:
            del self.watched[watched.inbox.id]
            if watched.inbox.id not in wanted:
                self._intake.report(watched.inbox.id, problem="")
        for inbox_id in wanted.keys() - self.watched.keys():
            self.watched[inbox_id] = self._start(wanted[inbox_id])

    def _start(self, inbox: ConnectedInbox) -> _Watched:
        stop = Event()
        thread = Thread(target=Mailbox(inbox, self._intake, opener=self._opener).run, args=(stop,), name=f"imap-{inbox.id}", daemon=True)
        thread.start()
        return _Watched(inbox, stop, thread)

    def _end(self, ended: Sequence[_Watched]) -> None:
        """Stop threads; one that hangs in the network is left behind, it ends at its next time-out."""
        for watched in ended:
            watched.stop.set()
        for watched in ended:
            watched.thread.join(timeout=4)


def _is_current(watched: _Watched, wanted: dict[int, ConnectedInbox]) -> bool:
    inbox = wanted.get(watched.inbox.id)
    return watched.thread.is_alive() and inbox is not None and dict(inbox.settings) == dict(watched.inbox.settings)
