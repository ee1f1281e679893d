"""Does with the store what agents promise in their letters: through the one gate, at that moment, and at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from goodwill.accounts.models import Agent
from goodwill.commerce.contract import OrderSnapshot, OrderStatus, ReturnStatus
from goodwill.commerce.models import Order
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core import clock
from goodwill.core.models import OutboxEntry
from goodwill.demo import goods
from goodwill.demo.buying import Granting, Purchase
from goodwill.demo.casting import Play
from goodwill.demo.storefront import Storefront, address_of
from goodwill.demo.stories import rules
from goodwill.demo.telling import Teller
from goodwill.remedies import deliveries
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import approving, granting
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.errors import Denied
from goodwill.remedies.models import Remedy
from goodwill.stores.practice import seeding

Step = tuple[datetime, Callable[[], object]]
ANSWERS_IN = timedelta(seconds=9)
CREDIT, POINTS, PART = 500, 150, 10
LATER = timedelta(days=2)


class Promiser:
    """Keeps the promises of the plays, and lets time pass for what was sent because of them."""

    def __init__(self, teller: Teller, storefront: Storefront) -> None:
        self.teller, self.storefront, self.store = teller, storefront, storefront.store
        self.sent_again: list[tuple[Granting, Remedy]] = []

    def steps(self, today: datetime) -> Iterator[Step]:
        for kept in self.storefront.books.grantings:
            if kept.at < today:
                yield kept.at, partial(self.keep, kept)
        yield from self._questions(today)

    def keep(self, kept: Granting) -> None:
        """Grant it, as whoever answers in this play; what is over their limit the lead approves within a moment."""
        self.storefront.catch_up(kept.at)
        if kept.makes_order:
            seeding.count_from(self.store.pk, int(kept.number.removeprefix("FF-")))
        kind, parameters = _asked(kept)
        agent = self.teller.agent(kept.play.agent)
        try:
            remedy = self._grant(kept.purchase, kind, parameters, kept, agent)
        except Denied:
            # The ledger keeps it. The day on which the world stands may be one on which a promise came too late.
            return
        if remedy.state == RemedyState.ASKED:
            approver = "ada" if kept.play.agent == "jonas" else "jonas"
            remedy = approving.approve(remedy.approval, by=self.teller.agent(approver), words="Yes, of course.", is_stepped_up=True)
        self._carry_out(remedy, kept.at)
        if kept.makes_order:
            self.sent_again.append((kept, remedy))

    def finish(self, today: datetime) -> None:
        """What was sent again has arrived meanwhile, what was not packed has left, and what came back is closed."""
        told = [self._arrived(kept, remedy, today) for kept, remedy in self.sent_again]
        told += [self._left(purchase, today) for purchase in self.storefront.books.purchases if purchase.fate.value == "unpacked"]
        told += [self._closed(kept) for kept in self.storefront.books.grantings if _is_paid_back(kept) and kept.at < today]
        self.storefront.tell(order for order in told if order is not None)

    def _grant(self, purchase: Purchase, kind: str, parameters: dict[str, Any], kept: Granting, agent: Agent) -> Remedy:
        order = Order.objects.select_related("buyer").get(store=self.store, external_id=purchase.external_id)
        conversation = Conversation.objects.get(pk=kept.play.number) if kept.play.number else None
        key = f"{purchase.external_id}-{kept.promise.turn + 1}-{kept.promise.kind}"
        reason = kept.promise.reason
        request = Request(kind, self.store, order, order.buyer, parameters, reason, "", conversation, key)
        return granting.grant(request, Grantee.of(agent), is_stepped_up=True)

    def _carry_out(self, remedy: Remedy, at: datetime) -> None:
        """What the worker does a moment later: the store is told, and answers."""
        with clock.pretending(at + ANSWERS_IN):
            entry = OutboxEntry.objects.get(key=granting.outbox_key(remedy))
            entry.attempts = 1
            outcome = deliveries.deliver(entry)
            deliveries.settle(entry, outcome)
            entry.state, entry.updated_at = OutboxEntry.State.DONE, clock.now()
            entry.save()

    def _questions(self, today: datetime) -> Iterator[Step]:
        """Requests that wait for somebody's yes: each about the order of a story that is still open."""
        for stories, kind, reason, words, minutes in rules.WAITING:
            at = today - timedelta(minutes=minutes)
            live = {play.plot.name: (play, purchase) for play, purchase in self._live(at)}
            if name := next((name for name in stories if name in live), ""):
                play, purchase = live[name]
                yield at, partial(self._ask, purchase, play, kind, reason, words)

    def _live(self, at: datetime) -> Iterator[tuple[Play, Purchase]]:
        for play in self.storefront.plays:
            purchase = self.storefront.books.of_play.get(id(play))
            is_live = play.ending in (Status.OPEN, Status.PENDING) and play.moments[0] < at
            if purchase is not None and is_live and purchase.total.minor > 3000:
                yield play, purchase

    def _ask(self, purchase: Purchase, play: Play, kind: str, reason: str, words: str) -> None:
        order = Order.objects.select_related("buyer").get(store=self.store, external_id=purchase.external_id)
        agent = self.teller.agent(play.agent if play.agent in ("mira", "teo", "priya") else "mira")
        conversation = Conversation.objects.get(pk=play.number)
        request = Request(kind, self.store, order, order.buyer, {}, reason, words, conversation, f"{purchase.external_id}-asked")
        granting.grant(request, Grantee.of(agent))

    def _arrived(self, kept: Granting, remedy: Remedy, today: datetime) -> OrderSnapshot | None:
        order = self._as_it_is(f"o-{remedy.key}")
        again = replace_purchase(kept, order)
        sent = self.storefront.parcels(again, kept.at + timedelta(hours=5))
        return _with_parcels(order, sent, self.storefront.status(again, sent)) if sent else None

    def _left(self, purchase: Purchase, today: datetime) -> OrderSnapshot | None:
        order = self._as_it_is(purchase.external_id)
        if order.status is not OrderStatus.PENDING:
            return None
        changed = [kept.at for kept in self.storefront.books.grantings if kept.purchase is purchase and kept.at < today]
        sent = self.storefront.parcels(purchase, max(changed) + timedelta(hours=3) if changed else None)
        return _with_parcels(order, sent, self.storefront.status(purchase, sent)) if sent else None

    def _closed(self, kept: Granting) -> OrderSnapshot | None:
        order = self._as_it_is(kept.purchase.external_id)
        returns = tuple(replace(one, status=ReturnStatus.CLOSED) for one in order.returns)
        return replace(order, returns=returns, updated_at=order.updated_at + timedelta(seconds=1)) if returns else None

    def _as_it_is(self, external_id: str) -> OrderSnapshot:
        return self.storefront.read(external_id)


