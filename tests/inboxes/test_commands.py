"""``goodwill receive`` stores what stands on standard input."""

import io
from types import SimpleNamespace

import pytest

from goodwill.config.cli import build_parser
from goodwill.core.commands import CommandFailed
from goodwill.inboxes.commands import COMMANDS
from goodwill.inboxes.models import RawMessage
from tests.factories.inboxes import make_inbox

pytestmark = pytest.mark.django_db


def run(monkeypatch, content: bytes, *arguments: str) -> int | None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    parsed = build_parser(COMMANDS).parse_args(["receive", *arguments])
    return COMMANDS[0].run(parsed)


def test_receive_stores_for_the_only_inbox(monkeypatch, capsys):
    inbox = make_inbox()
    assert run(monkeypatch, b"From: a@b.example\n\nHi", "--sender", "a@b.example") == 0
    raw = RawMessage.objects.get()
    assert (raw.content(), raw.inbox, raw.envelope["sender"]) == (b"From: a@b.example\n\nHi", inbox, "a@b.example")
    assert f"raw message {raw.pk} for {inbox.address}" in capsys.readouterr().out


@pytest.mark.parametrize(("content", "arguments"), [(b"  \n", ()), (b"x", ("--inbox", "absent@x.example"))])
def test_receive_refuses_nothing_and_nowhere(monkeypatch, content, arguments):
    make_inbox()
    with pytest.raises(CommandFailed):
        run(monkeypatch, content, *arguments)
    assert RawMessage.objects.count() == 0
