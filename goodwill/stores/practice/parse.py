"""Documents of the practice store's rows ↔ what the desk understands."""

from typing import Any

from goodwill.commerce.contract import Outcome, Performed, Resource, Snapshot
from goodwill.commerce.contract.documents import SNAPSHOTS, decode, decode_all, encode_all


def snapshot(resource: str, document: Any) -> Snapshot:
    thing: Snapshot = decode(SNAPSHOTS[Resource(resource)], document)
    return thing


def deed(performed: Performed) -> dict[str, Any]:
    """The answer to an action, to be kept under its key."""
    return {
        "outcome": performed.outcome.value,
        "detail": performed.detail,
        "id": performed.external_id,
        "facts": dict(performed.facts),
        **encode_all(performed.snapshots),
    }


def performed(document: Any) -> Performed:
    return Performed(Outcome(document["outcome"]), document["detail"], document["id"], document["facts"], decode_all(document))
