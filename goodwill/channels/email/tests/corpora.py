"""The public sets of real mail beside the project: where they are, and how a share is printed and held to its aim."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goodwill.channels.email.parse import parse
from goodwill.inboxes.contract import ConnectedInbox, Envelope, Inbound

MAIL = Path(__file__).resolve().parents[5] / "shared" / "corpora" / "mail"
ENVELOPE = Envelope(source="import", received_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
INBOX = ConnectedInbox(id=1, address="support@fernandfable.example", name="Support", settings={"installation": "fern-1"})


def needs_corpora() -> None:
    """Skip where the sets are not there; in CI they must be."""
    if MAIL.is_dir():
        return
    if os.environ.get("CI"):
        pytest.fail(f"the mail sets are missing at {MAIL}")
    pytest.skip(f"the mail sets are not at {MAIL}")


def read(path: Path) -> Inbound:
    return parse(path.read_bytes(), ENVELOPE, INBOX)


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def share(name: str, good: int, total: int, failed: list[str]) -> float:
    """Print the share (run pytest with -s to see it) and what failed, and give it back."""
    print(f"\n{name}: {good} of {total} = {good / total:.1%}" + (f"; not: {', '.join(failed)}" if failed else ""))
    return good / total


def words(text: str) -> str:
    return " ".join(text.split())
