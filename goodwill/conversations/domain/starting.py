"""Starts a conversation from our side."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.domain import naming, replying, tallying
from goodwill.conversations.models import Conversation
from goodwill.customers.domain.identifying import identify
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address
from goodwill.inboxes.contract import Attachment as File
from goodwill.inboxes.models import Inbox


def start(inbox: Inbox, to: Address, subject: str, text: str, *, by: Agent, files: Sequence[File] = ()) -> Conversation:
    """Write to somebody first. Raise replying.Refused when there is nothing to say, or nobody to say it to."""
    address = registry.channel_of(inbox).normalise(to.address)
    if not address:
        raise replying.Refused(_("There is nobody to send this to: add a recipient."))
    with transaction.atomic():
        identity = identify(inbox.kind, address, name=to.name)
        conversation = Conversation.objects.create(
            inbox=inbox,
            customer_id=identity.customer_id,
            customer_name=naming.name_of(identity.customer),
            subject=" ".join(subject.split())[:500],
            assignee=by,
            team_id=inbox.team_id,
        )
        tallying.move(None, tallying.cell_of(conversation))
        record("conversation.created", conversation, by=by)
        said = replying.Reply(text=text, seen_up_to=0, to=[Address(identity.address, to.name)], files=files)
        replying.reply(conversation, said, by=by)
    return conversation
