"""Letters to agents: through the outbox, by the first inbox with a way out, else readable in the sink by the right people."""

import email
import email.policy

import pytest
from django.core.mail import EmailMessage

from goodwill.accounts.enums import Role
from goodwill.core import outbox
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from goodwill.inboxes import registry
from goodwill.inboxes.contract import DeliveryResult, DeliveryState
from goodwill.inboxes.domain import sinking
from goodwill.inboxes.mail_backend import DeskMail, opened
from goodwill.inboxes.models import Inbox, SinkMessage
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db
LINK = "http://localhost/join/1-secret"


def written(**more) -> OutboxEntry:
    fields = {"subject": "Ada invites you", "body": f"Open this:\n\n{LINK}\n", "to": ["noor@fernandfable.example"]}
    assert DeskMail().send_messages([EmailMessage(**{**fields, **more})]) == 1
    return OutboxEntry.objects.latest("id")


def an_inbox(name: str = "Support", **more) -> Inbox:
    return Inbox.objects.create(kind=next(iter(registry.channels())), name=name, address=f"{name.lower()}@fernandfable.example", **more)


def kept() -> email.message.EmailMessage:
    return email.message_from_bytes(SinkMessage.objects.get().content(), policy=email.policy.default)


def test_letter_waits_in_the_outbox_encrypted():
    entry = written()
    assert opened(entry.payload) == {
        "to": ["noor@fernandfable.example"],
        "subject": "Ada invites you",
        "text": f"Open this:\n\n{LINK}\n",
        "name": "",
    }
    assert LINK not in str(entry.payload)
    assert entry.state == OutboxEntry.State.WAITING


def test_letter_without_any_inbox_is_kept_in_the_sink():
    entry = written()
    deliver_entry.func(entry.pk)
    message = kept()
    assert (message["To"], message["Subject"], LINK in message.get_content()) == ("noor@fernandfable.example", "Ada invites you", True)
    assert SinkMessage.objects.get().inbox is None
    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.DONE


def test_letter_through_an_inbox_without_a_way_out_is_kept_with_it():
    support = an_inbox()
    deliver_entry.func(written().pk)
    message = kept()
    assert (SinkMessage.objects.get().inbox, message["From"], message["To"]) == (
        support,
        "Goodwill <support@fernandfable.example>",
        "noor@fernandfable.example",
    )
    assert message["Auto-Submitted"]
    assert LINK in message.get_content()


def test_letter_goes_by_the_first_inbox_with_a_way_out(monkeypatch):
    an_inbox("Quiet"), an_inbox("Resting", is_active=False), an_inbox("Open"), an_inbox("Later")
    channel = next(iter(registry.channels().values()))
    tried: list[tuple[str, str]] = []

    def send(message, inbox):
        tried.append((inbox.name, message.idempotency_key))
        return DeliveryResult(DeliveryState.ACCEPTED, kept=b"x" if inbox.name == "Quiet" else None)

    monkeypatch.setattr(channel, "send", send)
    entry = written()
    deliver_entry.func(entry.pk)
    assert tried == [("Quiet", entry.key), ("Open", entry.key)]
    assert not SinkMessage.objects.exists()


@pytest.mark.parametrize(
    ("state", "becomes"), [(DeliveryState.TEMPORARY, OutboxEntry.State.WAITING), (DeliveryState.PERMANENT, OutboxEntry.State.FAILED)]
)
def test_letter_that_is_not_taken_is_tried_again_or_given_up(monkeypatch, state, becomes):
    an_inbox()
    monkeypatch.setattr(next(iter(registry.channels().values())), "send", lambda message, inbox: DeliveryResult(state, "No."))
    entry = written()
    deliver_entry.func(entry.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.last_error, SinkMessage.objects.exists()) == (becomes, "No.", False)
    if becomes == OutboxEntry.State.FAILED:
        assert outbox.retry(entry.key)


def test_delivering_twice_keeps_one():
    entry = written()
    deliver_entry.func(entry.pk)
    OutboxEntry.objects.update(state=OutboxEntry.State.WAITING)
    deliver_entry.func(entry.pk)
    assert SinkMessage.objects.count() == 1


def test_letters_in_the_sink_are_for_owners_and_other_messages_for_managers(client):
    """Who reads a letter can take the place of whom it is for, so nobody with less power may."""
    deliver_entry.func(written().pk)
    sinking.keep("message:1", an_inbox(), b"Subject: Answer\r\n\r\nHello", [{"address": "greta@post.example"}], "Answer")
    letter = SinkMessage.objects.get(subject="Ada invites you")
    seen = {}
    for role in Role:
        agent = an_agent(role)
        client.force_login(agent)
        seen[role] = (sorted(sinking.visible_to(agent).values_list("subject", flat=True)), client.get("/sink/").status_code)
        assert client.get(f"/sink/{letter.pk}/").status_code == (200 if role == Role.OWNER else 404), role
    assert seen == {
        Role.OWNER: (["Ada invites you", "Answer"], 200),
        Role.ADMINISTRATOR: (["Answer"], 200),
        Role.LEAD: ([], 403),
        Role.AGENT: ([], 403),
        Role.READ_ONLY: ([], 403),
    }
