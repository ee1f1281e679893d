"""The subcommand of inboxes: take in one raw message from standard input."""

import sys
from argparse import ArgumentParser, Namespace

from goodwill.core.commands import Command, CommandFailed


def _receive(options: Namespace) -> int:
    from goodwill.core.clock import now
    from goodwill.inboxes.contract import Envelope, IntakeRefused
    from goodwill.inboxes.domain.finding import NoSuchInbox, inbox_of
    from goodwill.inboxes.domain.intake import Delivery, store

    raw = sys.stdin.buffer.read()
    if not raw.strip():
        raise CommandFailed("There is no message on standard input.")
    try:
        inbox = inbox_of(options.inbox)
        envelope = Envelope(source="command", received_at=now(), sender=options.sender, recipients=(inbox.address,))
        number = store(Delivery(raw, envelope, inbox.pk))
    except (IntakeRefused, NoSuchInbox) as error:
        raise CommandFailed(str(error)) from error
    print(f"Stored as raw message {number} for {inbox.address}; a worker turns it into a conversation.")  # noqa: T201
    return 0


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--inbox", default="", metavar="ADDRESS", help="the inbox it is for; may be left out when there is only one")
    parser.add_argument("--sender", default=None, metavar="ADDRESS", help="the envelope sender, where a mail server hands the message over")


COMMANDS = (Command("receive", "Take in one raw message from standard input.", _receive, _arguments, ("goodwill receive < message.eml",)),)
