"""Documents can be replaced, removed, moved and shown to others; the index is rebuilt while it is used."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from goodwill.core import search
from goodwill.core.search import Document, Order, Query, identifiers, rebuilding, searching
from goodwill.core.search.models import SearchDocument, SearchRebuild

pytestmark = pytest.mark.django_db
AT = datetime(2024, 5, 1, tzinfo=UTC)
HOSTILE = [
    '"',
    "'",
    '" OR "',
    "title:",
    "NEAR(a b)",
    "a*",
    "^a",
    "{title}:a",
    "a:b",
    "\\",
    "')) --",
    "%s",
    "!a",
    "a & b",
    "<->",
    "_a",
    "_st2",
    "\x00",
    "a\x00b",
]


def document(key: int, text: str, **fields) -> Document:
    return Document(**({"key": key, "group": key, "kind": "message", "at": AT, "scope": ("t1",), "text": text} | fields))


def found(typed: str, **query) -> list[int]:
    return [hit.key for hit in search.find(Query(terms=search.parse(typed).terms, **query)).hits]


def test_second_indexing_replaces_the_first():
    search.index([document(1, "old words")])
    search.index([document(1, "new words")])
    assert (found("old"), found("new words")) == ([], [1])
    assert SearchDocument.objects.get().size == 2


def test_removed_document_is_not_found():
    search.index([document(1, "pot"), document(2, "pot")])
    search.remove([2, 99])
    assert (found("pot"), list(SearchDocument.objects.values_list("key", flat=True))) == ([1], [1])


def test_what_is_rolled_back_is_not_found():
    class Stop(Exception):
        pass

    def indexed_and_stopped():
        with transaction.atomic():
            search.index([document(1, "pot")])
            assert found("pot") == [1]
            raise Stop

    with pytest.raises(Stop):
        indexed_and_stopped()
    assert found("pot") == []


def test_rescoped_group_is_found_by_others_with_its_identifiers():
    search.index([document(1, "pot", group=7), document(2, "pot", group=7), document(3, "pot")])
    identifiers.put(7, [(identifiers.Kind.ORDER, "1001")], ("t1",))
    search.rescope(7, ("t2", "a3"))
    assert found("pot", scope=frozenset({"t1"})) == [3]
    assert found("pot", scope=frozenset({"t2"})) == [2, 1] == found("pot", scope=frozenset({"a3", "x"}))
    assert [match.group for match in identifiers.find("1001", frozenset({"t2"}))] == [7]
    assert identifiers.find("1001", frozenset({"t1"})) == []
    search.rescope(7, ())
    assert found("pot", scope=frozenset({"t2", "t1"})) == [3]
    assert found("pot") == [3, 2, 1]
    assert found("pot", kinds=("message",)) == [3, 2, 1]


def test_moved_documents_belong_to_the_other_group():
    search.index([document(1, "pot", group=7), document(2, "pot", group=8, scope=("t2",))])
    search.move([1], 8, ("t2",))
    assert [hit.group for hit in search.find(Query(terms=search.parse("pot").terms, scope=frozenset({"t2"}))).hits] == [8, 8]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_and_query_do_no_harm(hostile):
    search.index([document(1, f"x {hostile} y", title=hostile, names=hostile), document(2, "a b", scope=("t2",))])
    terms = search.parse(f'{hostile} "{hostile}"').terms
    wanted = {1} if terms else {1, 2}
    hits = {hit.key for order in Order for hit in search.find(Query(terms=terms, scope=frozenset({"t1"}), order=order)).hits}
    assert hits == wanted & {1}
    assert 2 not in found(hostile, scope=frozenset({"t1"}))


@pytest.mark.parametrize("token", ["", "T1", "t_1", "t 1", "t'1", "é", "x" * 41])
def test_tokens_are_plain(token):
    with pytest.raises(ValueError, match="can't be a token"):
        search.index([document(1, "pot", scope=(token,))])


def test_marks_choose():
    search.index([document(1, "pot", marks=("att", "big")), document(2, "pot", marks=("att",)), document(3, "pot")])
    assert (found("pot", marks=("att",)), found("pot", marks=("att", "big")), found("", marks=("big",))) == ([2, 1], [1], [1])


def test_one_per_group_over_all_pages():
    search.index([document(key, "pot", group=key % 5) for key in range(1, 41)])
    for order in Order:
        query = Query(terms=search.parse("pot").terms, limit=2, one_per_group=True, order=order)
        groups, after = [], ""
        while True:
            page = search.find(replace(query, after=after))
            groups += [hit.group for hit in page.hits]
            after = page.next
            if not after:
                break
        assert sorted(groups) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("cursor", ["x", "1.x", "9" * 40, "-1", "1..2", "²"])
def test_foreign_cursor_starts_at_the_beginning(cursor):
    search.index([document(1, "pot")])
    assert (found("pot", after=cursor), found("pot", after=cursor, order=Order.BEST)) == ([1], [1])


def test_groups_restrict_by_a_queryset(monkeypatch):
    # Any model with numbered rows can stand for the groups here.
    rows = SearchDocument.objects.filter(key__in=[3, 5, 8])
    search.index([document(key, "pot" if key != 5 else "fern", group=key) for key in range(1, 11)])
    assert found("pot", groups=rows) == [8, 3]
    assert found("", groups=rows) == [8, 5, 3]
    monkeypatch.setattr(searching, "_CHUNKS", (1, 2, 2))
    monkeypatch.setattr(searching, "_READ_BEFORE_ASKING", 2)
    assert found("pot", groups=rows) == [8, 3]
    assert found("pot", groups=rows.none()) == []
    monkeypatch.setattr(searching, "_MOST_GROUPS", 2)
    assert found("pot", groups=rows) == [8, 3]


def test_page_that_read_enough_goes_on_with_the_next(monkeypatch):
    monkeypatch.setattr(searching, "_CHUNKS", (1, 1, 1))
    monkeypatch.setattr(searching, "_MOST_READ", 4)
    monkeypatch.setattr(searching, "_MOST_GROUPS", 0)
    search.index([document(key, "pot", group=key) for key in range(1, 11)])
    query = Query(terms=search.parse("pot").terms, groups=SearchDocument.objects.filter(key=2))
    pages, after = [], ""
    while True:
        page = search.find(replace(query, after=after))
        pages.append([hit.key for hit in page.hits])
        after = page.next
        if not after:
            break
    assert [key for page in pages for key in page] == [2]
    assert len(pages) == 3


def test_best_prefers_title_then_often_then_new():
    search.index(
        [
            document(1, "fern " + "filler " * 50),
            document(2, "words", title="fern"),
            document(3, "fern fern fern"),
            document(4, "fern " + "filler " * 50, at=datetime(2020, 1, 1, tzinfo=UTC)),
        ]
    )
    order = found("fern", order=Order.BEST)
    assert set(order) == {1, 2, 3, 4}
    assert order.index(3) < order.index(1) < order.index(4)
    assert order.index(2) < order.index(1)


def test_beginnings_find_words_that_were_added_later(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        search.index([document(1, "Blumentopf")])
    with django_capture_on_commit_callbacks(execute=True):
        search.index([document(2, "blumenerde blumen")])
    assert found("blumen*") == [2, 1]
    assert found("blument*") == [1]
    assert found("b*") == []


def test_too_long_text_is_cut_and_found_by_its_beginning():
    search.index([document(1, "first " + "word " * 20_000 + "last", title="t " * 500, names="n " * 3_000)])
    assert (found("first word"), found("last"), SearchDocument.objects.get().size) == ([1], [], 16_200)


class _Source:
    def __init__(self, documents: list[Document]) -> None:
        self.all = documents
        self.asked: list[int] = []

    def documents(self, after: int, limit: int) -> list[Document]:
        self.asked.append(after)
        return [document for document in self.all if document.key > after][:limit]


def test_rebuild_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    search.index([document(2, "stale"), document(4, "gone"), document(9, "gone too")])
    source = _Source([document(key, "pot") for key in (1, 2, 3, 5, 6)])

    class Stop(Exception):
        pass

    def stop_at_three(progress):
        if progress.position >= 3:
            raise Stop

    with pytest.raises(Stop):
        rebuilding.rebuild(source, stop_at_three)
    stopped_at = SearchRebuild.objects.get().position
    assert (stopped_at, found("pot"), found("gone")) == (5, [5, 3, 2, 1], [9])
    assert rebuilding.rebuild(source) == rebuilding.Progress(position=6, documents=5)
    assert source.asked.count(0) == 1
    assert stopped_at in source.asked
    assert (found("pot"), found("gone"), found("stale")) == ([6, 5, 3, 2, 1], [], [])
    assert not SearchRebuild.objects.exists()


def test_check_tells_what_is_missing():
    search.index([document(1, "pot"), document(2, "pot")])
    assert rebuilding.check() == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM core_search_index WHERE rowid = 1")
        else:
            cursor.execute("UPDATE core_searchdocument SET vector = NULL WHERE key = 1")
    assert rebuilding.check() == ["1 documents are not in the full-text index."]
