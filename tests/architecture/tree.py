"""What the architecture tests look at: the files of the project and their syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "goodwill"


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file of the project with one of these suffixes: what git tracks, or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (ROOT / name for name in listed.stdout.splitlines())
    return tuple(sorted(path for path in paths if path.suffix in suffixes and path.is_file()))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules() -> list[Path]:
    """The product's own modules, without migrations and without the tests that plug-ins carry."""
    return [path for path in files(".py") if PACKAGE in path.parents and not {"migrations", "tests"} & set(path.parts)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
