"""Makes inboxes and mail for tests: what comes in goes the whole way, raw to conversation."""

import itertools
from email.message import EmailMessage
from email.utils import formataddr

from goodwill.accounts.models import Team
from goodwill.conversations.domain import receiving
from goodwill.conversations.models import Conversation, Message
from goodwill.core.clock import now
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Envelope
from goodwill.inboxes.domain import intake
from goodwill.inboxes.models import Inbox

_numbers = itertools.count(1)


def an_inbox(name: str = "Support", address: str = "support@fernandfable.example", team: Team | None = None) -> Inbox:
    return Inbox.objects.create(kind=next(iter(registry.channels())), name=name, address=address, team=team)


def a_mail(
    inbox: Inbox,
    text: str,
    *,
    name: str = "Greta Lind",
    address: str = "greta@post.example",
    subject: str = "My monstera",
    html: str = "",
    cc: str = "",
    answers: Conversation | None = None,
    files: tuple[tuple[str, str, bytes], ...] = (),
) -> Message:
    """A customer's mail, received and understood. With ``answers`` it belongs to that conversation. Files are (name, type, bytes)."""
    mail = EmailMessage()
    mail["From"] = formataddr((name, address))
    mail["To"] = inbox.address
    if cc:
        mail["Cc"] = cc
    mail["Subject"] = subject
    mail["Message-ID"] = f"<test-{next(_numbers)}@post.example>"
    if answers is not None:
        mail["References"] = f"<{answers.messages.order_by('-position').first().external_id.strip('<>')}>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for filename, content_type, content in files:
        main, sub = content_type.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    envelope = Envelope(source="test", received_at=now(), sender=address, recipients=(inbox.address,))
    raw = intake.store(intake.Delivery(mail.as_bytes(), envelope, inbox.pk))
    message = receiving.process(raw)
    assert message is not None, "the mail did not become a message"
    return message
