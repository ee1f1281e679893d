"""Static files: right type, kept or asked for again, compressed, and nothing from outside the folders."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from goodwill.config.static import StaticFiles

SCRIPT = "export const a = 1;\n" * 100


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    place = tmp_path / "static"
    (place / "js").mkdir(parents=True)
    (place / "js" / "a.js").write_text(SCRIPT)
    (place / "dot.png").write_bytes(b"\x89PNG" * 500)
    (tmp_path / "secret.txt").write_text("secret")
    settings.STATICFILES_DIRS = [place]
    return place


def get(path: str, query: bytes = b"", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": f"/static/{path}", "query_string": query, "headers": raw}
    asyncio.run(StaticFiles("/static/")(scope, None, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}, sent[1]["body"]


def test_file_with_a_version_is_kept_for_ever(folder):
    status, headers, body = get("js/a.js", b"v=1")

    assert (status, headers["content-type"], body.decode()) == (200, "text/javascript; charset=utf-8", SCRIPT)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_file_without_version_is_asked_for_again_and_then_unchanged(folder):
    status, headers, _ = get("js/a.js")
    assert (status, headers["cache-control"]) == (200, "public, no-cache")

    status, again, body = get("js/a.js", if_none_match=headers["etag"])

    assert (status, again["etag"], body) == (304, headers["etag"], b"")


def test_text_is_compressed_where_the_browser_takes_it(folder):
    _, headers, body = get("js/a.js", accept_encoding="gzip, br")

    assert (headers["content-encoding"], headers["content-length"]) == ("gzip", str(len(body)))
    assert gzip.decompress(body).decode() == SCRIPT


def test_image_is_not_compressed(folder):
    _, headers, body = get("dot.png", accept_encoding="gzip")

    assert ("content-encoding" in headers, headers["content-type"], len(body)) == (False, "image/png", 2000)


def test_head_has_the_length_and_no_body(folder):
    _, headers, body = get("dot.png", method="HEAD")

    assert (headers["content-length"], body) == ("2000", b"")


@pytest.mark.parametrize("path", ["../secret.txt", "js/../../secret.txt", "/etc/passwd", "js", "", "nothing.js", "js/a.js/x", "\x00"])
def test_what_is_no_file_of_the_folders_is_not_found(folder, path):
    assert get(path)[0] == 404


def test_other_methods_are_refused(folder):
    assert get("js/a.js", method="POST")[0] == 405
