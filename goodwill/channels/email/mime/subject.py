"""The subject line."""

from goodwill.channels.email.mime.headers import Headers

MAX_SUBJECT = 500


def read_subject(headers: Headers, charset: str = "") -> str:
    """One line of at most 500 characters."""
    return headers.text("subject", charset)[:MAX_SUBJECT].strip()
