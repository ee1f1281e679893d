"""Issues a gift card to the customer."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, IssueGiftCard
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject
from goodwill.remedies.wording import money


class GiftCard(Kind):
    name = "gift_card"
    label = gettext_lazy("Gift card")
    icon = "wallet-cards"
    ability = Ability.GIFT_CARD
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (Field("amount", FieldKind.AMOUNT, gettext_lazy("Amount"), is_required=True),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        amount, buyer = read.some_amount(parameters), subject.buyer
        email = (buyer.email if buyer else "") or (subject.order.email if subject.order else "")
        problems = [_("The store sells in %(store)s.") % {"store": subject.currency}] if amount.currency != subject.currency else []
        if not buyer and not email:
            problems.append(_("The store knows no account and no e-mail address of the customer."))
        sentence = _("Issues a gift card of %(amount)s to %(who)s.") % {"amount": money(amount), "who": email or str(buyer)}
        action = IssueGiftCard(amount, buyer.external_id if buyer else "", email, reason=reason)
        return Plan(amount, action, (sentence,), tuple(problems))
