"""It became known which order a conversation is about."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.conversations.domain import linking_orders
from goodwill.core.conditions import Parameters


class OrderLinked(Trigger):
    name = "order_linked"
    label = gettext_lazy("An order is linked")
    icon = "link"
    kinds = (linking_orders.LINKED,)

    def sentence(self, parameters: Parameters) -> str:
        return _("an order is linked")
