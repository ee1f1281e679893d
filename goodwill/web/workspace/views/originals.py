"""What came in as it came in: a message's HTML, its source, its files; nothing of it can run or call home."""

import re
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from goodwill.conversations.access import attachment_for, message_for
from goodwill.core import files
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.presenting.timeline import SAFE_IMAGES

# No script can run; "allow-same-origin" only lets the page around the frame measure how tall the letter is.
SANDBOX = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
CID = re.compile(r"""(src\s*=\s*)(["'])cid:([^"'>]+)\2""", re.IGNORECASE)
SOURCE_SHOWN = 400_000


def html(request: AgentRequest, number: int) -> HttpResponse:
    """A message's cleaned HTML in a frame of its own. Remote images are asked for only with ``?images=1``."""
    message = message_for(request.agent, number)
    names = {attachment.content_id: attachment for attachment in message.attachments.exclude(content_id="")}

    def local(match: re.Match[str]) -> str:
        attachment = names.get(match[3].strip("<>"))
        return f"{match[1]}{match[2]}/attachments/{attachment.pk}/{match[2]}" if attachment else match[0]

    with_images = request.GET.get("images") == "1"
    body = CID.sub(local, message.html)
    has_remote = bool(re.search(r"""src\s*=\s*["']https?:""", body, re.IGNORECASE))
    response = render(
        request,
        "workspace/conversations/as_sent.html",
        {"body": body, "has_remote": has_remote and not with_images, "number": message.pk},
    )
    images = "img-src 'self' data: https:" if with_images else "img-src 'self' data:"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; {images}; style-src 'unsafe-inline' 'self'; "
        f"frame-ancestors 'self'; base-uri 'none'; form-action 'none'; {SANDBOX}"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def raw(request: AgentRequest, number: int) -> HttpResponse:
    """The source of a message, to read or (``?download=1``) to keep."""
    message = message_for(request.agent, number)
    content = message.raw.content() if message.raw else b""
    if request.GET.get("download"):
        return _download(content, f"message-{message.pk}.eml", "message/rfc822")
    source = content[:SOURCE_SHOWN].decode("utf-8", "replace")
    context = {"message": message, "source": source, "is_cut": len(content) > SOURCE_SHOWN, "size": len(content)}
    return render(request, "workspace/conversations/raw.html", context)


def attachment(request: AgentRequest, number: int, name: str = "") -> HttpResponse | FileResponse:
    """A file: a plain picture is shown, all else is saved; the browser neither guesses its type nor runs it."""
    found = attachment_for(request.agent, number)
    is_picture = found.content_type in SAFE_IMAGES and not request.GET.get("download")
    response = FileResponse(files.open(found.file), content_type=found.content_type if is_picture else "application/octet-stream")
    response.headers["Content-Disposition"] = _disposition(found.filename, is_shown=is_picture)
    _lock(response)
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _download(content: bytes, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = _disposition(filename, is_shown=False)
    _lock(response)
    return response


def _disposition(filename: str, *, is_shown: bool) -> str:
    """With the name in ASCII and, for all others, as RFC 6266 says."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", filename) or "file"
    return f"{'inline' if is_shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"


def _lock(response: HttpResponse | FileResponse) -> None:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
