"""Writes to customers in the name of the desk: filled with what is known, never with a gap, never to a robot, and seldom."""

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import guarding
from goodwill.automation.models import AutomaticReply
from goodwill.conversations.domain import refreshing, replying, saving_replies
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Message
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Capability, Verdict


def filled(text: str, conversation: Conversation, agent: Agent | None = None) -> str:
    """The text with its variables' values; raise Stopped, naming them, where one is missing or nothing is left."""
    found = saving_replies.fill(text.strip(), saving_replies.values_for(conversation, agent))
    if found.missing:
        raise Stopped(_("Not written: %(names)s is not known here.") % {"names": ", ".join(found.missing)})
    if not found.text:
        raise Stopped(_("Not written: the text is empty."))
    return found.text


def addressee(conversation: Conversation) -> Address:
    """Whom the desk may write to by itself; raise Stopped, saying why, where nobody."""
    if conversation.status == Status.CLOSED:
        raise Stopped(_("Not written: the conversation is closed."))
    if Capability.ACKNOWLEDGEMENT not in registry.channel_of(conversation.inbox).capabilities:
        raise Stopped(_("Not written: nothing is sent by itself on this channel."))
    if conversation.customer.is_blocked:
        raise Stopped(_("Not written: the customer is blocked."))
    answered = replying.last_inbound(conversation)
    if answered is not None and answered.is_automatic:
        raise Stopped(_("Not written: the last message came from a machine, not from a person."))
    # An answer to a forged sender would go to somebody who never wrote.
    if answered is not None and answered.authentication.get("dmarc") == Verdict.FAIL:
        raise Stopped(_("Not written: the sender of the last message may be forged."))
    people = replying.default_recipients(conversation)
    if not people:
        raise Stopped(_("Not written: there is nobody to send this to."))
    return people[0]


def send(conversation: Conversation, text: str, *, rule_id: int | None = None) -> Message:
    """Send a filled text at once, marked as automatic; raise Stopped where nothing may be sent."""
    to = addressee(conversation)
    if why := guarding.against_letter(rule_id, to.address):
        raise Stopped(_("Not written: %(why)s") % {"why": why})
    with changing(conversation) as fresh:
        message = replying.send_automatically(fresh, text, to)
        refreshing.extend(fresh, message)
    AutomaticReply.objects.create(rule_id=rule_id, conversation=conversation, address=to.address)
    return message


def problem_of(text: str) -> str:
    """Why a text could not be used in a rule, "" where it can."""
    if not text.strip():
        return _("Write a text.")
    if unknown := saving_replies.unknown_variables(text):
        return _("There is no variable %(name)s.") % {"name": unknown[0]}
    return ""
