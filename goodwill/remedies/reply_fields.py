"""What saved replies may name of the last remedy: what was given, and what the customer needs to use it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from goodwill.conversations.models import Conversation
from goodwill.core.amounts import written
from goodwill.remedies import kinds
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import Remedy

FIELDS = {
    "remedy.last.amount": (gettext_lazy("what was given last"), "€12.50"),
    "remedy.last.kind": (gettext_lazy("what kind of remedy it was"), gettext_lazy("Refund")),
    "remedy.last.code": (gettext_lazy("the code of a discount or a gift card"), "THANKS-ABCDE-FGHIJ"),
    "remedy.last.label_url": (gettext_lazy("the address of the return label"), "https://carrier.example/label"),
    "remedy.last.order_number": (gettext_lazy("the number of the order that was placed as a replacement"), "#1002"),
}
# What is on its way or done; what was declined is nothing to tell a customer of.
GIVEN = (RemedyState.SENT, RemedyState.DONE, RemedyState.CONFIRMED, RemedyState.UNCERTAIN)


def values(conversation: Conversation) -> Mapping[str, str]:
    """Those of the last remedy that was granted from this conversation, else to this customer."""
    given = Remedy.objects.filter(state__in=GIVEN).order_by("-id")
    remedy = given.filter(conversation=conversation).first() or given.filter(customer_id=conversation.customer_id).first()
    if remedy is None:
        return {}
    return {
        "remedy.last.amount": written(remedy.value_money) if remedy.value else "",
        "remedy.last.kind": str(kinds.kind(remedy.kind).label),
        "remedy.last.code": str(remedy.facts.get("code", "")),
        "remedy.last.label_url": str(remedy.facts.get("label_url", "")),
        "remedy.last.order_number": str(remedy.facts.get("number", "")),
    }
