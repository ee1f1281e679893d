"""Takes a message out of a conversation that it does not belong to, into one of its own."""

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.domain import indexing, naming, refreshing, tallying
from goodwill.conversations.domain.changing import announce, changing_around, refresh_around
from goodwill.conversations.enums import Delivery, MatchedBy
from goodwill.conversations.models import Conversation, Link, Message


class OnlyMessage(ValueError):
    """The message is all that the conversation holds, or is not one that came in."""


def detach(message: Message, *, by: Agent) -> Conversation:
    """Give an inbound message a conversation of its own, linked to the one it came from."""
    with changing_around(message) as former:
        part = Conversation.objects.get(pk=message.conversation_id)
        if not message.is_inbound or not part.messages.exclude(pk=message.pk).exclude(delivery=Delivery.UNDONE).exists():
            raise OnlyMessage(_("This message can't be taken out: there is nothing that it could be taken out of."))
        own = _begin(message, former)
        message.conversation, message.matched_by, message.is_third_party = own, MatchedBy.AGENT, False
        message.save(update_fields=["conversation", "matched_by", "is_third_party"])
        refreshing.refresh(own)
        own.save()
        refresh_around(part, former)
        tallying.move(None, tallying.cell_of(own))
        Link.objects.create(conversation=own, other=former, reason="detached")
        indexing.forget(message)
        indexing.index_message(message)
        record("message.detached", former, by=by, data={"message": message.pk, "to": own.pk})
        record("conversation.created", own, by=by, data={"detached_from": former.pk})
        announce(own)
    return own


def _begin(message: Message, former: Conversation) -> Conversation:
    customer = message.identity.customer if message.identity else former.customer
    return Conversation.objects.create(
        inbox_id=message.inbox_id,
        customer=customer,
        customer_name=naming.name_of(customer),
        subject=message.subject or former.subject,
        team_id=former.team_id,
        created_at=message.created_at,
        last_message_at=message.created_at,
    )
