"""A plug-in is one folder: complete in itself, and named nowhere outside it. Channels and store connectors alike."""

import ast
import os
import re
import shutil
import subprocess
import sys

import pytest

from goodwill.commerce.registry import connectors
from goodwill.inboxes.registry import channels
from tests.architecture.tree import PACKAGE, ROOT, modules, name_of, tree

# The room, the file with the class, and who finds it there.
ROOMS = {"channels": ("channel.py", channels), "stores": ("connector.py", connectors)}
# The demo world fills its practice store by the name of its folder; nothing else may know one.
ALLOWED = {"goodwill/demo": "practice"}


def _folders(room):
    return [path for path in sorted((PACKAGE / room).iterdir()) if (path / "__init__.py").is_file()]


FOLDERS = [folder for room in ROOMS for folder in _folders(room)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_folder_is_complete(folder):
    expected = [ROOMS[folder.parent.name][0], "parse.py", "client.py", "forms.py", "guide.md", "payloads", "tests"]
    assert [name for name in expected if not (folder / name).exists()] == []
    assert list((folder / "tests").glob("test_*.py")) != []
    assert (folder / "guide.md").read_text().startswith("# ")


@pytest.mark.parametrize("room", ROOMS)
def test_each_folder_offers_the_class_of_its_name(room):
    assert set(ROOMS[room][1]()) == {folder.name for folder in _folders(room)}


def test_no_code_outside_branches_on_a_kind():
    kinds = {kind for _file, found in ROOMS.values() for kind in found()}
    outside = [path for path in modules() if not any(folder in path.parents for folder in FOLDERS)]
    found = [f"{name_of(path)}:{line}" for path in outside for line in _branches(tree(path), kinds)]
    assert found == []


def _branches(module: ast.Module, kinds: set[str]):
    """Lines where a kind stands as a literal in a comparison, a match case or a dictionary's key."""
    for node in ast.walk(module):
        match node:
            case ast.Compare():
                values = [node.left, *node.comparators]
            case ast.MatchValue():
                values = [node.value]
            case ast.Dict():
                values = [key for key, value in zip(node.keys, node.values, strict=True) if _is_dispatch(value)]
            case _:
                continue
        flat = [inner for value in values if value is not None for inner in ast.walk(value)]
        if any(isinstance(value, ast.Constant) and value.value in kinds for value in flat):
            yield node.lineno


def _is_dispatch(value: ast.expr) -> bool:
    """A dictionary from kinds to code; {"email": address} is data and may use the word."""
    return isinstance(value, ast.Lambda | ast.Name) and not isinstance(value, ast.Constant)


def test_no_module_outside_imports_a_plugin():
    found = [
        f"{name_of(path)}: {name}"
        for path in modules()
        if not any(folder in path.parents for folder in FOLDERS)
        for name in re.findall(r"goodwill\.(?:channels|stores)\.(\w+)", path.read_text())
        if not any(name_of(path).startswith(place) and name == allowed for place, allowed in ALLOWED.items())
    ]
    assert found == []


def test_copied_folder_with_another_kind_is_another_plugin(tmp_path):
    """The promise of the guides: one folder, one changed word, and no other file."""
    shutil.copytree(PACKAGE, tmp_path / "goodwill", ignore=shutil.ignore_patterns("__pycache__", "tests"))
    for room in ROOMS:
        _copy(tmp_path / "goodwill" / room / _folders(room)[0].name, "letter")
    program = (
        "import django; django.setup()\n"
        "from goodwill.inboxes.registry import channels\n"
        "from goodwill.commerce.registry import connectors\n"
        "print(sorted(channels()), sorted(connectors()))\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "goodwill.config.settings",
        "GOODWILL_DATA": str(tmp_path / "data"),
    }
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == f"{sorted([*channels(), 'letter'])} {sorted([*connectors(), 'letter'])}"
    assert [room for room in ROOMS if ROOT.joinpath("goodwill", room, "letter").exists()] == []


def _copy(source, kind):
    room, copy = source.parent.name, source.with_name(kind)
    shutil.copytree(source, copy)
    for path in copy.rglob("*.py"):
        text = path.read_text().replace(f"goodwill.{room}.{source.name}", f"goodwill.{room}.{kind}")
        text = text.replace(f'kind = "{source.name}"', f'kind = "{kind}"').replace(f"{room}_{source.name}", f"{room}_{kind}")
        path.write_text(text)
