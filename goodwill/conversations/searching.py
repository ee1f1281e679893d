"""Finds conversations: by the words said in them, by who and when, and by identifiers such as an order number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from django.db.models import Q
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.conversations import listing
from goodwill.conversations.access import Scope, scope_of
from goodwill.conversations.enums import Delivery, Status
from goodwill.conversations.models import Conversation, Message, Note
from goodwill.core import search
from goodwill.core.rows import PreparedAmong
from goodwill.core.search import highlight, identifiers
from goodwill.core.search.searching import find as find_documents

PAGE = 20
STATES = (*Status.values, "unassigned", "mine", "unread")
OPERATORS = (
    search.Operator("from"),
    search.Operator("to"),
    search.Operator("tag"),
    search.Operator("is", STATES),
    search.Operator("in"),
    search.Operator("assignee"),
    search.Operator("team"),
    search.Operator("topic"),
    search.Operator("has", ("attachment", "note")),
    search.Operator("note"),
)


@dataclass(frozen=True)
class Result:
    """One conversation that was found and the words that show why, as (text, is_hit) parts."""

    row: listing.Row
    snippet: list[highlight.Part]
    subject: list[highlight.Part]
    is_note: bool = False


@dataclass(frozen=True)
class Results:
    """``exact`` were found by an identifier; ``problems`` are sentences about what was not understood."""

    results: list[Result]
    exact: list[Result] = field(default_factory=list)
    next: str = ""
    problems: tuple[str, ...] = ()


def search_for(
    agent: Agent,
    text: str,
    *,
    order: search.Order = search.Order.NEWEST,
    after: str = "",
    is_typing: bool = False,
    zone: tzinfo | None = None,
) -> Results:
    """Answer what an agent typed, as far as this agent may see it. Nothing typed finds nothing."""
    parsed = search.parse(text, OPERATORS, is_typing=is_typing, zone=zone)
    if parsed.is_empty:
        return Results([], problems=parsed.problems)
    condition, problems = _condition(parsed, agent)
    scope = scope_of(agent)
    page = find_documents(
        search.Query(
            terms=(*parsed.terms, *_name_terms(parsed)),
            scope=_tokens(scope),
            kinds=("note",) if parsed.values("note") or "note" in parsed.values("has") else (),
            marks=("att",) if "attachment" in parsed.values("has") else (),
            since=parsed.since,
            until=parsed.until,
            groups=None if condition is None else Conversation.objects.filter(scope.filter(), condition),
            order=order,
            limit=PAGE,
            after=after,
            one_per_group=True,
        )
    )
    exact = [] if after else _by_identifier(agent, scope, parsed)
    return Results(_results(agent, scope, page.hits, parsed), exact, page.next, (*parsed.problems, *problems))


def _tokens(scope: Scope) -> frozenset[str] | None:
    tokens = scope.tokens()
    return None if tokens is None else frozenset(tokens)


def _name_terms(parsed: search.ParsedQuery) -> list[search.Term]:
    """``from:`` and ``to:`` are words among the names; ``note:`` is a word of the note."""
    terms = []
    for name, where in (("from", search.Field.NAMES), ("to", search.Field.NAMES), ("note", search.Field.ANY)):
        for condition in parsed.conditions:
            if condition.name == name:
                inner = search.parse(f'"{condition.value}"').terms
                terms += [search.Term(term.tokens, is_negated=condition.is_negated, field=where) for term in inner]
    return terms


def _condition(parsed: search.ParsedQuery, agent: Agent) -> tuple[Q | None, list[str]]:
    """The operators that ask for a conversation's state, as one filter; None where there are none."""
    found, problems = Q(), []
    for condition in parsed.conditions:
        part = _part(condition, agent)
        if part is None:
            continue
        if part == Q(pk__in=[]):
            problems.append(_("Nothing is known as “%(value)s” for %(name)s:.") % {"value": condition.value, "name": condition.name})
        found &= ~part if condition.is_negated else part
    return (found if found else None), problems


def _part(condition: search.Condition, agent: Agent) -> Q | None:
    value = condition.value.strip()
    match condition.name:
        case "tag":
            return Q(taggings__tag__name=value.lower())
        case "is":
            return _state(value, agent)
        case "in":
            return Q(inbox__name__icontains=value) | Q(inbox__address__istartswith=value)
        case "assignee":
            return Q(assignee_id=agent.pk) if value == "me" else Q(assignee__name__icontains=value) | Q(assignee__email__iexact=value)
        case "team":
            return Q(team__name__icontains=value)
        case "topic":
            return Q(topic_id=None) if value == "none" else Q(topic__name__icontains=value)
    return None


def _state(value: str, agent: Agent) -> Q:
    if value == "unassigned":
        return Q(assignee_id=None)
    if value == "mine":
        return Q(assignee_id=agent.pk)
    if value == "unread":
        return Q(status=Status.OPEN) & ~Q(readmark__agent=agent)
    return Q(status=value)


def _results(agent: Agent, scope: Scope, found: Sequence[search.Hit], parsed: search.ParsedQuery) -> list[Result]:
    shown = _shown(agent, scope, [hit.group for hit in found])
    said = _said([hit.key for hit in found])
    results = []
    for hit in found:
        row = shown.get(hit.group)
        if row is None or hit.key not in said:
            continue
        text, is_note = said[hit.key]
        results.append(Result(row, highlight.snippet(text, parsed.terms), highlight.highlight(row.subject, parsed.terms), is_note))
    return results


def _shown(agent: Agent, scope: Scope, numbers: list[int]) -> dict[int, listing.Row]:
    """The rows to show for these conversations: what was merged is shown by the one it went into."""
    target = {number: number for number in numbers}
    while merged := dict(_MERGED.all(list(set(target.values())))):
        target = {number: merged.get(shown, shown) for number, shown in target.items()}
    rows = listing.rows_of(agent, set(target.values()), scope)
    return {number: rows[shown] for number, shown in target.items() if shown in rows}


def _said(keys: list[int]) -> dict[int, tuple[str, bool]]:
    texts = {position: (new_text or text, False) for position, new_text, text in _MESSAGES.all(keys)}
    notes = _NOTES.all([key for key in keys if key not in texts])
    return texts | {position: (text, True) for position, text in notes}


def _by_identifier(agent: Agent, scope: Scope, parsed: search.ParsedQuery) -> list[Result]:
    """Conversations that name exactly what was typed: an order number, an address, a phone number."""
    if not parsed.plain:
        return []
    matches = identifiers.find(parsed.plain, _tokens(scope))
    rows = _shown(agent, scope, [match.group for match in matches])
    plain = {row.id: row for row in rows.values()}
    return [
        Result(row, [highlight.Part(row.last_words, is_hit=False)], [highlight.Part(row.subject, is_hit=False)]) for row in plain.values()
    ]


_MERGED = PreparedAmong(
    lambda numbers: Conversation.objects.filter(pk__in=numbers, merged_into__isnull=False).values_list("id", "merged_into_id")
)
_MESSAGES = PreparedAmong(
    lambda keys: Message.objects.filter(position__in=keys).exclude(delivery=Delivery.UNDONE).values_list("position", "new_text", "text")
)
_NOTES = PreparedAmong(lambda keys: Note.objects.filter(position__in=keys).values_list("position", "text"))
