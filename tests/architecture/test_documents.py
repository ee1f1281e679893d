"""The documents are true: settings, commands and scripts that they name exist, and those that exist are named."""

import re

from goodwill.config.env import VARIABLES
from tests.architecture.tree import ROOT, files, name_of


def test_every_setting_is_documented():
    page = (ROOT / "docs/reference/settings.md").read_text()
    assert [variable.name for variable in VARIABLES if f"`{variable.name}`" not in page] == []


def test_no_document_names_a_setting_that_does_not_exist():
    known = {variable.name for variable in VARIABLES} | {f"{variable.name}_FILE" for variable in VARIABLES if variable.is_secret}
    named = {
        f"{name_of(path)}: {name}"
        for path in files(".md")
        for name in re.findall(r"\bGOODWILL_[A-Z_]+\b", path.read_text())
        if name not in known
    }
    assert named == set()


def test_scripts_that_documents_name_exist():
    missing = {
        f"{name_of(path)}: {name}"
        for path in files(".md")
        for name in re.findall(r"\bbin/[a-z-]+", path.read_text())
        if not (ROOT / name).is_file()
    }
    assert missing == set()


def test_links_between_documents_lead_somewhere():
    broken = {
        f"{name_of(path)}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)", path.read_text())
        if not (path.parent / target).exists()
    }
    assert broken == set()


def test_every_runtime_dependency_has_its_reason():
    project = (ROOT / "pyproject.toml").read_text().split("[project.optional-dependencies]")[0]
    names = re.findall(r'^\s+"([A-Za-z0-9.\-]+)', project.split("dependencies = [")[1], re.MULTILINE)
    page = (ROOT / "docs/decisions/0002-libraries.md").read_text().lower()
    assert [name for name in names if name.lower() not in page] == []
    assert len(names) <= 25
