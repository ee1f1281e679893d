"""Answers a query with a page of hits, newest or best first, from what the database's engine streams."""

from collections.abc import Iterator, Sequence
from itertools import islice

from goodwill.core import clock
from goodwill.core.search import encoding, ranking, vocabulary
from goodwill.core.search.documents import Hit, Order, Page, Query, Term
from goodwill.core.search.engine import Clause, Found, Match, engine

# "Best" means the best among this many of the newest matches, so that its cost does not grow with the data.
BEST_AMONG = 300
MOST_HITS = 100
_CHUNKS = (60, 240, 900)
_MOST_READ = 20_000
_READ_BEFORE_ASKING = 1_200
_MOST_GROUPS = 1_000
_SEEN_KEPT = 100


def find(query: Query) -> Page:
    """Find a page of hits.

    When a restriction to groups leaves out nearly all of very many matches, the page may hold fewer hits than asked for
    and still have a ``next``: it goes on looking from there.
    """
    made = _match(query)
    if made is None:
        return Page(())
    match, rarities = made
    limit = max(1, min(query.limit, MOST_HITS))
    return _best(query, match, rarities, limit) if query.order is Order.BEST else _newest(query, match, limit)


def _match(query: Query) -> tuple[Match, tuple[float, ...]] | None:
    """What to look for, and the rarity of each clause that is wanted; None where nothing can match."""
    if query.scope is not None and not query.scope:
        return None
    marks: list[tuple[str, ...]] = [(encoding.mark(mark),) for mark in query.marks]
    if query.scope is not None:
        marks.append(encoding.scope(query.scope))
    if query.kinds:
        marks.append(tuple(encoding.kind_mark(kind) for kind in query.kinds))
    if months := encoding.months(query.since, query.until):
        marks.append(months)
    clauses = tuple(_clause(term) for term in query.terms)
    wanted = [clause for clause in clauses if not clause.is_negated]
    if not marks and not wanted:
        marks.append((encoding.EVERYTHING,))
    known = vocabulary.uses({word for clause in wanted for phrase in clause.phrases for word in phrase})
    most = min((_uses(clause, known) for clause in wanted), default=float("inf"))
    rarities = tuple(ranking.rarity(_uses(clause, known)) for clause in wanted)
    return Match(clauses, tuple(marks), most), rarities


def _uses(clause: Clause, known: dict[str, int]) -> int:
    """About how many documents can meet the clause; a word that is not known (a number, say) is taken to be rare."""
    return sum(min(known.get(word, 0) for word in phrase) for phrase in clause.phrases)


def _clause(term: Term) -> Clause:
    first, last = term.tokens[:-1], term.tokens[-1]
    is_long_enough = len(last) > 1 or not last.isascii()
    endings = vocabulary.completions(last) if term.is_prefix and is_long_enough else [last]
    return Clause(tuple((*first, ending) for ending in endings), term.field, term.is_negated)


class _Reader:
    """Streams matches newest first, those that the date and the groups allow; ``position`` is the last key read."""

    def __init__(self, query: Query, match: Match, before: int | None) -> None:
        self.query, self.match, self.position = query, match, before
        self.read, self.is_cut = 0, False
        self.since = query.since.timestamp() if query.since else float("-inf")
        self.until = query.until.timestamp() if query.until else float("inf")

    def __iter__(self) -> Iterator[Found]:
        for size in self._sizes():
            chunk = engine().newest(self.match, self.position, size)
            yield from self._allowed(chunk)
            self.read += len(chunk)
            if len(chunk) < size:
                return
            if self.query.groups is not None and self.read > _READ_BEFORE_ASKING and (few := self._few_groups()) is not None:
                yield from self._among(few)
                return
        self.is_cut = True

    def _sizes(self) -> Iterator[int]:
        if self.query.order is Order.BEST:
            yield BEST_AMONG
        yield from _CHUNKS
        while self.read < _MOST_READ:
            yield _CHUNKS[-1]

    def _few_groups(self) -> list[int] | None:
        """The groups themselves, where they are so few that it is quicker to read all their documents."""
        assert self.query.groups is not None
        if self.read - _READ_BEFORE_ASKING > _CHUNKS[-1]:
            return None
        groups = list(self.query.groups.order_by().values_list("pk", flat=True)[: _MOST_GROUPS + 1])
        return groups if len(groups) <= _MOST_GROUPS else None

    def _among(self, groups: list[int]) -> Iterator[Found]:
        size = _CHUNKS[-1]
        while groups:
            chunk = engine().newest_among(self.match, groups, self.position, size)
            yield from self._within_dates(chunk)
            if len(chunk) < size:
                return

    def _allowed(self, chunk: list[Found]) -> Iterator[Found]:
        if self.query.groups is not None and chunk:
            wanted = {found.group for found in chunk}
            allowed = set(self.query.groups.filter(pk__in=wanted).order_by().values_list("pk", flat=True))
            for found in self._within_dates(chunk):
                if found.group in allowed:
                    yield found
        else:
            yield from self._within_dates(chunk)

    def _within_dates(self, chunk: list[Found]) -> Iterator[Found]:
        for found in chunk:
            self.position = found.key
            if self.since <= found.at < self.until:
                yield found


def _newest(query: Query, match: Match, limit: int) -> Page:
    before, seen = _read_cursor(query.after)
    reader = _Reader(query, match, before)
    hits: list[Hit] = []
    for found in reader:
        if query.one_per_group and found.group in seen:
            continue
        if len(hits) == limit:
            return Page(hits, _cursor(hits[-1].key, seen if query.one_per_group else {}))
        seen[found.group] = None
        hits.append(Hit(found.key, found.group))
    rest = _cursor(reader.position, seen if query.one_per_group else {}) if reader.is_cut and reader.position else ""
    return Page(hits, rest)


def _best(query: Query, match: Match, rarities: Sequence[float], limit: int) -> Page:
    start = int(query.after) if query.after.isdecimal() and len(query.after) < 6 else 0
    candidates = list(islice(_Reader(query, match, None), BEST_AMONG))
    clauses = [clause for clause in match.clauses if not clause.is_negated]
    counts = engine().counts([found.key for found in candidates], clauses)
    now = clock.now().timestamp()
    scored = [
        Hit(found.key, found.group, ranking.score(found, counts[found.key], rarities, now)) for found in candidates if found.key in counts
    ]
    scored.sort(key=lambda hit: (-hit.score, -hit.key))
    if query.one_per_group:
        first: dict[int, Hit] = {}
        for hit in scored:
            first.setdefault(hit.group, hit)
        scored = list(first.values())
    end = start + limit
    return Page(scored[start:end], str(end) if end < len(scored) else "")


def _cursor(key: int, seen: dict[int, None]) -> str:
    return ".".join(map(str, (key, *list(seen)[-_SEEN_KEPT:])))


def _read_cursor(text: str) -> tuple[int | None, dict[int, None]]:
    """A cursor that is not ours starts at the beginning."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        return None, {}
    return int(parts[0]), dict.fromkeys(map(int, parts[1:]))
