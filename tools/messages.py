"""Collects the texts for people from code and templates into each language's catalog, and compiles the catalogs.

``python tools/messages.py`` brings the catalogs up to date; with ``--check`` it changes nothing and says what is missing.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "goodwill"
METHODS = [("**/tests/**", "ignore"), ("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(arguments: list[str]) -> int:
    template = collected()
    problems = []
    for path in catalogs():
        catalog = read(path)
        if "--check" in arguments:
            problems += list(differences(path, catalog, template))
            continue
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, no_location=True, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        print(f"{path.parent.parent.name}: {sum(1 for _ in untranslated(catalog))} of {len(catalog)} to be translated")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def catalogs() -> list[Path]:
    return sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po"))


def collected() -> Catalog:
    """Every text in the code and the templates."""
    template = Catalog(project="Goodwill", charset="utf-8")
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(PACKAGE), METHODS, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for filename, _line, message, comments, context in found:
        template.add(message, None, [(filename, 1)], auto_comments=comments, context=context)
    return template


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compiled(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if message.id and not all(message.string if isinstance(message.string, tuple | list) else [message.string]):
            yield str(message.id)


def differences(path: Path, catalog: Catalog, template: Catalog) -> Iterator[str]:
    """What makes the catalog differ from the code, and the compiled one from the catalog."""
    name = path.relative_to(ROOT)
    known = {(message.id, message.context) for message in catalog if message.id}
    wanted = {(message.id, message.context) for message in template if message.id}
    yield from (f"{name}: not collected: {message[0]}" for message in sorted(wanted - known, key=str))
    yield from (f"{name}: no longer used: {message[0]}" for message in sorted(known - wanted, key=str))
    yield from (f"{name}: not translated: {message}" for message in untranslated(catalog))
    for message in catalog:
        yield from (f"{name}: {message.id}: {error}" for error in message.check(catalog))
    if path.with_suffix(".mo").read_bytes() != compiled(catalog):
        yield f"{name}: not compiled; run tools/messages.py"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
