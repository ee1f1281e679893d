"""The goodwill command as a person at a terminal uses it."""

import re
import subprocess
import sys

import pytest

from goodwill.config import cli, env
from goodwill.core.commands import Command, CommandFailed
from tests.installations import ROOT, Installation


def goodwill(installation: Installation, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "goodwill.config.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=90)


def test_help_names_every_command_in_a_line(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])

    assert end.value.code == 0
    shown = capsys.readouterr().out
    for command in cli.find_commands():
        assert re.search(rf"^    {command.name}\s+{re.escape(command.help[:20])}", shown, re.MULTILINE), command.name


def test_every_command_has_a_name_of_its_own_and_a_help_of_one_sentence():
    commands = cli.find_commands()

    assert len({command.name for command in commands}) == len(commands)
    for command in commands:
        assert re.fullmatch(r"[A-Z][^\n]+\.", command.help), command.name


@pytest.mark.parametrize("name", ["serve", "web", "worker"])
def test_help_of_a_command_has_an_example(name, capsys):
    with pytest.raises(SystemExit):
        cli.main([name, "--help"])

    assert f"goodwill {name}" in capsys.readouterr().out.partition("examples:")[2]


def test_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["fly"])

    assert end.value.code == 2
    assert "invalid choice: 'fly'" in capsys.readouterr().err


def test_command_that_fails_says_why_and_nothing_else(monkeypatch, capsys):
    def fail(_):
        raise CommandFailed("The file is not there.")

    monkeypatch.setattr(cli, "find_commands", lambda: [Command("try", "Try.", fail)])

    assert cli.main(["try"]) == 2
    assert capsys.readouterr().err == "The file is not there.\n"


def test_settings_lists_every_setting_and_hides_secrets(installation: Installation):
    shown = goodwill(installation, "settings").stdout

    for variable in env.VARIABLES:
        assert f"{variable.name} = " in shown
        assert variable.sentence in shown
    assert "GOODWILL_SECRET_KEY = set\n" in shown
    assert installation.environment["GOODWILL_SECRET_KEY"] not in shown


def test_unknown_setting_stops_every_command_with_a_sentence(installation: Installation):
    installation.extra["GOODWILL_COLOUR"] = "green"

    done = goodwill(installation, "settings")

    assert done.returncode == 2
    assert done.stderr.strip() == "GOODWILL_COLOUR is not a setting of Goodwill. `goodwill settings` lists them all."


def test_check_is_content_with_a_migrated_desk(installation: Installation):
    done = goodwill(installation, "check")

    assert done.returncode == 0, done.stdout
    assert "The database is up to date." in done.stdout
    assert "FAIL" not in done.stdout


def test_check_says_that_migrations_are_missing(installation: Installation):
    installation.python("""
        from django.core.management import call_command
        result = call_command("migrate", "sessions", "zero", verbosity=0)
    """)

    done = goodwill(installation, "check")

    assert done.returncode == 1
    assert re.search(r"FAIL  The database lacks 1 migrations; run goodwill migrate\.", done.stdout)


def test_manage_passes_on_to_django(installation: Installation):
    done = goodwill(installation, "manage", "check", "--help")

    assert done.returncode == 0
    assert "--deploy" in done.stdout
