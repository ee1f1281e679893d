"""Replies of real mail programs: how much of what the customer newly wrote is found, and which way the rest errs."""

from goodwill.channels.email.content import _from_html
from goodwill.channels.email.markup.document import read_document
from goodwill.channels.email.markup.text import text_of
from goodwill.channels.email.quoting.trim import trim_text
from goodwill.channels.email.tests.corpora import MAIL, load, needs_corpora, read, share
from goodwill.inboxes.contract import InboundMessage


def packed(text: str) -> str:
    return "".join(text.replace("\u00a0", " ").split())


def test_newly_written_text_is_found() -> None:
    needs_corpora()
    cases: list[tuple[str, str, str]] = []
    for case in load(MAIL / "trim.json"):
        if case["kind"] == "plain":
            cases.append((case["name"], trim_text(case["input"]), case["expected"]))
        else:
            document = read_document(case["expected"])
            cases.append((case["name"], _from_html(case["input"], "")[1], "" if document is None else text_of(document)))
    for path in sorted((MAIL / "replies").glob("*.eml")):
        answer = path.with_name(path.stem + "_reply_text")
        result = read(path)
        assert isinstance(result, InboundMessage)
        cases.append((path.stem, result.new_text, answer.read_text() if answer.exists() else "Hello"))
    too_much = [name for name, got, expected in cases if len(packed(got)) < len(packed(expected))]
    too_little = [name for name, got, expected in cases if packed(got) != packed(expected) and name not in too_much]
    good = sum(packed(got) == packed(expected) for _, got, expected in cases)
    print(f"\ncut too much: {len(too_much)} ({', '.join(too_much)}); too little: {len(too_little)} ({', '.join(too_little)})")
    assert share("newly written text", good, len(cases), []) >= 0.8
    assert len(too_much) <= 0.1 * len(cases)
