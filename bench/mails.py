"""Writes the mails that the desk takes in while it is measured: half new, half answers to them."""

import random
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import islice

from bench.texts import Writer
from goodwill.core.clock import now

_ROUND = 100


def mails(count: int, inbox: str, run: str) -> Iterator[tuple[str, bytes]]:
    """(sender, wire form), the same for the same ``run``; answers come a hundred mails after what they answer."""
    writer = Writer()
    writer.chance = random.Random(run)

    def numbered() -> Iterator[tuple[int, bool]]:
        for first in range(0, count, _ROUND):
            yield from ((number, False) for number in range(first, first + _ROUND))
            yield from ((number, True) for number in range(first, first + _ROUND))

    for number, is_answer in islice(numbered(), count):
        yield _mail(writer, number, inbox, run, is_answer=is_answer)


def _mail(writer: Writer, number: int, inbox: str, run: str, *, is_answer: bool) -> tuple[str, bytes]:
    sender = f"customer{zlib.crc32(f'{run}{number}'.encode())}@customers.example"
    first = f"<{run}.{number}@customers.example>"
    message = EmailMessage()
    message["From"] = f"Customer {number} <{sender}>"
    message["To"] = inbox
    message["Subject"] = f"{'Re: ' if is_answer else ''}Order #{10_000 + number}"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{run}.{number}.answer@customers.example>" if is_answer else first
    if is_answer:
        message["In-Reply-To"] = message["References"] = first
    text, _words = writer.text("en")
    if is_answer:
        text = f"{text}\n\nOn Monday the shop wrote:\n> {writer.text('en')[0].replace(chr(10), chr(10) + '> ')}\n"
    message.set_content(f"{text}\n\nmark{run}{number}{'answer' if is_answer else ''}\n")
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    message.add_alternative(f"<html><body>{lines}</body></html>", subtype="html")
    return sender, message.as_bytes(policy=SMTP)
