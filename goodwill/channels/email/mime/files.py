"""Parts that are files, as attachments with safe, distinct names."""

from goodwill.channels.email.mime.identifiers import shorten
from goodwill.channels.email.mime.names import Names, clean_filename, extension_for
from goodwill.channels.email.mime.tree import Part, read_tree
from goodwill.inboxes.contract import Attachment

_MESSAGE = "message/rfc822"


def attachment_of(part: Part, names: Names) -> Attachment:
    """The decoded file. A forwarded message is named after its subject."""
    content_type = part.content_type
    content = part.content()
    content_id = shorten(part.headers.text("content-id")) if "content-id" in part.headers else ""
    return Attachment(
        filename=names.distinct(_name_of(part, content)),
        content_type=content_type,
        content=content,
        content_id=content_id,
        is_inline=part.disposition == "inline" or (bool(content_id) and part.disposition != "attachment"),
    )


def _name_of(part: Part, content: bytes) -> str:
    given = part.disposition_parameters.get("filename") or part.parameters.get("name") or ""
    if given:
        return clean_filename(given, part.content_type)
    if part.content_type == _MESSAGE:
        subject = read_tree(content[:50_000]).headers.text("subject")
        return clean_filename(f"{subject[:150]}.eml" if subject else "message.eml", _MESSAGE)
    if part.content_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return "smime.p7m"
    return _unnamed(part.content_type)


def _unnamed(content_type: str) -> str:
    kind = content_type.partition("/")[0]
    stem = kind if kind in {"image", "audio", "video", "text", "message"} else "attachment"
    return stem + extension_for(content_type)
