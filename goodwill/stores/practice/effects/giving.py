"""Gives something to a customer: a code, a gift card, credit, points."""

import base64
import hashlib
from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    AdjustPoints,
    CreateDiscount,
    GiftCardSnapshot,
    GrantCredit,
    IssueGiftCard,
    Outcome,
    PaymentMethodSnapshot,
    Performed,
)
from goodwill.core.money import Money
from goodwill.stores.practice.books import add_credit
from goodwill.stores.practice.shop import Declined, Scene


def discount(scene: Scene, action: CreateDiscount) -> Performed:
    if not action.code:
        raise Declined(_("A discount needs a code."))
    return Performed(Outcome.DONE, _("The code %s is made.") % action.code, f"discount-{action.code}", {"code": action.code})


def gift_card(scene: Scene, action: IssueGiftCard) -> Performed:
    _require_something(action.amount)
    code = action.code or code_for(scene.key)
    card = GiftCardSnapshot(f"gc-{scene.key}", scene.at, action.amount, code[-4:], action.customer_external_id)
    scene.put(card)
    if action.customer_external_id:
        customer = scene.required_customer(action.customer_external_id)
        method = PaymentMethodSnapshot(card.external_id, "gift_card", _("Gift card"), card.last_four, card.balance)
        scene.put(replace(customer, payment_methods=(*customer.payment_methods, method)))
    return Performed(Outcome.DONE, _("A gift card of %s is made.") % action.amount, card.external_id, {"code": code})


def credit(scene: Scene, action: GrantCredit) -> Performed:
    _require_something(action.amount)
    customer = add_credit(scene, scene.required_customer(action.customer_external_id), action.amount)
    return Performed(Outcome.DONE, _("The account has %s now.") % customer.store_credit, f"credit-{scene.key}")


def points(scene: Scene, action: AdjustPoints) -> Performed:
    customer = scene.required_customer(action.customer_external_id)
    after = (customer.loyalty_points or 0) + action.points
    if after < 0:
        raise Declined(_("The customer has only %d points.") % (customer.loyalty_points or 0))
    scene.put(replace(customer, loyalty_points=after))
    return Performed(Outcome.DONE, _("The account has %d points now.") % after, f"points-{scene.key}")


def code_for(key: str) -> str:
    """A code that is the same for the same key, in letters that can't be mistaken for each other."""
    letters = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:12]
    return "-".join(letters[place : place + 4] for place in (0, 4, 8))


def _require_something(amount: Money) -> None:
    if amount <= Money.zero(amount.currency):
        raise Declined(_("The amount must be more than nothing."))
