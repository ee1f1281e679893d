"""The ``goodwill`` command: finds the subcommands of all rooms and runs the one that is asked for."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

from goodwill.core.commands import Command, CommandFailed

DESCRIPTION = "Goodwill, a customer-service desk for online stores."
EPILOG = """examples:
  goodwill serve            start the desk: web, worker and the receiving mail server
  goodwill serve --demo     the same, with a demo shop when the desk is empty
  goodwill settings         every setting, its meaning and its value
  goodwill <command> --help
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    # What a desk keeps is its customers' mail: nobody else on the machine may read it.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodwill.config.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    from goodwill.config.env import MalformedSetting

    try:
        return _run(given)
    except (CommandFailed, MalformedSetting) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line speaks by printing
        return 2
    except KeyboardInterrupt:
        return 130


def _run(given: list[str]) -> int:
    import django

    django.setup()
    commands = {command.name: command for command in find_commands()}
    # Django's own commands have options of their own, which argparse would take for ours.
    if given[:1] == ["manage"]:
        return commands["manage"].run(argparse.Namespace(rest=given[1:])) or 0
    parsed = build_parser(commands.values()).parse_args(given or ["--help"])
    return commands[parsed.command].run(parsed) or 0


def find_commands() -> list[Command]:
    """The commands of running the desk first, then those of each room in the order of the rooms."""
    from django.apps import apps

    from goodwill.config.commands import COMMANDS

    found = list(COMMANDS)
    for config in apps.get_app_configs():
        if config.name.startswith("goodwill.") and os.path.exists(os.path.join(config.path, "commands.py")):
            found += getattr(import_module(f"{config.name}.commands"), "COMMANDS", ())
    return found


def build_parser(commands: Iterable[Command]) -> argparse.ArgumentParser:
    """The parser with one subparser for each command."""
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("goodwill", description=DESCRIPTION, epilog=EPILOG, formatter_class=style)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="<command>", title="commands")
    for command in commands:
        epilog = "examples:\n" + "\n".join(f"  {example}" for example in command.examples) if command.examples else None
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help, epilog=epilog, formatter_class=style)
        if command.arguments:
            command.arguments(subparser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
