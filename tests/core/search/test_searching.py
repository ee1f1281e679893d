"""The search finds exactly what a plain look through all documents finds, on the database in use."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.core import search
from goodwill.core.search import Document, Field, Order, Query, Term, rebuilding
from goodwill.core.search.words import words

pytestmark = pytest.mark.django_db

START = datetime(2024, 1, 31, 23, 30, tzinfo=UTC)
WORDS = ["pot", "pots", "potted", "Erde", "größe", "返品", "返", "refund", "fern", "a", "it's", "FF-2024-1", "x_y", 'he "said"', "AND", "é́"]
SCOPES = ["t1", "t2", "a1"]


def document(key: int, text: str = "", **given_fields) -> Document:
    fields = {"group": key, "kind": "message", "at": START + timedelta(days=key), "scope": ("t1",), "text": text}
    return Document(key=key, **(fields | given_fields))


def keys(query: Query) -> list[int]:
    return [hit.key for hit in search.find(query).hits]


def found(typed: str, **query) -> list[int]:
    return keys(Query(terms=search.parse(typed).terms, **query))


texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.lists(
    st.builds(
        lambda text, title, names, group, kind, days, scope: {
            "text": text,
            "title": title,
            "names": names,
            "group": group,
            "kind": kind,
            "at": START + timedelta(days=days),
            "scope": tuple(scope),
        },
        texts,
        texts,
        texts,
        st.integers(1, 5),
        st.sampled_from(["message", "note"]),
        st.integers(-2000, 2000),
        st.lists(st.sampled_from(SCOPES), unique=True, max_size=2),
    ),
    max_size=14,
)
terms = st.lists(
    st.builds(
        lambda typed, is_prefix, is_negated, field: [
            Term(term.tokens, is_prefix or term.is_prefix, is_negated, field) for term in search.parse(f'"{typed}"').terms
        ],
        st.lists(
            st.sampled_from(["po", "pot", "erd", "返", "返品", "fern", "a", "s", "ff", "2024 1", "refund fern", "grosse", "said and"]),
            min_size=1,
            max_size=2,
        ).map(" ".join),
        st.booleans(),
        st.booleans(),
        st.sampled_from(Field),
    ),
    max_size=3,
).map(lambda parts: tuple(term for part in parts for term in part))
moments = st.none() | st.integers(-2100, 2100).map(lambda days: START + timedelta(days=days))
queries = st.builds(
    Query,
    terms=terms,
    scope=st.none() | st.frozensets(st.sampled_from(SCOPES)),
    kinds=st.lists(st.sampled_from(["message", "note"]), unique=True, max_size=2).map(tuple),
    since=moments,
    until=moments,
    limit=st.integers(1, 4),
)


def _holds(term: Term, document: Document) -> bool:
    fields = {Field.TITLE: [document.title], Field.NAMES: [document.names], Field.ANY: [document.title, document.names, document.text]}
    *first, last = term.tokens
    completes = term.is_prefix and (len(last) > 1 or not last.isascii())
    for text in fields[term.field]:
        cut = words(text)
        for at in range(len(cut) - len(first)):
            word = cut[at + len(first)]
            if cut[at : at + len(first)] == first and (
                word == last or (completes and word.startswith(last) and not any("0" <= c <= "9" for c in word))
            ):
                return True
    return False


def _expected(query: Query, everything: list[Document]) -> list[int]:
    return [
        document.key
        for document in sorted(everything, key=lambda document: -document.key)
        if all(_holds(term, document) is not term.is_negated for term in query.terms)
        and (query.scope is None or query.scope & set(document.scope))
        and (not query.kinds or document.kind in query.kinds)
        and (query.since is None or document.at >= query.since)
        and (query.until is None or document.at < query.until)
    ]


def _all_pages(query: Query) -> list[int]:
    got: list[int] = []
    after = ""
    while True:
        page = search.find(Query(**{name: getattr(query, name) for name in query.__slots__} | {"after": after}))
        got += [hit.key for hit in page.hits]
        after = page.next
        if not after:
            return got


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents, st.lists(queries, min_size=1, max_size=4), st.integers(0, 2**20), st.randoms(use_true_random=False))
def test_search_equals_a_look_through_all_documents(django_capture_on_commit_callbacks, made, asked, spread, chance: random.Random):
    rebuilding.forget_everything()
    keys_used = sorted(chance.sample(range(1, 2 + spread * 3 + len(made)), len(made)))
    everything = [Document(key=key, **fields) for key, fields in zip(keys_used, made, strict=True)]
    with django_capture_on_commit_callbacks(execute=True):
        search.index(everything)
    for query in asked:
        expected = _expected(query, everything)
        assert _all_pages(query) == expected
        best = Query(**{name: getattr(query, name) for name in query.__slots__} | {"order": Order.BEST})
        assert sorted(_all_pages(best)) == sorted(expected)
    assert rebuilding.check() == []
