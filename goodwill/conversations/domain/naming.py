"""The name that stands for a customer in the rows of their conversations."""

from django.db.models import F

from goodwill.conversations.domain.changing import announce
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.customers.models import Customer

MOST_ANNOUNCED = 50


def name_of(customer: Customer) -> str:
    """The customer's name; for one without, the first address that they wrote from."""
    if customer.name:
        return customer.name[:200]
    first = customer.identities.order_by("id").values_list("address", flat=True).first()
    return (first or "")[:200]


def carry(customer_id: int) -> None:
    """Bring a customer's present name into all rows; open pages hear of the conversations that are not done."""
    name = name_of(Customer.objects.get(pk=customer_id))
    stale = Conversation.objects.filter(customer_id=customer_id).exclude(customer_name=name)
    numbers = list(stale.order_by("-id").values_list("id", flat=True))
    Conversation.objects.filter(pk__in=numbers).update(customer_name=name, version=F("version") + 1)
    unfinished = Conversation.objects.filter(pk__in=numbers, merged_into=None).exclude(status__in=[Status.RESOLVED, Status.CLOSED])
    for conversation in unfinished.order_by("-id")[:MOST_ANNOUNCED]:
        announce(conversation)
