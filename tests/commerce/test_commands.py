"""``goodwill stores`` lists, imports, compares and takes in files."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from goodwill.commerce.commands import COMMANDS
from goodwill.commerce.contract import Resource, StoreUnreachable
from goodwill.commerce.models import Order, Store
from goodwill.core.commands import CommandFailed
from tests.factories.stores import Shelf, a_store, an_order


def run(*arguments: str) -> int | None:
    (command,) = COMMANDS
    parser = ArgumentParser()
    assert command.arguments
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_import_and_comparison_say_what_they_found(store: Store, shelf: Shelf, capsys):
    shelf.snapshots[Resource.ORDERS] = [an_order()]

    assert (run("import"), run("compare", "--store", str(store.pk)), run("list")) == (0, 0, 0)

    assert Order.objects.count() == 1
    lines = capsys.readouterr().out.splitlines()
    assert "1 orders" in lines[0]
    assert lines[-2:] == ["Found nothing that webhooks had missed.", f"{store.pk}  Fern & Fable  (booth)  reconciliation done"]


def test_store_that_is_not_there_now_is_told(store: Store, shelf: Shelf):
    shelf.errors = [StoreUnreachable("The shop is busy.")]
    with pytest.raises(CommandFailed, match="The shop is busy"):
        run("import")
    with pytest.raises(CommandFailed, match="is being read already"):
        run("import")


def test_comparison_before_the_import_is_refused(store: Store):
    with pytest.raises(CommandFailed, match="Import the store first"):
        run("compare")


def test_store_must_be_named_where_there_are_two(store: Store):
    other = a_store("Other")
    with pytest.raises(CommandFailed, match=f"{store.pk} \\(Fern & Fable\\), {other.pk} \\(Other\\)|{other.pk} \\(Other\\)"):
        run("import")


def test_file_is_taken_in_up_to_the_row_that_can_not_be_read(store: Store, tmp_path: Path, capsys):
    path = tmp_path / "orders.csv"
    path.write_text("1001\n1002\nbroken\n1003\n")
    with pytest.raises(CommandFailed, match="Row 4: there is nothing to read"):
        run("file", "orders", str(path))
    assert sorted(Order.objects.values_list("number", flat=True)) == ["#1001", "#1002"]

    path.write_text("1001\n1002\n1003\n")
    assert run("file", "orders", str(path)) == 0
    assert (Order.objects.count(), capsys.readouterr().out.splitlines()[-2:]) == (3, ["3 orders", "Done."])
