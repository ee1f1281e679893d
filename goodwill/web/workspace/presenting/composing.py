"""The composer's state: who will get the reply, what was being written, and what the agent has seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.conversations.domain import replying, saving_replies
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Draft, Message
from goodwill.core.row_objects import PreparedObjects
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Capability
from goodwill.web.workspace.presenting.timeline import File, file_of


@dataclass(frozen=True, slots=True)
class Composer:
    """``refusal`` says why the last try was not sent; ``to`` and ``cc`` are written as in an address line."""

    number: int
    is_writable: bool
    is_closed: bool
    to: str
    derived_to: str
    cc: str
    copied: str
    in_words: str
    is_changed: bool
    seen_up_to: int
    reply: str
    note: str
    opens_note: bool
    has_copies: bool
    has_files: bool
    from_address: str
    files: Sequence[File] = ()
    refusal: str = ""
    is_newer: bool = False

    @property
    def missing(self) -> list[str]:
        """The variables of a saved reply that have no value here and wait to be filled in."""
        return saving_replies.unfilled(self.reply)

    @property
    def variables(self) -> str:
        """The names that stand for something in braces, for the page to look for while one types."""
        return " ".join(saving_replies.variables())


def composer(
    conversation: Conversation,
    agent: Agent,
    *,
    reply: str | None = None,
    to: str | None = None,
    cc: str | None = None,
    refusal: str = "",
    is_newer: bool = False,
    part_ids: list[int] | None = None,
) -> Composer:
    """What is given replaces what is saved: a refused reply comes back with every word of it."""
    saved = {draft.is_note: draft for draft in _DRAFTS.all(conversation.pk, agent.pk)}
    drafts = {is_note: draft.text for is_note, draft in saved.items()}
    taken_back = saved[False].taken_back if False in saved else None
    capabilities = registry.channel_of(conversation.inbox).capabilities
    derived, others = replying.offered(conversation, part_ids)
    receiver = line_of(derived)
    if taken_back and to is None:
        to, cc = (_line_of_role(taken_back, role) for role in ("to", "cc"))
    return Composer(
        number=conversation.pk,
        is_writable=may_answer(agent),
        is_closed=conversation.status == Status.CLOSED,
        to=receiver if to is None else to,
        derived_to=receiver,
        cc=cc or "",
        copied=line_of(others) if Capability.COPIES in capabilities else "",
        in_words=in_words(derived if to is None else to, cc or ""),
        is_changed=to is not None and (to, cc or "") != (receiver, ""),
        seen_up_to=conversation.last_inbound,
        reply=drafts.get(False, "") if reply is None else reply,
        note=drafts.get(True, ""),
        opens_note=True in drafts and False not in drafts,
        has_copies=Capability.COPIES in capabilities,
        has_files=Capability.ATTACHMENTS in capabilities,
        from_address=conversation.inbox.address,
        files=[file_of(attachment) for attachment in taken_back.attachments.all()] if taken_back else (),
        refusal=refusal,
        is_newer=is_newer,
    )


_DRAFTS = PreparedObjects(lambda conversation, agent: Draft.objects.filter(conversation_id=conversation, agent_id=agent))


def line_of(people: list[Address]) -> str:
    """Addresses as they stand in a field: ``Ada Byron <ada@shop.example>, bo@shop.example``."""
    return ", ".join(f"{_plain(person.name)} <{person.address}>" if _plain(person.name) else person.address for person in people)


def _line_of_role(message: Message, role: str) -> str:
    return line_of([Address(entry["address"], entry["name"]) for entry in message.recipients if entry["role"] == role])


def _plain(name: str) -> str:
    return " ".join(name.translate({ord(char): " " for char in '<>,;"'}).split())


def in_words(to: list[Address] | str, cc: str) -> str:
    """ "To Ada Byron <ada@…>, copy to nobody" """
    receiver = to if isinstance(to, str) else line_of(to)
    return _("To %(to)s, copy to %(cc)s") % {"to": receiver or _("nobody yet"), "cc": cc or _("nobody")}
