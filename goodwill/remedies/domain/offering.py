"""Says which remedies a person may give on an order, and how far, before anything is filled in."""

from dataclasses import dataclass, replace

from goodwill.commerce import registry
from goodwill.commerce.models import Order, Store, StoreCustomer
from goodwill.core.clock import now
from goodwill.core.conditions import Field
from goodwill.core.money import Money
from goodwill.remedies import kinds
from goodwill.remedies.contract import Grantee, Kind, Plan, Request, Subject
from goodwill.remedies.domain import describing, judging, tabling
from goodwill.remedies.domain.judging import STRICTNESS
from goodwill.remedies.domain.spending import Spending
from goodwill.remedies.domain.weighing import facts_of
from goodwill.remedies.enums import Effect

# What is not known before it is filled in is taken for what the policy likes.
HOPEFUL = {"is_same_product": True, "is_same_country": True}


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of remedy on an order. ``room`` is how much the deciding row lets pass now, None where it has no limit.

    ``reasons`` are those to choose from, () for the desk's own.
    """

    kind: Kind
    outcome: Effect
    sentence: str
    fields: tuple[Field, ...]
    room: Money | None = None
    reasons: tuple[str, ...] = ()
    is_reason_required: bool = False


def offers(store: Store, order: Order | None, buyer: StoreCustomer | None, grantee: Grantee) -> list[Offer]:
    """All kinds that the store's platform can do here, by their labels; those that are denied say why."""
    abilities, at, policy = registry.connector_of(store).abilities, now(), tabling.active()
    subject = describing.subject_of(Request("", store, order, buyer), at)
    rows = tabling.rows_of(policy, at)
    possible = [kind for kind in kinds.all_kinds().values() if kind.ability in abilities and (order is not None or not kind.needs_order)]
    spent = _remembered(Spending(Request("", store, order, buyer), grantee, subject.currency, at))
    found = [_offer(kind, subject, grantee, rows, spent) for kind in possible]
    return sorted(found, key=lambda offer: (offer.outcome == Effect.DENY, str(offer.kind.label)))


def fields_of(request: Request) -> tuple[Field, ...]:
    """The form of a kind for this order."""
    return kinds.kind(request.kind).fields(describing.subject_of(request, now()))


def _offer(kind: Kind, subject: Subject, grantee: Grantee, rows: list[judging.Row], spent: judging.Spent) -> Offer:
    """The verdict on the least amount, whatever reason will be given for it."""
    request = Request(kind.name, subject.store, subject.order, subject.buyer)
    facts = facts_of(request, grantee, subject, Plan(Money.zero(subject.currency), None, (), traits=HOPEFUL))
    accepted = [replace(facts, reason=reason) for reason in dict.fromkeys(reason for row in rows for reason in row.reasons)]
    verdict = min((judging.judge(given, rows, spent) for given in (facts, *accepted)), key=lambda verdict: STRICTNESS[verdict.effect])
    row = verdict.row
    return Offer(
        kind=kind,
        outcome=verdict.effect,
        sentence=verdict.sentence,
        fields=kind.fields(subject),
        room=verdict.room,
        reasons=row.reasons if row else (),
        is_reason_required=bool(row and (row.is_reason_required or row.reasons)),
    )


def _remembered(spent: judging.Spent) -> judging.Spent:
    """Asks the ledger once for each row, however many kinds it is judged for."""
    known: dict[int, int] = {}

    def remembered(row: judging.Row) -> int:
        if id(row) not in known:
            known[id(row)] = spent(row)
        return known[id(row)]

    return remembered
