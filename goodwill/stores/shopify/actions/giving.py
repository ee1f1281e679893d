"""Codes, gift cards and store credit."""

import hashlib
import hmac
from datetime import UTC, datetime, time
from typing import Any

from goodwill.commerce.contract import ConnectedStore, CreateDiscount, DiscountKind, GrantCredit, IssueGiftCard, Outcome, Performed
from goodwill.core.clock import now
from goodwill.stores.shopify import ids, mutations, parse, queries
from goodwill.stores.shopify.actions import orders
from goodwill.stores.shopify.client import Rejected, ask, change

Wire = dict[str, Any]
# Of Shopify's rule for gift cards (8 to 20 letters and digits), without what people mistake for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def discount(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed:
    if done := find_discount(action, key, store):
        return done
    given = _discount(action)
    if action.kind is DiscountKind.FREE_SHIPPING:
        made = change(store, mutations.CREATE_FREE_SHIPPING, {"input": {**given, "destination": {"all": True}}})
    else:
        gets = {"items": {"all": True}, "value": _value(action)}
        made = change(store, mutations.CREATE_DISCOUNT, {"input": {**given, "customerGets": gets}})
    return Performed(Outcome.DONE, external_id=ids.number(made["codeDiscountNode"]["id"]), facts={"code": action.code})


def find_discount(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed | None:
    found = ask(store, mutations.DISCOUNT_BY_CODE, {"code": action.code})["found"]
    return Performed(Outcome.DONE, external_id=ids.number(found["id"]), facts={"code": action.code}) if found else None


def _discount(action: CreateDiscount) -> Wire:
    buyers = {"add": [ids.gid("Customer", action.customer_external_id)]}
    given: Wire = {
        "title": action.reason[:200] or action.code,
        "code": action.code,
        "startsAt": now().isoformat(),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": buyers} if action.customer_external_id else {"all": "ALL"},
    }
    if action.ends_on:
        given["endsAt"] = datetime.combine(action.ends_on, time.max, UTC).isoformat(timespec="seconds")
    if action.minimum:
        given["minimumRequirement"] = {"subtotal": {"greaterThanOrEqualToSubtotal": orders.amount(action.minimum)}}
    return given


def _value(action: CreateDiscount) -> Wire:
    if action.kind is DiscountKind.PERCENT and action.percent is not None:
        return {"percentage": float(action.percent) / 100}
    if action.kind is DiscountKind.AMOUNT and action.amount is not None:
        return {"discountAmount": {"amount": orders.amount(action.amount), "appliesOnEachItem": False}}
    raise Rejected("It was not said how much the code is worth.")


def gift_card(action: IssueGiftCard, key: str, store: ConnectedStore) -> Performed:
    if done := find_gift_card(action, key, store):
        return done
    if action.amount.currency != store.currency:
        raise Rejected(f"Gift cards of this store are in {store.currency}.")
    given: Wire = {"initialValue": orders.amount(action.amount), "code": _code(action, key, store)}
    given["note"] = ids.with_reference(action.reason, key)
    if action.customer_external_id:
        given["customerId"] = ids.gid("Customer", action.customer_external_id)
    made = change(store, mutations.CREATE_GIFT_CARD, {"input": given})
    return _card(made["giftCard"], action, key, store)


def find_gift_card(action: IssueGiftCard, key: str, store: ConnectedStore) -> Performed | None:
    cards = parse.nodes(ask(store, mutations.NEWEST_GIFT_CARDS)["cards"])
    found = next((card for card in cards if ids.reference(card["note"]) == key), None)
    return _card(found, action, key, store) if found else None


def _card(card: Wire, action: IssueGiftCard, key: str, store: ConnectedStore) -> Performed:
    """Shopify shows a code once; ours comes from the key, so that we can say it again after a lost answer."""
    return Performed(Outcome.DONE, external_id=ids.number(card["id"]), facts={"code": _code(action, key, store)})


def _code(action: IssueGiftCard, key: str, store: ConnectedStore) -> str:
    if action.code:
        return action.code
    secret = str(store.settings["client_secret"]).encode()
    drawn = int.from_bytes(hmac.new(secret, f"gift card {key}".encode(), hashlib.sha256).digest())
    letters = []
    for _place in range(16):
        drawn, letter = divmod(drawn, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)


def credit(action: GrantCredit, key: str, store: ConnectedStore) -> Performed:
    """The store keeps no words with a credit: a mark on the customer first, which says what the account looked like."""
    buyer = _buyer(store, action)
    if not (was := ids.state_of_mark(buyer["tags"], key)):
        tag = ids.mark(key, _newest(buyer, action))
        change(store, mutations.ADD_TAGS, {"id": buyer["id"], "tags": [tag]})
    elif _was_credited(buyer, action, was):
        return _credited(store, action)
    given = {"creditAmount": orders.money_input(action.amount), "notify": False}
    made = change(store, mutations.CREDIT, {"id": buyer["id"], "input": given})
    return _credited(store, action, ids.number(made["storeCreditAccountTransaction"]["id"]))


def find_credit(action: GrantCredit, key: str, store: ConnectedStore) -> Performed | None:
    buyer = _buyer(store, action)
    was = ids.state_of_mark(buyer["tags"], key)
    return _credited(store, action) if was and _was_credited(buyer, action, was) else None


def _buyer(store: ConnectedStore, action: GrantCredit) -> Wire:
    found = ask(store, mutations.CREDITS, {"id": ids.gid("Customer", action.customer_external_id)})["one"]
    if found is None:
        raise Rejected("The store does not know this customer any more.")
    return found


def _moves(buyer: Wire, action: GrantCredit) -> list[Wire]:
    """The newest moves first, of the account in this currency."""
    accounts = parse.nodes(buyer["storeCreditAccounts"])
    own = [one for one in accounts if one["balance"]["currencyCode"] == action.amount.currency]
    return parse.nodes(own[0]["transactions"]) if own else []


def _newest(buyer: Wire, action: GrantCredit) -> str:
    moves = _moves(buyer, action)
    return _fingerprint(moves[0]) if moves else ids.fingerprint()


def _was_credited(buyer: Wire, action: GrantCredit, was: str) -> bool:
    """Whether this amount came in since the account looked like that."""
    for move in _moves(buyer, action):
        if _fingerprint(move) == was:
            return False
        if parse.money_v2(move["amount"]) == action.amount:
            return True
    return False


def _fingerprint(move: Wire) -> str:
    return ids.fingerprint(move["createdAt"], move["amount"]["amount"], move["balanceAfterTransaction"]["amount"])


def _credited(store: ConnectedStore, action: GrantCredit, external_id: str = "") -> Performed:
    found = ask(store, queries.ONE_CUSTOMER, {"id": ids.gid("Customer", action.customer_external_id)})["one"]
    return Performed(Outcome.DONE, external_id=external_id, snapshots=(parse.customer(found),) if found else ())
