"""Documents of a home-made store → what the desk understands."""

import json
from collections.abc import Mapping
from typing import Any

from goodwill.commerce.contract import Batch, HookDelivery, Incomprehensible, Outcome, Performed, Resource
from goodwill.commerce.contract.documents import SNAPSHOTS, decode_all, decode_list

ANSWER_FIELDS = frozenset({"outcome", "detail", "id", "facts", "retry_after"})
HOOK_FIELDS = frozenset({"id", "topic", "stale"})
_SHOWN = 200


def batch(resource: Resource, document: Any, currency: str) -> Batch:
    """One page of a list; raise Incomprehensible."""
    page = _object(document)
    cursor, total = page.get("cursor") or "", page.get("total")
    if not isinstance(cursor, str | int):
        raise Incomprehensible("cursor: this must be a text, or left out at the end")
    if not (total is None or (isinstance(total, int) and total >= 0)):
        raise Incomprehensible("total: this must be a whole number, or left out")
    return Batch(decode_list(SNAPSHOTS[resource], "items", page.get("items"), currency), str(cursor), total)


def hook(body: bytes, currency: str) -> HookDelivery:
    """What a webhook says; raise Incomprehensible."""
    try:
        document = _object(json.loads(body, parse_float=str))
    except (ValueError, RecursionError):
        raise Incomprehensible("The body is not JSON.") from None
    key = document.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool) or not 0 < len(str(key)) <= _SHOWN:
        raise Incomprehensible("id: each event needs one, the same when it is sent again, at most 200 characters long")
    _refuse_unknown(document, HOOK_FIELDS)
    return HookDelivery(
        str(key), str(document.get("topic") or "changed")[:120], decode_all(document, currency), _stale(document.get("stale"))
    )


def performed(document: Any, currency: str) -> Performed:
    """The answer to an action; raise Incomprehensible."""
    answer = _object(document)
    words = [outcome.value for outcome in Outcome]
    if answer.get("outcome") not in words:
        raise Incomprehensible(f"outcome: this must be one of {', '.join(words)}")
    _refuse_unknown(answer, ANSWER_FIELDS)
    facts, retry_after = answer.get("facts") or {}, answer.get("retry_after")
    return Performed(
        outcome=Outcome(answer["outcome"]),
        detail=str(answer.get("detail") or ""),
        external_id=str(answer.get("id") or ""),
        facts={str(name): str(value) for name, value in _object(facts).items()},
        snapshots=decode_all(answer, currency),
        retry_after=float(retry_after) if isinstance(retry_after, int) and retry_after >= 0 else None,
    )


def _object(document: Any) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise Incomprehensible("This must be a JSON object.")
    return document


def _refuse_unknown(document: Mapping[str, Any], fields: frozenset[str]) -> None:
    """A misspelt ``orders`` must not pass for an event without any."""
    known = fields | {resource.value for resource in SNAPSHOTS} | {"removed", "currency"}
    for name in document:
        if name not in known and not name.startswith("x_"):
            raise Incomprehensible(f"{name[:_SHOWN]}: there is no such field")


def _stale(named: Any) -> tuple[tuple[Resource, str], ...]:
    """``{"orders": ["7"]}``: what changed without being told how."""
    found = []
    for resource, ids in _object(named or {}).items():
        if resource not in [one.value for one in SNAPSHOTS] or not isinstance(ids, list):
            raise Incomprehensible('stale: this must name lists of ids by resource, such as {"orders": ["7"]}')
        found += [(Resource(resource), str(id)) for id in ids]
    return tuple(found)
