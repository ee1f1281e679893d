"""What happens besides the plots: robots that answer, mail that comes back, senders who are blocked, bytes that are no mail."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from goodwill.conversations.domain import merging
from goodwill.customers.domain import blocking
from goodwill.demo.casting import Play
from goodwill.demo.telling import Teller

Step = tuple[datetime, Callable[[], object]]
BLOCKED = "best-prices@seo-wizards.example"
SPAM = """Authentication-Results: mx.fernandfable.example; spf=pass; dkim=none; dmarc=none
From: "Rank Wizard" <{sender}>
To: {to}
Subject: Your shop on page ONE!!!
Date: {date}
Message-ID: <{number}@seo-wizards.example>
Content-Type: text/plain; charset=utf-8

Dear webmaster, we make your site number one in seven days or your money back. Answer for an offer.
"""
AWAY = """From: {name} <{address}>
To: {to}
Subject: Automatic reply: {subject}
Date: {date}
Message-ID: <away.{number}@council.example>
In-Reply-To: <{answered}>
References: <{answered}>
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

I am out of the office until Monday. Your message is not forwarded.
"""
RETURNED = """From: Mail Delivery System <MAILER-DAEMON@mx.{domain}>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <bounce.{number}@mx.{domain}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_{number}"

--=_{number}
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered. The recipient's mailbox is full and has
been so for two weeks.

--=_{number}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.{domain}

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--=_{number}
Content-Type: text/rfc822-headers

Subject: Re: {subject}
Message-ID: <{answered}>

--=_{number}--
"""
NO_MAIL = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 this is the beginning of an encrypted hello, and not of a message \xff\xfe\x00" * 3


def steps(teller: Teller, plays: list[Play], today: datetime) -> Iterator[Step]:
    """Each with the moment at which it happens."""
    for play in plays:
        happening = HAPPENINGS.get(play.plot.happening)
        if happening:
            at = min(play.moments[-1] + timedelta(minutes=6), today - timedelta(minutes=1))
            yield at, partial(happening, teller, play, plays, at)
    yield from _strays(teller, today)


def _strays(teller: Teller, today: datetime) -> Iterator[Step]:
    inbox, owner = teller.house.inboxes["support"], teller.house.agents["ada"]
    yield today - timedelta(days=31), partial(blocking.block_sender, BLOCKED, by=owner, reason="Spam, five times a week")
    for days in (30, 17, 9, 2):
        at = today - timedelta(days=days, hours=3)
        spam = SPAM.format(sender=BLOCKED, to=inbox.address, date=_date(at), number=days)
        yield at, partial(teller.take_in, _wire(spam), inbox, at, sender=BLOCKED)
    at = today - timedelta(hours=7)
    yield at, partial(teller.take_in, NO_MAIL, inbox, at, sender="")


def _answer_by_robot(teller: Teller, play: Play, plays: list[Play], at: datetime) -> None:
    _report(AWAY, teller, play, at, sender=play.person.address)


def _come_back(teller: Teller, play: Play, plays: list[Play], at: datetime) -> None:
    _report(RETURNED, teller, play, at, sender="")


def _report(form: str, teller: Teller, play: Play, at: datetime, *, sender: str) -> None:
    """A machine's message about the newest one that we sent in this play."""
    inbox, address = teller.house.inboxes[play.plot.inbox], play.person.address
    raw = form.format(
        name=play.person.name,
        address=address,
        domain=address.partition("@")[2],
        to=inbox.address,
        subject=play.subject,
        date=_date(at),
        number=play.number,
        answered=teller.last[play.number].external_id,
    )
    teller.take_in(_wire(raw), inbox, at, sender=sender)


def _merge(teller: Teller, play: Play, plays: list[Play], at: datetime) -> None:
    """Show the second conversation of the same customer within the first."""
    first = next(other for other in plays if other.person == play.person and other.number and other.plot.name == FIRST)
    merging.merge(teller.conversation(play), teller.conversation(first), by=teller.agent(play.agent))


FIRST = "twice, the first"
HAPPENINGS = {"auto_reply": _answer_by_robot, "bounce": _come_back, "merge": _merge}


def _date(at: datetime) -> str:
    return f"{at:%a, %d %b %Y %H:%M:%S} +0000"


def _wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
