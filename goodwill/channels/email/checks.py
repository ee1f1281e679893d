"""The connection test: tries what the settings say, step by step, and says in words what works and what does not."""

import imaplib
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from goodwill.channels.email import imap
from goodwill.channels.email.addresses import BadAddress, to_wire, with_token
from goodwill.channels.email.connections import Account, open_smtp
from goodwill.channels.email.presets import preset_for
from goodwill.channels.email.problems import Server, as_line, problem_with
from goodwill.inboxes.contract import Finding

TIMEOUT_SECONDS = 10
SMALL_LIMIT = 10_000_000
_FAILURES = (OSError, EOFError, imaplib.IMAP4.error, ImapToolsError, smtplib.SMTPException)


def check(settings: Mapping[str, Any], address: str) -> Sequence[Finding]:
    """Findings in the order of the steps; a way (in or out) ends at its first failure. Takes at most about 30 seconds."""
    return [*_check_incoming(settings), *_check_outgoing(settings, address)]


def _check_incoming(settings: Mapping[str, Any]) -> Iterator[Finding]:
    if settings.get("incoming") != "imap":
        yield Finding(
            _("Incoming mail"),
            True,
            _("Mail is expected at Goodwill's own receiving server; send a message to this inbox to try it."),
        )
        return
    account = Account.from_settings(settings, "imap")
    label = _("IMAP sign-in")
    yield from _warn_of_plain(_("IMAP security"), account)
    try:
        mailbox = imap.open_mailbox(account, timeout=TIMEOUT_SECONDS)
    except _FAILURES as error:
        yield _failure(label, error, account.server)
        return
    try:
        yield Finding(label, True, _("%(server)s lets us in as “%(user)s”.") % {"server": account.server, "user": account.server.user})
        yield from _check_folders(mailbox, settings, account.server)
    finally:
        imap.hang_up(mailbox)


def _check_folders(mailbox: BaseMailBox, settings: Mapping[str, Any], server: Server) -> Iterator[Finding]:
    label = _("Folder")
    name = str(settings.get("imap_folder") or "INBOX")
    try:
        if not mailbox.folder.exists(name) and name.upper() != "INBOX":
            yield _no_folder(label, mailbox, name)
            return
        imap.open_folder(mailbox, name, is_readonly=True)
        count = len(imap.search(mailbox, "ALL"))
        yield Finding(label, True, _("The folder “%(folder)s” holds %(count)s messages.") % {"folder": name, "count": count})
        if settings.get("imap_after") == "move":
            target = str(settings.get("imap_move_to") or "")
            label = _("Folder for fetched messages")
            if mailbox.folder.exists(target):
                yield Finding(label, True, _("The folder “%s” is there.") % target)
            else:
                yield _no_folder(label, mailbox, target)
    except _FAILURES as error:
        yield _failure(label, error, server)
        return
    yield _idle_finding(imap.has_idle(mailbox), settings)


def _no_folder(label: str, mailbox: BaseMailBox, name: str) -> Finding:
    names = [folder.name for folder in mailbox.folder.list()][:12]
    advice = _("Folders that are there: %s.") % ", ".join(f"“{folder}”" for folder in names)
    return Finding(label, False, _("There is no folder “%s”.") % name, advice)


def _idle_finding(has_idle: bool, settings: Mapping[str, Any]) -> Finding:
    if has_idle:
        return Finding(_("New mail"), True, _("The server announces new mail at once (IDLE)."))
    seconds = settings.get("imap_poll_seconds") or 60
    return Finding(_("New mail"), True, _("The server can't announce new mail; it is asked every %s seconds.") % seconds)


def _check_outgoing(settings: Mapping[str, Any], address: str) -> Iterator[Finding]:
    if settings.get("outgoing") != "smtp":
        yield Finding(_("Outgoing mail"), True, _("Messages are kept here and not sent."), _("Choose an SMTP server to send them."))
        return
    account = Account.from_settings(settings, "smtp")
    label = _("SMTP sign-in")
    yield from _warn_of_plain(_("SMTP security"), account)
    try:
        smtp = open_smtp(account, timeout=TIMEOUT_SECONDS)
    except _FAILURES as error:
        yield _failure(label, error, account.server)
        return
    try:
        yield Finding(label, True, _connected(account.server))
        yield from _check_sending(smtp, settings, address, account.server)
    except _FAILURES as error:
        yield _failure(_("Sending"), error, account.server)
    finally:
        smtp.close()


