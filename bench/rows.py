"""Makes the rows of conversations as the desk would have written them, table by table, for loading in bulk."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bench.texts import Writer
from goodwill.conversations.enums import Delivery, Direction, MatchedBy, Priority, Status
from goodwill.conversations.models import recipient
from goodwill.core.search import encoding, postgres
from goodwill.core.search.engine import Entry
from goodwill.core.search.vectors import vector
from goodwill.core.search.words import words

MESSAGES, ACTIVITIES = 4, 6
VECTORS = "core_searchdocument with vectors"
BLOCK = 1_000
END = datetime(2026, 6, 30, 18, 0, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
_STATUSES = {Status.CLOSED: 900, Status.OPEN: 50, Status.PENDING: 20, Status.SNOOZED: 10, Status.RESOLVED: 20}


@dataclass(frozen=True, slots=True)
class World:
    """Who is there before the first conversation: ids, and the team that gets one conversation of a hundred."""

    inboxes: list[tuple[int, str]]
    teams: list[int]
    small_team: int
    agents: list[tuple[int, str]]
    customers: list[tuple[int, int, str, str]]
    tags: list[tuple[int, str]]


@dataclass(slots=True)
class Block:
    """Rows by table, in the column order of ``COLUMNS``, and what is counted over all blocks."""

    tables: dict[str, list[tuple]] = field(default_factory=dict)
    tally: Counter[tuple[int, int, int, str]] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, *row: object) -> None:
        self.tables.setdefault(table, []).append(row)


@dataclass(slots=True)
class Draft:
    """A conversation in the making."""

    id: int
    inbox: tuple[int, str]
    customer: tuple[int, int, str, str]
    agent: tuple[int, str]
    assignee: int | None
    team: int
    status: Status
    language: str
    subject: str
    subject_words: tuple[str, ...]
    created: datetime
    scope: tuple[str, ...]
    last: tuple[datetime, str] = (END, "")
    last_inbound: int = 0


_SEARCH = "key group kind at size scope"
COLUMNS = {
    "conversations_conversation": "id inbox_id customer_id subject status priority assignee_id team_id snoozed_until merged_into_id "
    "created_at version customer_name last_message_at last_words last_direction last_inbound waiting_since message_count has_attachments "
    "tag_names language due_metric",
    "conversations_message": "id conversation_id inbox_id position direction author_id identity_id sender_name sender_address recipients "
    "subject text new_text html external_id references matched_by authentication notices is_automatic is_third_party raw_id delivery "
    "delivery_detail sent_at created_at",
    "conversations_tagging": "conversation_id tag_id",
    "activity_activity": "id kind subject_kind subject_id actor agent_id data at",
    "core_searchidentifier": "kind value group scope",
    "core_searchdocument": _SEARCH,
    "core_search_index": "rowid title names text marks scope",
    VECTORS: f"{_SEARCH} vector",
}


class Maker:
    """Makes conversations block by block; each block depends on its number alone."""

    def __init__(self, world: World, conversations: int, *, is_sqlite: bool) -> None:
        self.world, self.total, self.is_sqlite = world, conversations, is_sqlite
        self.writer = Writer()
        self.chance = self.writer.chance
        self.activity = self.message = 0

    @property
    def count(self) -> int:
        return -(-self.total // BLOCK)

    def block(self, number: int) -> Block:
        self.chance.seed(f"block {number}")
        first = number * BLOCK + 1
        self.message, self.activity = number * BLOCK * MESSAGES, number * BLOCK * ACTIVITIES
        block = Block()
        drafts = [self._start(conversation, block) for conversation in range(first, min(first + BLOCK, self.total + 1))]
        # Conversations of the same days go on side by side, so the messages of one don't lie next to each other.
        for turn in range(MESSAGES):
            for draft in drafts:
                self._say(draft, turn, block)
        for draft in drafts:
            self._finish(draft, block)
        return block

    def _start(self, number: int, block: Block) -> Draft:
        chance, world = self.chance, self.world
        agent = chance.choice(world.agents)
        team = world.small_team if chance.random() < 0.01 else chance.choice(world.teams)
        status = chance.choices(list(_STATUSES), weights=list(_STATUSES.values()))[0]
        assignee = None if status == Status.OPEN and chance.random() < 0.5 else agent[0]
        language = self.writer.language()
        subject = self.writer.words(language, chance.randint(2, 6))
        draft = Draft(
            id=number,
            inbox=chance.choice(world.inboxes),
            customer=chance.choice(world.customers),
            agent=agent,
            assignee=assignee,
            team=team,
            status=status,
            language=language,
            subject=" ".join(subject),
            subject_words=tuple(self.writer.folded(subject)),
            created=END - YEARS + YEARS * (number / (self.total + 1)),
            scope=encoding.scope((f"t{team}", f"a{assignee}") if assignee else (f"t{team}",)),
        )
        self._record(block, "conversation.created", draft, draft.created, None)
        return draft

    def _say(self, draft: Draft, turn: int, block: Block) -> None:
        is_inbound = turn % 2 == 0
        at = draft.created + timedelta(hours=turn * 5, minutes=self.chance.randint(0, 200))
        moment, (_customer, identity, name, address) = self._moment(at), draft.customer
        agent, (inbox, inbox_address) = draft.agent[0], draft.inbox
        position = self._record(block, "message.received" if is_inbound else "message.sent", draft, at, None if is_inbound else agent)
        text, words = self.writer.text(draft.language)
        if turn == 0 and draft.id % 3 == 0:
            text, words = f"{text}\n#{1000 + draft.id}", [*words, str(1000 + draft.id)]
            block.add("core_searchidentifier", "order", str(1000 + draft.id), draft.id, " ".join(draft.scope))
        self.message += 1
        sender = (name, address) if is_inbound else (draft.agent[1], inbox_address)
        other = (inbox_address, "") if is_inbound else (address, name)
        subject = draft.subject if turn == 0 else f"Re: {draft.subject}"
        matched_by = (MatchedBy.NEW if turn == 0 else MatchedBy.REPLY_TOKEN).value
        block.add(
            "conversations_message",
            *(self.message, draft.id, inbox, position, Direction.INBOUND.value if is_inbound else Direction.OUTBOUND.value),
            *(None if is_inbound else agent, identity if is_inbound else None, *sender, json.dumps([recipient("to", *other)]), subject),
            *(text, text, "", f"<{draft.id}.{turn}@bench.example>", "[]", matched_by if is_inbound else "", "{}", "[]", False, False),
            *(None, "" if is_inbound else Delivery.SENT.value, "", moment, moment),
        )
        draft.last = (at, text)
        draft.last_inbound = position if is_inbound else draft.last_inbound
        entry = Entry(
            key=position,
            group=draft.id,
            kind="message",
            at=int(at.timestamp()),
            title=draft.subject_words if turn == 0 else ("re", *draft.subject_words),
            names=_name_words(*sender, *reversed(other)),
            text=tuple(words),
            marks=encoding.marks("message", at),
            scope=draft.scope,
        )
        self._index(entry, block)

    def _index(self, entry: Entry, block: Block) -> None:
        facts = (entry.key, entry.group, entry.kind, entry.at, entry.size, " ".join(entry.scope))
        if self.is_sqlite:
            columns = (entry.title, entry.names, entry.text, entry.marks, entry.scope)
            block.add("core_searchdocument", *facts)
            block.add("core_search_index", entry.key, *map(" ".join, columns))
        else:
            block.add(VECTORS, *facts, vector(entry, postgres.stretches(entry.key)))
        if self.message % 8 == 0:
            block.uses.update({*entry.title, *entry.names, *entry.text})

    def _finish(self, draft: Draft, block: Block) -> None:
        at, text = draft.last
        moment, (customer, _identity, name, address) = self._moment(at), draft.customer
        self._record(block, "conversation.resolved", draft, at + timedelta(hours=1), draft.agent[0])
        tags = [self.chance.choice(self.world.tags)] if self.chance.random() < 0.2 else []
        for tag, _name in tags:
            block.add("conversations_tagging", draft.id, tag)
        is_snoozed = draft.status == Status.SNOOZED
        block.add(
            "conversations_conversation",
            *(draft.id, draft.inbox[0], customer, draft.subject, draft.status.value, Priority.NORMAL.value, draft.assignee, draft.team),
            *(self._moment(END + timedelta(days=900)) if is_snoozed else None, None, self._moment(draft.created), 5, name, moment),
            *(" ".join(text.split())[:160], Direction.OUTBOUND.value, draft.last_inbound, None),
            *(MESSAGES, False, json.dumps([tag for _id, tag in tags]), "", ""),
        )
        block.add("core_searchidentifier", "email", address, draft.id, " ".join(draft.scope))
        block.tally[draft.inbox[0], draft.team, draft.assignee or 0, draft.status.value] += 1

    def _record(self, block: Block, kind: str, draft: Draft, at: datetime, agent: int | None) -> int:
        self.activity += 1
        actor = "agent" if agent else "customer"
        block.add("activity_activity", self.activity, kind, "conversation", draft.id, actor, agent, "{}", self._moment(at))
        return self.activity

    def _moment(self, at: datetime) -> str:
        """As Django writes it: SQLite has moments as text in UTC without a zone."""
        return str(at.replace(tzinfo=None, microsecond=0) if self.is_sqlite else at.replace(microsecond=0))


@lru_cache(maxsize=100_000)
def _name_words(*names: str) -> tuple[str, ...]:
    return tuple(words(" ".join(names)))
