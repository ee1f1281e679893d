"""Puts an amount on the customer's account in the store, as goodwill."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, GrantCredit
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject
from goodwill.remedies.wording import money


class Credit(Kind):
    name = "credit"
    label = gettext_lazy("Store credit")
    icon = "piggy-bank"
    ability = Ability.CREDIT
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (Field("amount", FieldKind.AMOUNT, gettext_lazy("Amount"), is_required=True),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        amount, buyer = read.some_amount(parameters), subject.buyer
        problems = [] if buyer else [_("The customer has no account in this store.")]
        if amount.currency != subject.currency:
            problems.append(_("The store sells in %(store)s.") % {"store": subject.currency})
        sentence = _("Puts %(amount)s on the customer's account in the store.") % {"amount": money(amount)}
        action = GrantCredit(buyer.external_id, amount, reason) if buyer else None
        return Plan(amount, action, (sentence,), tuple(problems), {"targets": ["credit"]})
