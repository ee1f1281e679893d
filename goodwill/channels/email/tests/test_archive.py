"""Reading archives: every message once, in bounded memory, with keys that stay."""

import mailbox
from pathlib import Path

import pytest

from goodwill.channels.email import archive
from goodwill.channels.email.archive import read_archive
from goodwill.inboxes.contract import Unreadable

ONE = b"Subject: one\n\nFirst.\n"
TWO = b"Subject: two\n\nSecond.\n\n>From the shop:\nFrom here on it grows.\n"


def mbox(path: Path, *parts: bytes) -> Path:
    path.write_bytes(b"".join(parts))
    return path


def sep(name: bytes = b"ada@example.org") -> bytes:
    return b"From " + name + b" Sun Mar  1 12:00:00 2026\n"


def test_mbox_gives_each_message_with_quoted_from_lines_taken_back(tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", sep(), ONE, b"\n", sep(b"-"), TWO, b"\n")
    items = list(read_archive(path))
    assert [item.raw for item in items] == [ONE, TWO.replace(b">From the", b"From the")]
    assert [item.total for item in items] == [path.stat().st_size] * 2
    assert 0 < items[0].position < items[1].position == path.stat().st_size


def test_mbox_as_python_writes_it_is_read_whole(tmp_path: Path) -> None:
    written = mailbox.mbox(tmp_path / "b.mbox")
    bodies = [f"Subject: {number}\n\nFrom body {number}\n\n.\n".encode() for number in range(50)]
    for body in bodies:
        written.add(body)
    written.close()
    assert [item.raw.rstrip() for item in read_archive(tmp_path / "b.mbox")] == [body.rstrip() for body in bodies]


def test_mboxrd_takes_away_one_mark_of_each_line(tmp_path: Path) -> None:
    path = mbox(tmp_path / "rd", sep(), b"Subject: q\n\n>>From twice\n>From once\n")
    assert [item.raw for item in read_archive(path)] == [b"Subject: q\n\n>From twice\nFrom once\n"]


def test_crlf_mbox_and_blank_lines_before_the_first_message_are_read(tmp_path: Path) -> None:
    path = mbox(tmp_path / "crlf", b"\r\n\r\n", sep().replace(b"\n", b"\r\n"), ONE.replace(b"\n", b"\r\n"), b"\r\n", sep(), ONE)
    assert [item.raw for item in read_archive(path)] == [ONE.replace(b"\n", b"\r\n"), ONE]


def test_mbox_with_bare_separators_is_read(tmp_path: Path) -> None:
    path = mbox(tmp_path / "bare", b"From ada\n", ONE, b"\nFrom ben\n", ONE)
    assert [item.raw for item in read_archive(path)] == [ONE, ONE]


def test_keys_stay_when_the_archive_grows_and_tell_equal_messages_apart(tmp_path: Path) -> None:
    first = [item.source_key for item in read_archive(mbox(tmp_path / "a", sep(), ONE, b"\n", sep(), ONE))]
    grown = [item.source_key for item in read_archive(mbox(tmp_path / "b", sep(), ONE, b"\n", sep(), TWO, b"\n", sep(), ONE))]
    assert len(set(first)) == 2
    assert [grown[0], grown[2]] == first
    assert all(key.startswith("archive/") and len(key) < 100 for key in grown)


def test_message_beyond_the_limit_is_cut_and_the_next_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_SIZE", 1000)
    path = mbox(tmp_path / "big", sep(), b"Subject: big\n\n", b"0123456789\n" * 10_000, b"\n", sep(), ONE)
    sizes = [len(item.raw) for item in read_archive(path)]
    assert sizes[0] < 1100
    assert sizes[1] == len(ONE)


def test_maildir_gives_new_and_read_messages_of_all_its_folders(tmp_path: Path) -> None:
    for name, content in {"cur/1:2,S": ONE, "new/2": TWO, "tmp/3": b"half", ".Sent/cur/4:2,S": ONE, "cur/.lock": b"x"}.items():
        path = tmp_path / "Maildir" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    items = list(read_archive(tmp_path / "Maildir"))
    assert sorted(item.raw for item in items) == sorted([ONE, TWO, ONE])
    assert [(item.position, item.total) for item in items] == [(1, 3), (2, 3), (3, 3)]


def test_empty_maildir_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert list(read_archive(tmp_path)) == []


def test_folder_of_eml_files_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    (tmp_path / "b.eml").write_bytes(TWO)
    (tmp_path / "2026" / "a.EML").write_bytes(ONE)
    (tmp_path / "photo.jpg").write_bytes(b"x")
    assert [item.raw for item in read_archive(tmp_path)] == [TWO, ONE]


def test_single_message_is_an_archive_of_one(tmp_path: Path) -> None:
    path = mbox(tmp_path / "one.eml", TWO)
    [item] = read_archive(path)
    assert (item.raw, item.position, item.total) == (TWO, 1, 1)


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"", b"{json}"])
def test_other_files_are_no_archive(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_archive(mbox(tmp_path / "x.bin", content))


def test_missing_file_and_folder_without_messages_are_no_archive(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no file or folder"):
        read_archive(tmp_path / "nothing")
    with pytest.raises(Unreadable, match="no Maildir"):
        read_archive(tmp_path)