def replace_purchase(kept: Granting, order: OrderSnapshot) -> Purchase:
    """The second sending as a purchase of its own, which goes its way like any other."""
    before = kept.purchase
    again = Purchase(before.person, kept.at, [], carrier=before.carrier, method=before.method, number=kept.number)
    again.carrier = "NordPost"
    again.tracking = f"NP{100000000 + int(kept.number.removeprefix('FF-')) * 7919 % 899999999}GB"
    again.own_id = order.external_id
    return again


def _with_parcels(order: OrderSnapshot, sent: tuple[Any, ...], status: OrderStatus) -> OrderSnapshot:
    latest = max(event.at for parcel in sent for event in parcel.events)
    return replace(order, shipments=sent, status=status, updated_at=max(latest, order.updated_at + timedelta(seconds=1)))


def _is_paid_back(kept: Granting) -> bool:
    return kept.promise.kind == "refund" and kept.play.plot.name in ("return", "refund where")


def _asked(kept: Granting) -> tuple[str, dict[str, Any]]:
    """The kind of remedy and its parameters."""
    purchase, promise = kept.purchase, kept.promise
    lines = {
        f"{purchase.external_id}-{place}": count
        for place, (article, count) in enumerate(purchase.items, start=1)
        if not kept.about or article.kind == kept.about
    }
    amount = {"currency": goods.CURRENCY}
    match promise.kind:
        case "refund_part":
            return "refund", {"amount": {**amount, "minor": purchase.subtotal.minor * PART // 100}}
        case "refund_twice":
            return "refund", {"amount": {**amount, "minor": purchase.total.minor}}
        case "points":
            return "points", {"points": POINTS}
        case "credit":
            return "credit", {"amount": {**amount, "minor": CREDIT}}
        case "cancel":
            return "cancel", {}
        case "change_address":
            return "change_address", {"address": _new_address(kept)}
        case "reship" if kept.play.plot.name == "complaint":
            article = purchase.article("plant")
            assert article is not None
            return "reship", {"items": [{"variant": goods.of_title(article.title)[-1].variant, "quantity": 1}]}
        case "return":
            return "return", {"lines": lines, "label": True}
        case kind:
            return kind, {"lines": lines}


def _new_address(kept: Granting) -> dict[str, str]:
    known = address_of(kept.play.person)
    return {
        "name": known.name,
        "line1": kept.play.details["street"],
        "city": known.city,
        "postcode": known.postcode,
        "country": known.country,
    }
