"""Runs the benches and prints each figure with its limit and the share of it that is used: ``bin/bench --help``."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

from bench import database
from bench.figures import Figure

# With a desk that is filled to the asked size.
SIZED = ("lists", "pages", "search", "inbound")
# With a desk of their own.
OWN = ("jobs", "live", "memory", "growth", "cards", "store", "promises", "routing", "rules")
SMALL = "10k"
GROWTH = 1.2


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__)
    parser.add_argument("--size", choices=database.SIZES, default="100k", help="conversations, each of four messages")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--only", choices=(*SIZED, *OWN), help="one bench instead of all")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.inside:
        print(json.dumps([asdict(figure) for figure in _measure(options.only, options.size, options.database)]))
        return 0
    chosen = [options.only] if options.only else [*SIZED, *OWN]
    missed = 0
    for name in chosen:
        for figure in _figures(name, options):
            print(figure, flush=True)
            missed += figure.ratio is not None and figure.ratio > 1
    print(f"{missed} figures miss their limit" if missed else "every figure keeps its limit")
    return 1 if missed else 0


def _figures(name: str, options: argparse.Namespace) -> list[Figure]:
    print(f"\n{name}: {options.size} conversations, {options.database}", flush=True)
    found = _apart(name, options.size, options.database)
    if name == "lists" and options.size != SMALL:
        small, large = _apart(name, SMALL, options.database)[0], found[0]
        ratio = large.value / small.value
        found.append(Figure.at_most(f"list page: processor time against that at {SMALL}", ratio, "times", GROWTH))
    return found


def _apart(name: str, size: str, kind: str) -> list[Figure]:
    """Each bench has a process of its own: settings are read once, and nothing of one is warm for the next."""
    command = [sys.executable, "-m", "bench.main", "--inside", "--only", name, "--size", size, "--database", kind]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=database.ROOT)
    if done.returncode:
        sys.exit(f"The bench “{name}” failed.")
    return [Figure(**figure) for figure in json.loads(done.stdout.splitlines()[-1])]


def _measure(name: str, size: str, kind: str) -> list[Figure]:
    if name in SIZED:
        database.choose(size, kind)
        database.fill(size)
    elif kind == "postgres":
        os.environ["DATABASE_URL"] = database.postgres_server()
    else:
        os.environ.pop("DATABASE_URL", None)
    return import_module(f"bench.{name}").run()


if __name__ == "__main__":
    sys.exit(main())
