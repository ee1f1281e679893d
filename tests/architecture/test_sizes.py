"""Files and functions stay small enough to be read; see STYLE.md for the figures."""

import ast

from tests.architecture.tree import PACKAGE, ROOT, files, modules, name_of, tree

LONGEST = {".py": 400, ".html": 200, ".css": 400, ".js": 250}
LONGEST_TEST = 600
LONGEST_FUNCTION = 60
MOST_PARAMETERS = 8


def _lines(path):
    return path.read_text().count("\n")


def test_no_file_is_too_long():
    too_long = [
        f"{name_of(path)}: {_lines(path)}"
        for path in files(*LONGEST)
        if "migrations" not in path.parts and "payloads" not in path.parts
        if _lines(path) > (LONGEST_TEST if "tests" in path.parts else LONGEST[path.suffix])
    ]
    assert too_long == []


def _functions():
    for path in files(".py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_no_function_is_too_long():
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for path, node in _functions()
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_no_function_takes_too_many_parameters():
    too_many = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path, node in _functions()
        if PACKAGE in path.parents and "tests" not in path.parts
        if len([name for name in _parameters(node) if name not in ("self", "cls")]) > MOST_PARAMETERS
    ]
    assert too_many == []


def _parameters(function):
    return [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]


def test_every_module_says_what_it_is_for():
    silent = [name_of(path) for path in modules() if path.read_text().strip() and not ast.get_docstring(tree(path))]
    assert silent == []


def test_readme_is_short():
    assert _lines(ROOT / "README.md") < 100
