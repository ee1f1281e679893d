"""Gives the benches a database of the asked size, filled once and kept for the next run."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ROOT = Path(__file__).resolve().parent.parent
DEFAULT_POSTGRES = "postgresql://localhost/postgres"


def choose(size: str, database: str) -> None:
    """Point this process and its children at the database; before Django is set up."""
    folder = Path(os.environ.get("BENCH_DATA", ROOT / "data" / "bench")) / f"{database}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GOODWILL_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodwill.config.settings"
    if database == "postgres":
        os.environ["DATABASE_URL"] = _postgres(f"goodwill_bench_{size}")
    else:
        os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)


def fill(size: str) -> None:
    """Set Django up, migrate, and load the data where there is none yet."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench import generate
    from goodwill.conversations.models import Conversation, Tally

    call_command("migrate", verbosity=0)
    if Tally.objects.exists():
        return
    if Conversation.objects.exists():
        sys.exit(f"{connection.settings_dict['NAME']} was filled halfway; remove it and start again.")
    seconds = generate.generate(SIZES[size])
    print(f"loaded {SIZES[size]:,} conversations in {seconds:.0f} s", flush=True)


def postgres_server() -> str:
    """A PostgreSQL server on which databases can be made; BENCH_POSTGRES names another."""
    return os.environ.get("BENCH_POSTGRES", DEFAULT_POSTGRES)


def _postgres(name: str) -> str:
    """The address of a database of this name; made when it is not there."""
    import psycopg

    with psycopg.connect(postgres_server(), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(postgres_server())._replace(path=f"/{name}"))
