"""The subcommands of conversations: rebuild what is derived, compare it, and import an archive."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from goodwill.core.commands import Command, CommandFailed, progress_bar


def _rebuild(options: Namespace) -> int:
    from goodwill.conversations.domain import rebuilding
    from goodwill.core.search.rebuilding import forget_everything

    parts = set(options.parts) or {"rows", "counters", "search"}
    if unknown := parts - {"rows", "counters", "search"}:
        raise CommandFailed(f"Only rows, counters and search can be rebuilt, not {', '.join(sorted(unknown))}.")
    if "rows" in parts:
        _say(f"List rows: {rebuilding.rebuild_rows(progress_bar('List rows'))} were wrong and are right now.")
    if "counters" in parts:
        _say(f"Counters: {rebuilding.rebuild_counters()} were wrong and are right now.")
    if "search" in parts:
        if options.empty:
            forget_everything()
        _say(f"Search: {rebuilding.rebuild_search(progress_bar('Search'))} messages and notes are indexed.")
    return 0


def _rebuild_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="part", help="rows, counters or search; all when none is named")
    parser.add_argument("--empty", action="store_true", help="empty the search index first, after damage")


def _compare(options: Namespace) -> int:
    from goodwill.conversations.domain import comparing

    found = comparing.compare(everything=options.all)
    _say(
        f"{found.rows_compared} list rows compared, {len(found.wrong_rows)} wrong; "
        f"{found.wrong_counters} counters wrong; {found.unfindable} messages or notes missing from search."
    )
    if not found.is_right:
        _say("`goodwill rebuild` makes them right.")
    return 0 if found.is_right else 1


def _compare_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="compare every conversation, not only those that changed since the last time")


def _import(options: Namespace) -> int:
    from goodwill.conversations.domain import importing
    from goodwill.conversations.enums import Status
    from goodwill.inboxes.contract import IntakeRefused, Unreadable
    from goodwill.inboxes.domain.finding import NoSuchInbox, inbox_of

    try:
        tally = importing.take_in(options.path, inbox_of(options.inbox), status=Status(options.status), progress=progress_bar("Importing"))
    except (Unreadable, IntakeRefused, NoSuchInbox) as error:
        raise CommandFailed(str(error)) from error
    _say(f"{tally.read} messages read: {tally.outcomes['received']} imported, {tally.known} were here already.")
    for outcome, number in sorted(tally.outcomes.items()):
        if outcome != "received":
            _say(f"  {number} {outcome.replace('_', ' ')}")
    return 0


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="an mbox file, a Maildir, a folder of .eml files, or one .eml file")
    parser.add_argument("--inbox", required=True, metavar="ADDRESS", help="the address of the inbox that they belong to")
    parser.add_argument("--status", default="closed", choices=["closed", "resolved", "open"], help="the status of imported conversations")


def _say(text: str) -> None:
    print(text)  # noqa: T201


COMMANDS = (
    Command("rebuild", "Make list rows, counters and the search index anew.", _rebuild, _rebuild_arguments, ("goodwill rebuild search",)),
    Command(
        "compare", "Compare list rows, counters and search with what was said.", _compare, _compare_arguments, ("goodwill compare --all",)
    ),
    Command(
        "import",
        "Import an archive of messages into an inbox; can be run again without doubles.",
        _import,
        _import_arguments,
        ("goodwill import old-mail.mbox --inbox support@fernandfable.example",),
    ),
)
