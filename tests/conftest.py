"""An installation of its own, with real processes, for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, Template


@pytest.fixture(scope="session")
def _template(shared_folder: Path) -> Iterator[Template]:
    template = Template(shared_folder)
    yield template
    template.drop()


@pytest.fixture
def installation(_template: Template, tmp_path: Path) -> Iterator[Installation]:
    """A migrated desk of its own on the same kind of database as this test run, for tests with real processes."""
    made = _template.copy(tmp_path / "installation")
    yield made
    made.drop()
