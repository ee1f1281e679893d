"""The subcommand of the demo: builds the demo shop into an empty desk."""

from argparse import Namespace

from goodwill.core.commands import Command, CommandFailed, progress_bar


def _demo(options: Namespace) -> None:
    from django.core.management import call_command

    from goodwill.demo import world

    call_command("migrate", interactive=False, verbosity=0)
    try:
        world.build(progress=progress_bar("Building the demo shop"))
    except world.NotEmpty as error:
        raise CommandFailed(str(error)) from error
    _say("The demo shop is built. `goodwill serve` starts the desk.")
    _say("\n".join(world.sign_in_lines()))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command line speaks by printing


COMMANDS = (Command("demo", "Build the demo shop into an empty desk.", _demo, examples=("goodwill demo",)),)