def _check_sending(smtp: smtplib.SMTP, settings: Mapping[str, Any], address: str, server: Server) -> Iterator[Finding]:
    """Go through a transaction up to, but not with, the message."""
    label = _("Sender")
    try:
        sender = to_wire(address)
    except BadAddress as error:
        yield Finding(label, False, _("The address of the inbox can't be written: %s") % error)
        return
    code, answer = smtp.mail(sender)
    if code != 250:
        yield _sender_refused(label, code, answer, sender, server)
        return
    yield Finding(label, True, _("The server takes messages from %s.") % sender)
    yield _check_relay(smtp, server)
    smtp.rset()
    if settings.get("reply_addresses", "token") == "token":
        yield _check_token(smtp, sender)
    yield _check_size(smtp)
    smtp.rset()


def _sender_refused(label: str, code: int, answer: bytes, sender: str, server: Server) -> Finding:
    sentence = _("The server does not take messages from %(sender)s: %(answer)s") % {
        "sender": sender,
        "answer": f"{code} {as_line(answer)}",
    }
    if code == 530 or not server.user:
        return Finding(label, False, sentence, _("The server wants a sign-in: enter user name and password."))
    return Finding(label, False, sentence, _("Allow this user to send as the inbox's address (an alias or “send as” right)."))


def _check_relay(smtp: smtplib.SMTP, server: Server) -> Finding:
    """Ask whether customers anywhere can be written to; RFC 2606 keeps the domain from being anyone's."""
    label = _("Recipients")
    code, answer = smtp.rcpt("delivery-test@example.com")
    if code in (250, 251):
        return Finding(label, True, _("The server takes messages to addresses elsewhere."))
    words = as_line(answer)
    if code == 530 or (not server.user and 500 <= code < 600 and _is_about_relaying(words)):
        advice = _("The server sends to other domains only after a sign-in: enter user name and password, or allow this machine to relay.")
        return Finding(label, False, _("Relaying is denied: %(code)s %(answer)s") % {"code": code, "answer": words}, advice)
    if _is_about_relaying(words):
        advice = _("Use your provider's server for sending (submission, port 465 or 587) instead of the one that receives mail.")
        return Finding(label, False, _("Relaying is denied: %(code)s %(answer)s") % {"code": code, "answer": words}, advice)
    # Some servers know that nobody at example.com gets mail (it has a null MX): that says nothing about real customers.
    return Finding(label, True, _("The server answered about a test recipient: %(code)s %(answer)s") % {"code": code, "answer": words})


def _is_about_relaying(words: str) -> bool:
    return any(word in words.lower() for word in ("relay", "5.7.1 ", "authenticat"))


def _check_token(smtp: smtplib.SMTP, sender: str) -> Finding:
    label = _("Answer addresses")
    preset = preset_for(sender)
    advice = _("Set “Answers come to” to the plain address.")
    if preset and not preset.has_tokens:
        return Finding(
            label, False, _("%s does not deliver “plus addresses”, so answers would come back as failures.") % preset.name, advice
        )
    code, answer = smtp.mail(with_token(sender, "check"))
    smtp.rset()
    if code == 250:
        return Finding(label, True, _("Failures can come back to a marked address, so they are found without doubt."))
    sentence = _("The server does not take a marked return address (%(answer)s); the plain one is used for failures.")
    return Finding(label, True, sentence % {"answer": f"{code} {as_line(answer)}"})


def _check_size(smtp: smtplib.SMTP) -> Finding:
    label = _("Size")
    announced = smtp.esmtp_features.get("size", "")
    if not announced.isdigit() or int(announced) == 0:
        return Finding(label, True, _("The server names no limit for the size of messages."))
    sentence = _("The server takes messages of up to %s MB.") % round(int(announced) / 1_000_000, 1)
    advice = _("That is little for photos and invoices; attachments beyond it are refused.") if int(announced) < SMALL_LIMIT else ""
    return Finding(label, True, sentence, advice)


def _connected(server: Server) -> str:
    if server.user:
        return _("%(server)s lets us in as “%(user)s”.") % {"server": server, "user": server.user}
    return _("%(server)s answers; it is used without a sign-in.") % {"server": server}


def _warn_of_plain(label: str, account: Account) -> Iterator[Finding]:
    server = account.server
    if server.security == "plain" and server.host not in ("localhost", "127.0.0.1", "::1"):
        yield Finding(
            label,
            True,
            _("The connection is not encrypted: whoever stands between can read password and mail."),
            _("Choose TLS or STARTTLS, unless this is a network of your own."),
        )
    elif account.accepts_any_certificate and server.security != "plain":
        yield Finding(label, True, _("Any certificate is accepted, so nobody vouches that this is the right server."))


def _failure(label: str, error: BaseException, server: Server) -> Finding:
    problem = problem_with(error, server)
    return Finding(label, False, problem.sentence, problem.advice)
