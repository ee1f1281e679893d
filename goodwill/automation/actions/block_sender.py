"""Sets aside what the sender writes from now on."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.core.conditions import Parameters
from goodwill.customers.domain import blocking


class BlockSender(Action):
    name = "block_sender"
    label = gettext_lazy("Block the customer")
    icon = "ban"

    def sentence(self, parameters: Parameters) -> str:
        return _("block the customer")

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        customer = doing.conversation.customer
        if customer.is_blocked:
            return Plan((_("%(customer)s is blocked already.") % {"customer": customer},), changes=False)
        return Plan((_("Blocks %(customer)s.") % {"customer": customer},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        customer = doing.conversation.customer
        if customer.is_blocked:
            return Done(_("%(customer)s is blocked already.") % {"customer": customer}, changed=False)
        blocking.block(customer, by=doing.by)
        return Done(_("Blocked %(customer)s.") % {"customer": customer}, undo=customer.pk)

    def undo(self, state: Any, doing: Doing) -> str:
        customer = doing.conversation.customer
        if doing.agent is None or customer.pk != state:
            raise Stopped(_("It belongs to another customer now."))
        blocking.unblock(customer, by=doing.agent)
        return _("%(customer)s is not blocked any more.") % {"customer": customer}
