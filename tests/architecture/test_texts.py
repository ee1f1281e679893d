"""Templates compile and hold nothing inline; the project's texts hold no leftovers."""

import ast
import re
import runpy

from tests.architecture.tree import ROOT, files, modules, name_of, tree

# Assembled, so that this file does not find itself.
LEFTOVERS = re.compile("|".join([r"\bTO" + r"DO\b", "FIX" + "ME", "X" + "XX:", "type: " + r"ignore(?!\[)"]))


def test_every_template_compiles_without_inline_code(capsys):
    check = runpy.run_path(str(ROOT / "tools" / "templates.py"))
    assert check["main"]() == 0, capsys.readouterr().out


def test_nothing_is_left_open():
    found = [
        f"{name_of(path)}:{number}"
        for path in files(".py", ".js", ".html", ".css", ".md")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if LEFTOVERS.search(line)
    ]
    assert found == []


def test_no_exception_is_swallowed():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and [type(part) for part in node.body] == [ast.Pass]
    ]
    assert found == []


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException"))


def test_messages_for_people_go_through_gettext():
    """Text between tags must come from ``_()``: a letter directly after a tag is a sentence that nobody can translate."""
    bare = re.compile(r">\s*[A-Za-z][a-z]+[ .,!?<]")
    strip = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<svg.*?</svg>|<code>.*?</code>|<kbd>.*?</kbd>", re.DOTALL)
    found = [
        f"{name_of(path)}: {match.group().strip()}"
        for path in files(".html")
        if "web" in path.parts
        for match in bare.finditer(strip.sub("", path.read_text()))
    ]
    assert found == []
