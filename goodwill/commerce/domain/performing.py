"""Has a store carry out an action: one attempt, or the question what became of one. Only the remedies' outbox asks."""

import logging

from goodwill.commerce import registry
from goodwill.commerce.contract import Action, Outcome, Performed
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Store

logger = logging.getLogger(__name__)


def perform(store: Store, action: Action, key: str) -> Performed:
    """Make one attempt, in no transaction; ``key`` is the same at each attempt.

    How things stand afterwards goes into the mirror, where the store says so. A connector that breaks its promise and
    raises has an unknown outcome: the store may have done it.
    """
    try:
        performed = registry.connector_of(store).perform(action, key, registry.connected(store))
    except registry.UnknownConnector as error:
        return Performed(Outcome.TEMPORARY, str(error))
    except Exception as error:
        logger.exception("the store %s failed unexpectedly at %s", store.pk, type(action).__name__)
        return Performed(Outcome.UNKNOWN, f"The connector failed unexpectedly ({type(error).__name__}).")
    _mirror(store, performed)
    return performed


def find(store: Store, action: Action, key: str) -> Performed | None:
    """After a lost answer: what became of the action with this key; None when the store has not done it."""
    try:
        performed = registry.connector_of(store).find(action, key, registry.connected(store))
    except registry.UnknownConnector as error:
        return Performed(Outcome.TEMPORARY, str(error))
    except Exception as error:
        logger.exception("the store %s failed unexpectedly when asked for %s", store.pk, type(action).__name__)
        return Performed(Outcome.UNKNOWN, f"The connector failed unexpectedly ({type(error).__name__}).")
    if performed is not None:
        _mirror(store, performed)
    return performed


def _mirror(store: Store, performed: Performed) -> None:
    """The outcome stands, whatever becomes of the mirror: what it misses now comes by webhook or reconciliation."""
    if not performed.snapshots:
        return
    try:
        mirroring.apply(store, performed.snapshots)
    except Exception:
        logger.exception("what the store %s said after an action could not be mirrored", store.pk)
