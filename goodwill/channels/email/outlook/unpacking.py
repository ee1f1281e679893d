"""A winmail.dat attachment turned into the words and files that its sender attached."""

from goodwill.channels.email.mime.names import Names, clean_filename
from goodwill.channels.email.outlook.tnef import PackedMessage, read_tnef
from goodwill.inboxes.contract import Attachment

_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def may_be_tnef(content_type: str, filename: str) -> bool:
    return content_type in _TYPES or filename.lower() in {"winmail.dat", "win.dat"}


def unpack(content: bytes) -> PackedMessage | None:
    """What is inside, or None when there is nothing to show for it."""
    packed = read_tnef(content)
    if packed is None or not (packed.files or packed.text or packed.html or packed.rtf):
        return None
    return packed


def attachments_of(packed: PackedMessage, names: Names) -> list[Attachment]:
    """All files, those of messages inside it too; the RTF body as well, for what plain words can't show."""
    found: list[Attachment] = []
    for file in packed.files:
        content_type = file.content_type if "/" in file.content_type else "application/octet-stream"
        for content in filter(None, (file.content, file.other_content)) if file.content or file.other_content else (b"",):
            name = names.distinct(clean_filename(file.name, content_type))
            found.append(Attachment(name, content_type, content, content_id=file.content_id))
        if file.nested is not None:
            found += _words_of(file.nested, names) + attachments_of(file.nested, names)
    if packed.rtf:
        found.append(Attachment(names.distinct("body.rtf"), "application/rtf", packed.rtf))
    return found


def _words_of(packed: PackedMessage, names: Names) -> list[Attachment]:
    if packed.html:
        return [Attachment(names.distinct("message.html"), "text/html", packed.html.encode())]
    if packed.text:
        return [Attachment(names.distinct("message.txt"), "text/plain", packed.text.encode())]
    return []
