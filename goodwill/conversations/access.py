"""The one scope layer: which conversations a person may see, in every form in which that is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.db.models import Q, QuerySet

from goodwill.accounts.enums import Visibility
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_manage
from goodwill.conversations.models import Attachment, Conversation, Message
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared
from goodwill.customers.models import Customer, Identity


class NotVisible(LookupError):
    """There is no such thing, or this person may not see it; the two must look the same."""


class Placed(Protocol):
    """What is seen by its place: a conversation, or the row of one in a list."""

    @property
    def team_id(self) -> int | None: ...

    @property
    def assignee_id(self) -> int | None: ...


@dataclass(frozen=True)
class Scope:
    """What one person may see: all, or what belongs to these teams or is assigned to themselves.

    List, counters, search and live push each ask in their own form (a filter, tokens, a yes or no); a property test
    holds the forms equal. Nobody has the number 0, and sees nothing.
    """

    agent_id: int
    sees_all: bool = False
    team_ids: frozenset[int] = frozenset()

    def filter(self) -> Q:
        """A filter for anything that has the columns ``team_id`` and ``assignee_id``: conversations and tallies."""
        if self.sees_all:
            return Q()
        if not self.agent_id:
            # Not left to the columns: in a tally, 0 stands for "assigned to nobody".
            return Q(pk__in=[])
        own = Q(assignee_id=self.agent_id)
        return own | Q(team_id__in=sorted(self.team_ids)) if self.team_ids else own

    def tokens(self) -> tuple[str, ...] | None:
        """The words of which a search document or a live topic must carry one; None for all, none at all for nothing."""
        if self.sees_all:
            return None
        if not self.agent_id:
            return ()
        return (f"a{self.agent_id}", *(f"t{team}" for team in sorted(self.team_ids)))

    def topics(self) -> tuple[str, ...]:
        """The live topics to listen to: those of the conversations in sight, and the agent's own for mentions."""
        tokens = self.tokens()
        return ("all", f"a{self.agent_id}") if tokens is None else tokens

    def allows(self, conversation: Placed) -> bool:
        if self.sees_all:
            return True
        return conversation.assignee_id == self.agent_id or conversation.team_id in self.team_ids


def scope_of(agent: Agent, team_ids: Iterable[int] | None = None) -> Scope:
    """What this agent may see now. Nobody who is not active sees anything. Known ``team_ids`` save a statement."""
    if not agent.is_active:
        return Scope(agent_id=0)
    if agent.visibility == Visibility.ALL or may_manage(agent):
        return Scope(agent_id=agent.pk, sees_all=True)
    if agent.visibility != Visibility.TEAMS:
        return Scope(agent_id=agent.pk)
    return Scope(agent_id=agent.pk, team_ids=frozenset(_teams_of(agent) if team_ids is None else team_ids))


def _teams_of(agent: Agent) -> Iterator[int]:
    return (team for (team,) in _TEAMS.all(agent.pk))


_TEAMS = Prepared(lambda agent: Agent.teams.through.objects.filter(agent_id=agent).values_list("team_id"), int)


def shown_in(conversation: Conversation) -> Conversation:
    """The conversation that shows this one's messages: itself, unless it was merged."""
    while conversation.merged_into is not None:
        conversation = conversation.merged_into
    return conversation


def tokens_of(conversation: Conversation) -> tuple[str, ...]:
    """The scope words of a conversation; whoever holds one of them may see it.

    What was merged has the words of the conversation that shows it.
    """
    conversation = shown_in(conversation)
    found = []
    if conversation.team_id:
        found.append(f"t{conversation.team_id}")
    if conversation.assignee_id:
        found.append(f"a{conversation.assignee_id}")
    return tuple(found)


def visible_to(agent: Agent) -> QuerySet[Conversation]:
    return Conversation.objects.filter(scope_of(agent).filter())


def conversation_for(agent: Agent, number: int) -> Conversation:
    """The conversation with this number; raise NotVisible when it is absent or out of sight."""
    conversation = _seen_by(scope_of(agent)).first(number)
    if conversation is None:
        raise NotVisible("There is no such conversation.")
    return conversation


@lru_cache(maxsize=256)
def _seen_by(scope: Scope) -> PreparedObjects[Conversation]:
    beside = ("inbox", "customer", "assignee", "team", "merged_into")
    return PreparedObjects(lambda number: Conversation.objects.filter(scope.filter(), pk=number).select_related(*beside))


def message_for(agent: Agent, number: int) -> Message:
    message = Message.objects.select_related("conversation__merged_into", "inbox", "raw").filter(pk=number).first()
    if message is None or not scope_of(agent).allows(shown_in(message.conversation)):
        raise NotVisible("There is no such message.")
    return message


def attachment_for(agent: Agent, number: int) -> Attachment:
    attachment = Attachment.objects.select_related("message__conversation__merged_into", "file").filter(pk=number).first()
    if attachment is None or not scope_of(agent).allows(shown_in(attachment.message.conversation)):
        raise NotVisible("There is no such file.")
    return attachment


def customers_for(agent: Agent, text: str = "") -> QuerySet[Customer]:
    """Customers that this agent may see, newest first: all, or those of a conversation within the scope.

    ``text`` is a part of a name or the beginning of an address.
    """
    found = Customer.objects.filter(joined_into=None).order_by("-id")
    scope = scope_of(agent)
    if not scope.sees_all:
        found = found.filter(pk__in=Conversation.objects.filter(scope.filter()).values("customer_id"))
    if text:
        addresses = Identity.objects.filter(address__startswith=text.lower()).values("customer_id")
        found = found.filter(Q(name__icontains=text) | Q(pk__in=addresses))
    return found


def customer_for(agent: Agent, number: int) -> Customer:
    customer = customers_for(agent).filter(pk=number).first()
    if customer is None:
        raise NotVisible("There is no such customer.")
    return customer
