"""Takes photos from customers: few, not too big, and told to be photos by their own bytes, never by their names."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from goodwill.inboxes.contract import Attachment

MOST, LARGEST = 5, 10 * 1024 * 1024
# All photos with what a form adds: a request that says that it is longer is not read at all.
LONGEST_REQUEST = MOST * LARGEST + 1024 * 1024
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,image/avif"
_HEADS = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
_BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heif", b"avif": "avif"}


class NotAPhoto(ValueError):
    """These files can't be taken; the sentence is for the customer."""


def photos(files: Sequence[UploadedFile]) -> list[Attachment]:
    """The photos with names of ours; raise NotAPhoto."""
    if len(files) > MOST:
        raise NotAPhoto(_("Send at most %(count)s photos.") % {"count": MOST})
    return [_photo(file, number) for number, file in enumerate(files, start=1)]


def kind_of(content: bytes) -> str:
    """``jpeg``, ``png`` and so on by the first bytes; "" for all else."""
    for head, kind in _HEADS:
        if content.startswith(head):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return _BRANDS.get(content[8:12], "") if content[4:8] == b"ftyp" else ""


def _photo(file: UploadedFile, number: int) -> Attachment:
    if (file.size or 0) > LARGEST:
        raise NotAPhoto(_("One of the photos is larger than 10 MB. Send a smaller one."))
    content = file.read()
    kind = kind_of(content)
    if not kind:
        raise NotAPhoto(_("One of the files is not a photo. Send JPEG, PNG, WebP, GIF, HEIC or AVIF."))
    return Attachment(f"photo-{number}.{'jpg' if kind == 'jpeg' else kind}", f"image/{kind}", content)
