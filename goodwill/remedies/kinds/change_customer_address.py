"""Changes the address that a customer's account in the store sends to by default."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, ChangeCustomerAddress
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject


class ChangeAccountAddress(Kind):
    name = "change_customer_address"
    label = gettext_lazy("Change the customer's address")
    icon = "house"
    ability = Ability.CHANGE_CUSTOMER_ADDRESS
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        present = (subject.buyer.document.get("address") if subject.buyer else None) or {}
        return (Field("address", FieldKind.ADDRESS, gettext_lazy("Address"), is_required=True, initial=present),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        where = read.address(parameters)
        buyer = subject.buyer
        sentence = _("The customer's address in the store becomes %(address)s.") % {"address": read.in_one_line(where)}
        action = ChangeCustomerAddress(buyer.external_id, where) if buyer else None
        problems = () if buyer else (_("The customer has no account in this store."),)
        return Plan(Money.zero(subject.currency), action, (sentence,), problems)
