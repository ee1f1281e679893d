"""The letters that buyers get about their orders: a code that proves that an order is theirs."""

from collections.abc import Sequence
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext as _

from goodwill.commerce.models import Order, Store


def language_of(order: Order, otherwise: str = "") -> str:
    """The language to write to the buyer in: the order's, else that of the account, else what the browser speaks."""
    for language in (order.language, order.buyer.language if order.buyer else "", otherwise):
        if spoken := supported(language):
            return spoken
    return settings.LANGUAGE_CODE


def supported(language: str) -> str:
    """The language of ours that this one means (``de-AT`` is ``de``), "" where there is none."""
    try:
        return get_supported_language_variant(language) if language else ""
    except LookupError:
        return ""


def brand_of(store: Store) -> str:
    """What customers know the store by."""
    return store.brand or store.name


def order_code(order: Order, address: str, digits: str, language: str) -> EmailMessage:
    """The letter with the code; good for ten minutes."""
    with override(language_of(order, language)):
        values = {"number": order.number, "code": f"{digits[:3]} {digits[3:]}", "brand": brand_of(order.store)}
        paragraphs = [
            _("Hello,"),
            _("this is your code for the order %(number)s:") % values,
            values["code"],
            _("Enter it on the page where you asked for it. It is good for ten minutes, once."),
            _("If you did not ask for it, you can leave this letter be: without the code nobody sees your order."),
            values["brand"],
        ]
        return letter(order.store, address, _("%(code)s is your code for order %(number)s") % values, paragraphs)


def letter(store: Store, address: str, subject: str, paragraphs: Sequence[str]) -> EmailMessage:
    """A letter to a buyer, in the name of the brand; the address that it comes from is that of the inbox that sends it."""
    sender = formataddr((brand_of(store), "desk@localhost"))
    return EmailMessage(subject=" ".join(subject.split()), body="\n\n".join(paragraphs) + "\n", from_email=sender, to=[address])
