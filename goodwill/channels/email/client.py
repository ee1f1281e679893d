"""Makes one attempt to deliver a composed message through an SMTP server and says what became of it.

The return path is the inbox's own address with the reply token (as VERP), also for automatic messages: RFC 3834 (3.3)
allows an address instead of the null path where failures are recognised and never answered, and so an acknowledgement
that bounces is seen.
"""

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.channels.email.addresses import BadAddress, needs_utf8, normalise, to_wire
from goodwill.channels.email.connections import Account, Connections
from goodwill.channels.email.problems import as_line, problem_with
from goodwill.inboxes.contract import Address, DeliveryResult, DeliveryState, FailedRecipient

connections = Connections()

Replies = Mapping[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A composed message with its envelope. ``return_path`` carries the reply token, ``plain_return_path`` does not."""

    content: bytes
    return_path: str
    plain_return_path: str
    recipients: tuple[str, ...]
    refused: tuple[FailedRecipient, ...] = field(default=())


def pack(content: bytes, addresses: Sequence[Address], *, return_path: str, plain_return_path: str) -> Parcel:
    """Put wire addresses on a message: each recipient once, those that can't be written set apart as refused."""
    recipients: dict[str, str] = {}
    refused: list[FailedRecipient] = []
    for address in addresses:
        try:
            recipients.setdefault(normalise(address.address), to_wire(address.address))
        except BadAddress as error:
            refused.append(FailedRecipient(address.address, is_permanent=True, status="5.1.3", diagnostic=str(error)))
    return Parcel(content, to_wire(return_path), to_wire(plain_return_path), tuple(recipients.values()), tuple(refused))


def deliver(parcel: Parcel, settings: Mapping[str, Any]) -> DeliveryResult:
    """Send through the server in the settings. Every answer and every failure of the network is a DeliveryResult."""
    account = Account.from_settings(settings, "smtp")
    if not parcel.recipients:
        return DeliveryResult(DeliveryState.PERMANENT, _("The message has no recipient that it can be sent to."), parcel.refused)
    try:
        with connections.lend(account) as smtp:
            return _transmit(smtp, parcel)
    except smtplib.SMTPSenderRefused as error:
        return _answered(error.smtp_code, error.smtp_error, _("The mail server does not take messages from %s.") % parcel.plain_return_path)
    except smtplib.SMTPDataError as error:
        return _answered(error.smtp_code, error.smtp_error, _("The mail server refused the message."))
    except (smtplib.SMTPException, OSError) as error:
        problem = problem_with(error, account.server)
        sentence = f"{problem.sentence} {problem.advice}" if problem.is_settings else problem.sentence
        return DeliveryResult(DeliveryState.TEMPORARY, sentence.strip())


def _transmit(smtp: smtplib.SMTP, parcel: Parcel) -> DeliveryResult:
    limit = _size_limit(smtp)
    if limit and len(parcel.content) > limit:
        return DeliveryResult(DeliveryState.PERMANENT, _too_large(len(parcel.content), limit))
    recipients, refused = _sendable(smtp, parcel)
    if not recipients:
        return DeliveryResult(DeliveryState.PERMANENT, _not_international(), refused)
    options = ["SMTPUTF8"] if any(map(needs_utf8, [*recipients, parcel.return_path])) else []
    if options and not smtp.has_extn("smtputf8"):
        return DeliveryResult(DeliveryState.PERMANENT, _not_international(), refused)
    replies = _send(smtp, parcel, recipients, options)
    return _outcome(replies, recipients, refused)


def _send(smtp: smtplib.SMTP, parcel: Parcel, recipients: Sequence[str], options: Sequence[str]) -> Replies:
    """Send; where the server does not let us use the tokened return path, use the plain one."""
    try:
        return _send_from(parcel.return_path, smtp, parcel, recipients, options)
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code < 500 or parcel.return_path == parcel.plain_return_path:
            raise
        smtp.rset()
        return _send_from(parcel.plain_return_path, smtp, parcel, recipients, options)


def _send_from(path: str, smtp: smtplib.SMTP, parcel: Parcel, recipients: Sequence[str], options: Sequence[str]) -> Replies:
    try:
        return smtp.sendmail(path, list(recipients), parcel.content, mail_options=list(options))
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients


def _sendable(smtp: smtplib.SMTP, parcel: Parcel) -> tuple[list[str], tuple[FailedRecipient, ...]]:
    if smtp.has_extn("smtputf8"):
        return list(parcel.recipients), parcel.refused
    recipients = [address for address in parcel.recipients if not needs_utf8(address)]
    impossible = [
        FailedRecipient(address, is_permanent=True, status="5.6.7", diagnostic=_not_international())
        for address in parcel.recipients
        if needs_utf8(address)
    ]
    return recipients, (*parcel.refused, *impossible)


def _outcome(replies: Replies, recipients: Sequence[str], refused: tuple[FailedRecipient, ...]) -> DeliveryResult:
    failed = tuple(
        FailedRecipient(address, is_permanent=code >= 500, status=str(code), diagnostic=as_line(answer))
        for address, (code, answer) in replies.items()
    )
    everyone = (*refused, *failed)
    if len(failed) < len(recipients):
        return DeliveryResult(DeliveryState.ACCEPTED, _refusals(everyone), everyone)
    is_lasting = all(recipient.is_permanent for recipient in failed)
    return DeliveryResult(DeliveryState.PERMANENT if is_lasting else DeliveryState.TEMPORARY, _refusals(everyone), everyone)


def _refusals(refused: Sequence[FailedRecipient]) -> str:
    if not refused:
        return ""
    listed = "; ".join(f"{recipient.address}: {recipient.diagnostic or recipient.status}" for recipient in refused[:5])
    sentence = ngettext(
        "The mail server did not take this recipient: %s", "The mail server did not take these recipients: %s", len(refused)
    )
    return sentence % listed


def _answered(code: int, answer: bytes | str, sentence: str) -> DeliveryResult:
    state = DeliveryState.PERMANENT if 500 <= code < 600 and code not in _SETTINGS_CODES else DeliveryState.TEMPORARY
    return DeliveryResult(state, f"{sentence} {code} {as_line(answer)}")


# "Sign in first" and its kin: the message is fine and goes out once somebody has corrected the settings.
_SETTINGS_CODES = (530, 534, 535, 538)


def _size_limit(smtp: smtplib.SMTP) -> int:
    announced = smtp.esmtp_features.get("size", "")
    return int(announced) if announced.isdigit() else 0


def _too_large(size: int, limit: int) -> str:
    return _("The message is %(size)s MB large, the mail server takes %(limit)s MB. Remove or shrink attachments.") % {
        "size": round(size / 1_000_000, 1),
        "limit": round(limit / 1_000_000, 1),
    }


def _not_international() -> str:
    return _("The address has letters outside ASCII before the @, and the mail server can't send to such addresses (it lacks SMTPUTF8).")
