"""The subcommands that run the desk itself: serve, web, worker, migrate, settings, check, manage."""

from argparse import ArgumentParser, Namespace

from goodwill.config import env, starting
from goodwill.core.commands import Command


def _with_demo(parser: ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="build the demo shop first when the desk is empty")


def _serve(options: Namespace) -> int:
    return starting.start(has_web=True, has_worker=True, has_demo=options.demo)


def _web(_: Namespace) -> int:
    return starting.start(has_web=True, has_worker=False)


def _worker(_: Namespace) -> int:
    return starting.start(has_web=False, has_worker=True)


def _migrate(_: Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    return 0


def _settings(_: Namespace) -> int:
    values = env.read()
    for variable in env.VARIABLES:
        value = values[variable.name]
        shown = ("set" if value else "not set") if variable.is_secret else value
        print(f"{variable.name} = {shown}\n    {variable.sentence}")  # noqa: T201
    return 0


def _check(_: Namespace) -> int:
    from goodwill.config.checking import findings

    failed = 0
    for finding in findings():
        failed += not finding.is_ok
        print(f"{'ok  ' if finding.is_ok else 'FAIL'}  {finding.sentence}")  # noqa: T201
    return 1 if failed else 0


def _manage(options: Namespace) -> int:
    from django.core.management import ManagementUtility

    try:
        ManagementUtility(["goodwill manage", *options.rest]).execute()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _rest(parser: ArgumentParser) -> None:
    parser.add_argument("rest", nargs="...", help="a command of Django and its options")


COMMANDS = (
    Command("serve", "Start the desk: web, worker and the receiving mail server.", _serve, _with_demo, ("goodwill serve --demo",)),
    Command("web", "Start only the web processes.", _web, examples=("GOODWILL_WEB_PROCESSES=4 goodwill web",)),
    Command("worker", "Start only the worker processes; several machines may run them.", _worker, examples=("goodwill worker",)),
    Command("migrate", "Bring the database to this version; serve does it by itself.", _migrate),
    Command("settings", "List every setting, what it means and its value.", _settings),
    Command("check", "Look whether everything that the desk needs works.", _check),
    Command("manage", "Run a command of Django.", _manage, _rest, ("goodwill manage shell",)),
)
