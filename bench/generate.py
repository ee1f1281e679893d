"""Fills an empty, migrated database with a desk of a given size.

Nine of ten conversations are closed. One agent sees one conversation of a hundred. The same size makes the same rows.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection

from django.core.management.color import no_style
from django.db import connection, transaction

from bench.loading import fast_loading, load, load_words
from bench.rows import END, YEARS, Block, Maker, World
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Agent, Team
from goodwill.conversations.models import Tag, Tally
from goodwill.customers.models import Customer, Identity
from goodwill.inboxes import registry
from goodwill.inboxes.models import Inbox

SEES_ALL, SEES_LITTLE = "sees.all@bench.example", "sees.little@bench.example"
MAKERS = 2
PASSWORD = "goodwill-bench"
_FIRST_NAMES = ("Ada", "Jonas", "Mira", "Teo", "Priya", "Sam", "Lena", "Omar", "Yuki", "Chloé", "Marek", "Ines", "Ravi", "Freya")
_LAST_NAMES = ("Lind", "Weber", "Okafor", "Silva", "Nair", "Stone", "Braun", "Haddad", "Sato", "Moreau", "Nowak", "Costa", "Rao", "Berg")


def generate(conversations: int) -> float:
    """Load so many conversations, with a fifth as many customers; return the seconds that it took."""
    started = time.perf_counter()
    maker = Maker(_world(max(10, conversations // 5)), conversations, is_sqlite=connection.vendor == "sqlite")
    tally: Counter[tuple[int, int, int, str]] = Counter()
    uses: Counter[str] = Counter()
    connection.close()  # the makers are forks, and must not inherit it
    with _made_aside(maker) as blocks, fast_loading():
        for number, block in enumerate(blocks, 1):
            load(block)
            tally.update(block.tally)
            uses.update(block.uses)
            if number % 100 == 0 or sys.stderr.isatty():
                print(f"\r  {number} of {maker.count} thousand conversations", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        load_words(uses)
    Tally.objects.bulk_create(
        Tally(inbox_id=inbox, team_id=team, assignee_id=assignee, status=status, count=count)
        for (inbox, team, assignee, status), count in tally.items()
    )
    return time.perf_counter() - started


@contextmanager
def _made_aside(maker: Maker) -> Iterator[Iterator[Block]]:
    """The blocks in order, made by two forks that are each a block ahead of the loading.

    Plain pipes, no pool: a pool's threads would take the interpreter's lock from SQLite at each row.
    """
    fork = get_context("fork")
    pipes = [fork.Pipe(duplex=False) for _number in range(MAKERS)]
    processes = [fork.Process(target=_send_blocks, args=(maker, number, pipes[number][1]), daemon=True) for number in range(MAKERS)]
    for process in processes:
        process.start()
    try:
        yield (pipes[number % MAKERS][0].recv() for number in range(maker.count))
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _send_blocks(maker: Maker, first: int, pipe: Connection) -> None:
    for number in range(first, maker.count, MAKERS):
        pipe.send(maker.block(number))


@transaction.atomic
def _world(customers: int) -> World:

    kind = next(iter(registry.channels()))
    chance = random.Random(3)
    teams = [Team.objects.create(name=f"Team {number}") for number in range(1, 7)]
    owner = Agent.objects.create_user(SEES_ALL, PASSWORD, name="Sees All", role=Role.OWNER)
    little = Agent.objects.create_user(SEES_LITTLE, PASSWORD, name="Sees Little", visibility=Visibility.TEAMS)
    little.teams.set(teams[-1:])
    agents = [
        Agent.objects.create(
            email=f"agent{number}@bench.example", name=f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}", password="!"
        )
        for number in range(20)
    ]
    inboxes = [Inbox.objects.create(kind=kind, name=f"Inbox {number}", address=f"inbox{number}@bench.example") for number in range(1, 6)]
    tags = [Tag.objects.create(name=f"tag-{number}") for number in range(30)]
    names = [f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}" for _number in range(customers)]
    step = timedelta(seconds=YEARS.total_seconds() / customers)
    Customer.objects.bulk_create(
        (Customer(id=number, name=name, created_at=END - YEARS + step * number) for number, name in enumerate(names, 1)), batch_size=2_000
    )
    addresses = [f"{name.split()[0].lower()}.{number}@customers.example" for number, name in enumerate(names, 1)]
    Identity.objects.bulk_create(
        (Identity(id=number, customer_id=number, kind=kind, address=address) for number, address in enumerate(addresses, 1)),
        batch_size=2_000,
    )
    _advance_sequences(Customer, Identity)
    return World(
        inboxes=[(inbox.pk, inbox.address) for inbox in inboxes],
        teams=[team.pk for team in teams[:-1]],
        small_team=teams[-1].pk,
        agents=[(agent.pk, agent.name) for agent in [owner, *agents]],
        customers=[(number, number, name, address) for number, (name, address) in enumerate(zip(names, addresses, strict=True), 1)],
        tags=[(tag.pk, tag.name) for tag in tags],
    )


def _advance_sequences(*models) -> None:
    """Ids were given by us; PostgreSQL's own numbering has to go on behind them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
