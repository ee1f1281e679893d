"""Lets conversations follow their customer when two customers are joined or parted, and leave teams and agents that go."""

from collections.abc import Iterable

from goodwill.activity.models import Activity
from goodwill.activity.recording import record
from goodwill.conversations.domain import naming
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.enums import Direction, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.customers.models import Customer, Identity

MOVED = "customer.conversations_moved"


def follow_joining(joining: Activity) -> None:
    """All of the joined customer's conversations belong to the other now; which they were is kept for parting."""
    target = Customer.objects.get(pk=joining.subject_id)
    numbers = list(_of(joining.data["from"]))
    _give(numbers, target)
    record(MOVED, target, data={"joining": joining.pk, "conversations": numbers})
    naming.carry(target.pk)


def follow_parting(parting: Activity) -> None:
    """What was brought along goes back, and so does what has begun since from an address that goes back."""
    target, source = Customer.objects.get(pk=parting.subject_id), Customer.objects.get(pk=parting.data["from"])
    moves = Activity.objects.filter(subject_kind="customer", subject_id=target.pk, kind=MOVED).order_by("-id")
    brought = next((set(move.data["conversations"]) for move in moves if move.data["joining"] == parting.data["joining"]), set())
    theirs = set(Identity.objects.filter(customer=source).values_list("id", flat=True))
    begun_since = [number for number in _of(target.pk) if number not in brought and _begun_by(number) in theirs]
    _give([*sorted(brought & set(_of(target.pk))), *begun_since], source)
    naming.carry(target.pk)


def leave_team(team_id: int) -> None:
    """A team is about to be removed: its conversations are in no team."""
    for conversation in Conversation.objects.filter(team_id=team_id).order_by("id"):
        with changing(conversation, even_merged=True) as fresh:
            fresh.team = None


def leave_agent(agent_id: int) -> None:
    """An agent can answer no more: what is not done is assigned to nobody."""
    unfinished = Conversation.objects.filter(assignee_id=agent_id).exclude(status__in=[Status.RESOLVED, Status.CLOSED])
    for conversation in unfinished.order_by("id"):
        with changing(conversation, even_merged=True) as fresh:
            fresh.assignee = None
            record("conversation.unassigned", fresh, data={"from": agent_id, "to": None, "name": ""})


def _of(customer_id: int) -> Iterable[int]:
    return Conversation.objects.filter(customer_id=customer_id).order_by("id").values_list("id", flat=True)


def _give(numbers: Iterable[int], customer: Customer) -> None:
    name = naming.name_of(customer)
    for conversation in Conversation.objects.filter(pk__in=list(numbers)).order_by("id"):
        with changing(conversation, even_merged=True) as fresh:
            fresh.customer, fresh.customer_name = customer, name


def _begun_by(number: int) -> int | None:
    """The identity that wrote the first message of a conversation."""
    first = Message.objects.filter(conversation_id=number, direction=Direction.INBOUND).order_by("position")
    return first.values_list("identity_id", flat=True).first()
