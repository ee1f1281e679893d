"""The subcommand of stores: list them, import and compare them, take in their export files."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.core.commands import Command, CommandFailed

if TYPE_CHECKING:
    from goodwill.commerce.models import Store, Synchronisation


def _stores(options: Namespace) -> int:
    return _ACTIONS[options.action](options)


def _list(options: Namespace) -> int:
    from goodwill.commerce.models import Store, Synchronisation

    for store in Store.objects.all():
        last = Synchronisation.objects.filter(store=store).order_by("-id").first()
        state = f"{last.kind} {last.state}" if last else "never read"
        _say(f"{store.pk}  {store.name}  ({store.kind}{'' if store.is_active else ', not active'})  {state}")
        if store.problem:
            _say(f"   {store.problem}")
    return 0


def _import(options: Namespace) -> int:
    """Read a store here, without waiting for a worker; a worker goes on where this is interrupted."""
    from goodwill.commerce.domain import importing
    from goodwill.commerce.domain.reading import AlreadyRunning

    try:
        begun = importing.begin(_store(options.store))
    except AlreadyRunning as error:
        raise CommandFailed(str(error)) from error
    return _read(begun)


def _compare(options: Namespace) -> int:
    from goodwill.commerce.domain import reconciling
    from goodwill.commerce.domain.reading import AlreadyRunning

    try:
        begun = reconciling.begin(_store(options.store), is_full=options.all)
    except AlreadyRunning as error:
        raise CommandFailed(str(error)) from error
    if begun is None:
        raise CommandFailed("Import the store first.")
    status = _read(begun)
    if not status:
        _say(reconciling.sentence(begun))
    return status


def _file(options: Namespace) -> int:
    from goodwill.commerce.contract import Resource
    from goodwill.commerce.domain import counting, taking_files

    if options.resource is None or options.path is None:
        raise CommandFailed("Say what the file holds and where it is: goodwill stores file orders orders.csv")

    def show(reading: "Synchronisation") -> None:
        _say(", ".join(f"{part.seen} {part.resource}" for part in counting.progress(reading)))

    done = taking_files.take_in(_store(options.store), Resource(options.resource), options.path, progress=show)
    return _told(done)


def _read(begun: "Synchronisation") -> int:
    from goodwill.commerce.domain import counting, reading

    shown: list[str] = []
    while begun.state == "running" and not begun.problem:
        reading.read_on(begun.pk)
        begun.refresh_from_db()
        shown = [f"{part.seen} {part.resource}" for part in counting.progress(begun)]
        _say(", ".join(shown))
    return _told(begun)


def _told(reading: "Synchronisation") -> int:
    for sentence in reading.refusals:
        _say(f"  {sentence}")
    if reading.problem:
        raise CommandFailed(reading.problem)
    _say("Done.")
    return 0


def _store(name: str) -> "Store":
    from goodwill.commerce.models import Store

    stores = list(Store.objects.all())
    found = [store for store in stores if name in ("", str(store.pk), store.name)]
    if len(found) != 1:
        known = ", ".join(f"{store.pk} ({store.name})" for store in stores) or "none"
        raise CommandFailed(f"Name one store by its number with --store; there are: {known}.")
    return found[0]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=list(_ACTIONS), help="what to do")
    parser.add_argument("resource", nargs="?", choices=["products", "stock", "customers", "orders"], help="what a file holds")
    parser.add_argument("path", nargs="?", type=Path, help="the file")
    parser.add_argument("--store", default="", metavar="NUMBER", help="the store; may be left out when there is only one")
    parser.add_argument("--all", action="store_true", help="compare everything, not only what changed since the last time")


def _say(text: str) -> None:
    if text:
        print(text)  # noqa: T201


_ACTIONS = {"list": _list, "import": _import, "compare": _compare, "file": _file}

COMMANDS = (
    Command(
        "stores",
        "List stores, import or compare them, take in their export files.",
        _stores,
        _arguments,
        ("goodwill stores import", "goodwill stores compare --all", "goodwill stores file orders orders.csv --store 2"),
    ),
)
