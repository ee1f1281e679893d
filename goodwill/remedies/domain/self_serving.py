"""Carries out what a customer asks for on the order page, under the policy; what it does not allow goes to a person."""

from dataclasses import replace

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from goodwill.commerce.letters import language_of
from goodwill.commerce.models import Order
from goodwill.conversations.models import Message
from goodwill.core import outbox
from goodwill.inboxes import mail_backend
from goodwill.remedies import customer_letters, kinds
from goodwill.remedies.contract import Grantee, Incomplete, Request
from goodwill.remedies.domain import granting, handing_over
from goodwill.remedies.domain.granting import Preview
from goodwill.remedies.domain.handing_over import Matter, NobodyThere
from goodwill.remedies.enums import Effect, GranteeKind, RemedyState
from goodwill.remedies.errors import Denied
from goodwill.remedies.models import Remedy


def preview(request: Request) -> Preview:
    """What would become of it; writes nothing."""
    return granting.preview(request, Grantee.customer())


def is_at_once(found: Preview) -> bool:
    """Whether it would be done without anybody being asked."""
    return found.is_possible and found.outcome == Effect.ALLOW


def carry_out(request: Request) -> Remedy:
    """Have it done, with a letter that says so; the same remedy for the same form key, and one letter.

    Raise Denied when it can't be done at once: the ledger keeps that. Raise Incomplete when something is missing.
    """
    if (found := preview(request)).outcome == Effect.APPROVE:
        raise Denied(found.rule, found.sentence)
    with transaction.atomic():
        try:
            remedy, refusal = _granted(request), None
        except Denied as error:
            remedy, refusal = None, error
        if remedy is not None and remedy.order is not None:
            to = handing_over.sender_of(remedy.order)
            _send(f"{remedy.key}.being-done", customer_letters.being_done(remedy, to))
    if refusal is not None:
        raise refusal
    assert remedy is not None
    return remedy


def ask_person(matter: Matter, request: Request | None = None) -> Message | None:
    """Hand a matter to a person, with what the policy says of the remedy where one was asked for.

    The conversation shows the denial with its rule, or the question to those who may approve it. What the policy would
    allow at once is left to the person too: the customer asked for one. Raise as ``handing_over.hand_over``.
    """
    with transaction.atomic():
        message = handing_over.hand_over(matter)
        if message is None:
            return None
        if request is not None and not message.conversation.remedies.exists():
            _judge(replace(request, conversation=message.conversation, key=""))
        letter = customer_letters.handed_over(matter.order, handing_over.sender_of(matter.order))
        _send(f"{message.external_id}.handed-over", letter)
    return message


def hand_over_failed(remedy: Remedy) -> None:
    """A store could not do what a customer was promised on the order page: a person takes it from here."""
    order = remedy.order
    if remedy.grantee != GranteeKind.CUSTOMER or order is None or remedy.state != RemedyState.FAILED:
        return
    with override(language_of(order)):
        what = kinds.kind(remedy.kind).label
        subject = _("Order %(number)s: %(what)s") % {"number": order.number, "what": what}
        text = _("I asked for this on the page of my order, and it could not be done.")
    try:
        message = handing_over.hand_over(Matter(order, subject, f"{what}\n\n{text}\n\n{remedy.note}".strip(), f"failed-{remedy.pk}"))
    except (NobodyThere, handing_over.TooMany):
        return
    if message is not None:
        to = handing_over.sender_of(order)
        _send(f"{remedy.key}.not-done", customer_letters.not_done(order, to))


def requests_of(order: Order) -> list[Remedy]:
    """What was asked for on the order page and not refused, the latest first."""
    asked = Remedy.objects.filter(order=order, grantee=GranteeKind.CUSTOMER).exclude(state=RemedyState.DENIED)
    return list(asked.order_by("-id")[:20])


def request_of(order: Order, key: str) -> Remedy | None:
    """The request of this order with this form key."""
    return Remedy.objects.filter(order=order, grantee=GranteeKind.CUSTOMER, key=f"gw-{key}").first()


def _granted(request: Request) -> Remedy:
    """What the ledger keeps is for agents: in the desk's language, whatever the customer reads."""
    with override(settings.LANGUAGE_CODE):
        return granting.grant(request, Grantee.customer())


def _judge(request: Request) -> None:
    if is_at_once(preview(request)):
        return
    try:
        _granted(request)
    except (Denied, Incomplete):
        return  # The ledger and the conversation have it.


def _send(key: str, letter: EmailMessage) -> None:
    """Once for each key; to nobody where the order has no address."""
    if letter.to and letter.to[0]:
        outbox.put(mail_backend.TOPIC, f"{mail_backend.LETTER_KEY}{key}"[:120], mail_backend.sealed(letter))
