"""Enters in the ledger what a store made of a remedy; each outcome once, whatever came before it."""

from goodwill.commerce.contract import Outcome, Performed
from goodwill.remedies.domain import confirming
from goodwill.remedies.domain.entering import enter
from goodwill.remedies.enums import EntryKind, RemedyState
from goodwill.remedies.models import Remedy

OPEN = (RemedyState.SENT, RemedyState.UNCERTAIN)


def done(remedy: Remedy, performed: Performed | None) -> None:
    """The store has done it. What the webhook confirmed before its answer was noted stays confirmed."""
    if performed is not None and (performed.external_id or performed.facts):
        remedy.external_id = performed.external_id or remedy.external_id
        remedy.facts = {**remedy.facts, **performed.facts}
        remedy.save(update_fields=["external_id", "facts"])
    if remedy.state in OPEN:
        enter(remedy, EntryKind.DONE, words=performed.detail if performed else "", problem="")
        confirming.look(remedy)


def waits(remedy: Remedy, performed: Performed | None, why: str) -> None:
    """It will be tried again. Where nobody knows whether it was done, that is entered, once."""
    if remedy.state not in OPEN:
        return
    is_known = performed is not None and performed.outcome == Outcome.TEMPORARY
    if is_known or remedy.state == RemedyState.UNCERTAIN:
        remedy.problem = why
        remedy.save(update_fields=["problem"])
    else:
        enter(remedy, EntryKind.UNCERTAIN, words=why, problem=why)


def failed(remedy: Remedy, performed: Performed | None, why: str) -> None:
    """It was given up. What the store refused, or surely has not done, is free again; what may be done stays reserved."""
    if remedy.state not in OPEN:
        return
    is_surely_undone = performed is not None and performed.outcome in (Outcome.REFUSED, Outcome.TEMPORARY)
    if is_surely_undone:
        enter(remedy, EntryKind.FAILED, amount=-remedy.value, words=why, problem=why)
    else:
        waits(remedy, performed, why)
