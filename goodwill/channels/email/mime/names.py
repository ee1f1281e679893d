"""File names of attachments: safe to save, never empty, no two alike in one message."""

import mimetypes
import re
import unicodedata

MAX_LENGTH = 200

# Path separators, what Windows forbids, and characters that change the reading direction (a .exe shown as a .txt).
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/octet-stream": ".bin",
    "application/ms-tnef": ".dat",
    "audio/wav": ".wav",
    "image/webp": ".webp",
}


def clean_filename(name: str, content_type: str = "application/octet-stream") -> str:
    """A name without folders, control or direction characters, at most 200 long; one made from the type when nothing is left."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    cleaned = unicodedata.normalize("NFC", _FORBIDDEN.sub("", last))
    cleaned = " ".join(cleaned.split()).strip(". ") if cleaned.strip(". ") else ""
    if not cleaned:
        return "attachment" + extension_for(content_type)
    if _RESERVED.match(cleaned):
        cleaned = "_" + cleaned
    return _shortened(cleaned)


def extension_for(content_type: str) -> str:
    return _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"


def _shortened(name: str) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:
        return name[:MAX_LENGTH]
    return stem[: MAX_LENGTH - len(extension) - 1] + "." + extension


class Names:
    """Gives each name once: the second ``photo.jpg`` becomes ``photo (2).jpg``."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def distinct(self, name: str) -> str:
        candidate = name
        while candidate.lower() in self._counts:
            number = self._counts[name.lower()] = self._counts[name.lower()] + 1
            stem, dot, extension = name.rpartition(".")
            candidate = f"{stem} ({number}).{extension}" if dot and stem else f"{name} ({number})"
        self._counts[candidate.lower()] = 1
        return candidate
