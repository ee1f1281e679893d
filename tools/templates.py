"""Compiles every template and refuses inline scripts, styles and handlers, which the content security policy forbids."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"(?:application/json|importmap)\"))[^>]*>\s*\S"),
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a handler attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodwill.config.settings")
    import django
    from django.template import engines
    from jinja2 import TemplateSyntaxError

    django.setup()
    environment = engines["jinja2"].env
    problems = []
    for name in environment.list_templates():
        source, filename, _ = environment.loader.get_source(environment, name)
        try:
            environment.compile(source, name, filename)
        except TemplateSyntaxError as error:
            problems.append(f"{filename}:{error.lineno}: {error.message}")
        problems += [f"{filename}: {what}" for what, pattern in INLINE.items() if pattern.search(source)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
