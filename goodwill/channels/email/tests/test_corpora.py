"""Real messages from public test sets, each set held to the aim that its README names."""

import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from goodwill.channels.email.content import read_content
from goodwill.channels.email.mime.tree import read_tree
from goodwill.channels.email.parse import _header_charset, parse
from goodwill.channels.email.tests.corpora import ENVELOPE, INBOX, MAIL, load, needs_corpora, read, share, words
from goodwill.inboxes.contract import DeliveryReport, Dropped, Inbound, InboundMessage, Unreadable

pytestmark = pytest.mark.usefixtures("_corpora")


@pytest.fixture
def _corpora() -> None:
    needs_corpora()


def expected_subject(parts: list[dict[str, Any]]) -> str:
    for header in parts[0]["headers"]:
        if header["name"] == "subject":
            value = header["value"]
            return (value.get("Text") or "") if isinstance(value, dict) else ""
    return ""


def same(expected: str, got: str) -> bool:
    """Equal but for blanks and control characters; where the set's author could not decode a byte (U+FFFD), any character will do."""
    pattern = re.escape(words(expected.replace("\0", ""))).replace("\ufffd", ".")
    return re.fullmatch(pattern, words(got), re.DOTALL) is not None


def test_structure_set_reaches_its_aims() -> None:
    subjects = texts = files = strict = with_text = 0
    failed: dict[str, list[str]] = {"subject": [], "text": [], "files": []}
    paths = sorted((MAIL / "structure").glob("*.json"))
    for path in paths:
        parts = (expected := load(path))["parts"]
        root = read_tree(path.with_suffix(".eml").read_bytes())
        subject = root.headers.text("subject", _header_charset(root))
        content = read_content(root, subject)
        strict += words(expected_subject(parts)) == subject
        subjects += same(expected_subject(parts), subject) or _note(failed["subject"], path)
        files += len(expected["attachments"]) == len(content.attachments) or _note(failed["files"], path)
        body = parts[expected["text_body"][0]]["body"] if expected["text_body"] else {}
        first = body.get("Text") or body.get("Html")
        if first:
            with_text += 1
            shown = content.text if "Text" in body else root_html(root)
            texts += same(first, shown) or words(first.replace("\0", "")) in words(shown) or _note(failed["text"], path)
    print(f"\nsubjects equal to the letter, undecoded bytes included: {strict} of {len(paths)}")
    assert share("subjects", subjects, len(paths), failed["subject"]) >= 0.97
    assert share("first text bodies", texts, with_text, failed["text"]) >= 0.95
    assert share("number of attachments", files, len(paths), failed["files"]) >= 0.92


def root_html(root: Any) -> str:
    from goodwill.channels.email.mime import charsets
    from goodwill.channels.email.mime.bodies import choose_bodies

    part = choose_bodies(root).texts[0]
    return charsets.decode(part.content(), part.charset)


def _note(failed: list[str], path: Path) -> bool:
    failed.append(path.stem)
    return False


def test_robust_set_never_crashes() -> None:
    paths = sorted(path for path in MAIL.rglob("*") if path.is_file() and path.suffix in {".eml", ".txt", ".msg"})
    kinds: dict[str, int] = {}
    for path in paths:
        result = _result(path)
        assert isinstance(result, InboundMessage | DeliveryReport | Dropped) or "could not be read" not in str(result), path
        kinds[type(result).__name__] = kinds.get(type(result).__name__, 0) + 1
    print(f"\n{len(paths)} messages: {kinds}")
    assert sum(kinds.values()) == len(paths) >= 350
    assert kinds.get("Unreadable", 0) <= 4


def _result(path: Path) -> Inbound | Unreadable:
    try:
        return read(path)
    except Unreadable as refusal:
        return refusal


def test_winmail_set_gives_the_packed_files() -> None:
    good = 0
    failed: list[str] = []
    paths = sorted((MAIL / "tnef").glob("*.tnef"))
    for path in paths:
        wanted = sorted(
            name for line in path.with_suffix(".list").read_text().splitlines() if (name := line.strip()) and name != "body.html"
        )
        message = EmailMessage()
        message["From"] = "Ada Lindqvist <ada@fernandfable.example>"
        message.add_attachment(path.read_bytes(), maintype="application", subtype="ms-tnef", filename="winmail.dat")
        result = parse(message.as_bytes(), ENVELOPE, INBOX)
        assert isinstance(result, InboundMessage)
        got = [re.sub(r" \(\d+\)(?=\.|$)", "", file.filename) for file in result.attachments]
        is_good = all(got.count(name) >= wanted.count(name) for name in wanted) and _bytes_match(path, result)
        good += is_good or _note(failed, path)
    assert share("winmail.dat", good, len(paths), failed) >= 0.9


def _bytes_match(path: Path, result: InboundMessage) -> bool:
    """The set was stored with other line ends, so they don't count; an object's 16 bytes of interface id are no content."""
    folder = path.with_suffix("")
    contents = {_line_ends(file.content) for file in result.attachments}
    files = [file for file in folder.iterdir() if not file.name.startswith("message.")] if folder.is_dir() else []
    return all(_line_ends(data) in contents or _line_ends(data[16:]) in contents for data in (file.read_bytes() for file in files))


def _line_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def test_bounce_set_is_recognised() -> None:
    recognised = right = addresses = 0
    entries = load(MAIL / "bounces.json")
    failed: list[str] = []
    for entry in entries:
        path = MAIL / "bounces" / entry["file"]
        result = read(path)
        if not isinstance(result, DeliveryReport):
            assert not entry["addresses"] or entry["file"] not in failed
            _note(failed, path)
            continue
        recognised += 1
        right += all(failure.is_permanent != entry["temporary"] for failure in result.failures)
        addresses += {failure.address for failure in result.failures} >= {address.lower() for address in entry["addresses"]}
    assert share("bounces recognised", recognised, len(entries), failed) >= 0.97
    assert share("for good or for now", right, recognised, []) >= 0.97
    assert share("failed addresses found", addresses, recognised, []) >= 0.97


@pytest.mark.parametrize("folder", ["replies", "structure"])
def test_ordinary_messages_are_no_reports(folder: str) -> None:
    kinds = {type(read(path)).__name__ for path in sorted((MAIL / folder).glob("*.eml")) if not path.name.startswith("malformed")}
    assert kinds == {"InboundMessage"}
