"""Mailing lists and bulk mail, by the fields that list servers and mailers add (RFC 2919, 2369, 8058)."""

from goodwill.channels.email.mime.headers import Headers

_BULK_FIELDS = (
    "list-unsubscribe-post",
    "feedback-id",
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-mc-user",
    "x-mailchimp-campaign-id",
    "x-csa-complaints",
)


def is_mailing_list(headers: Headers) -> bool:
    """A list that people write to: it names itself and an address to post to, or the old Precedence says so."""
    if headers.first("precedence").strip().lower() == b"list":
        return True
    return (
        ("list-id" in headers and not is_newsletter(headers))
        or "list-post" in headers
        or "x-mailing-list" in headers
        or "x-beenthere" in headers
    )


def is_newsletter(headers: Headers) -> bool:
    """One sender to many: one can unsubscribe, but there is nowhere to post to."""
    return "list-unsubscribe" in headers and "list-post" not in headers


def is_bulk(headers: Headers) -> bool:
    if headers.first("precedence").strip().lower() in {b"bulk", b"junk"}:
        return True
    return is_newsletter(headers) or any(name in headers for name in _BULK_FIELDS)
