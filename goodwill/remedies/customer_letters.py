"""The letters that customers get about what they asked for on the order page, each with a link back to it.

They are in the order's language, or else in the one that the customer reads now.
"""

from django.core.mail import EmailMessage
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from goodwill.commerce.domain.opening_orders import link_to_order
from goodwill.commerce.letters import brand_of, language_of, letter
from goodwill.commerce.models import Order
from goodwill.inboxes.contract import Address
from goodwill.remedies.models import Remedy

# By the kind of remedy: what the letter is about, and what we do.
_DOING = {
    "cancel": (gettext_lazy("Your order %(number)s is being cancelled"), gettext_lazy("We are cancelling your order %(number)s.")),
    "change_address": (
        gettext_lazy("The new address of your order %(number)s"),
        gettext_lazy("We are sending your order %(number)s to the new address."),
    ),
    "refund": (gettext_lazy("Money back for your order %(number)s"), gettext_lazy("We are giving back money for your order %(number)s.")),
    "return": (
        gettext_lazy("Your return for order %(number)s"),
        gettext_lazy("We expect what you send back from order %(number)s. Its page has your return label, if there is one."),
    ),
}
_OTHER = (gettext_lazy("Your order %(number)s"), gettext_lazy("We are doing what you asked for with order %(number)s."))


def being_done(remedy: Remedy, to: Address) -> EmailMessage:
    """What the customer asked for was allowed and is being carried out."""
    assert remedy.order is not None
    with override(language_of(remedy.order, get_language() or "")):
        subject, sentence = _DOING.get(remedy.kind, _OTHER)
        return _written(remedy.order, to, str(subject), [str(sentence)])


def handed_over(order: Order, to: Address) -> EmailMessage:
    """What the customer asked for waits for a person."""
    with override(language_of(order, get_language() or "")):
        sentences = [_("We have what you wrote about your order %(number)s. A person reads it and answers you by e-mail.")]
        return _written(order, to, _("Your message about order %(number)s"), sentences)


def not_done(order: Order, to: Address) -> EmailMessage:
    """What was allowed could not be carried out, and waits for a person now."""
    with override(language_of(order)):
        sentences = [
            _("What you asked for with your order %(number)s could not be done by itself."),
            _("A person has it now and answers you by e-mail. You need not do anything."),
        ]
        return _written(order, to, _("Your order %(number)s: we are looking into it"), sentences)


def _written(order: Order, to: Address, subject: str, sentences: list[str]) -> EmailMessage:
    values = {"number": order.number, "name": to.name}
    paragraphs = [
        _("Hello %(name)s,") % values if to.name else _("Hello,"),
        *(sentence % values for sentence in sentences),
        _("You can see how it stands here at any time; whoever has this link sees your order, so keep it to yourself:"),
        link_to_order(order),
        brand_of(order.store),
    ]
    return letter(order.store, to.address, subject % values, paragraphs)
