"""Says in words what went wrong between us and a mail server, and what to do about it."""

import imaplib
import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext as _
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError, MailboxStarttlsError

from goodwill.channels.email.presets import preset_for


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure in words. ``is_settings`` is True when waiting will not help and somebody must change something."""

    sentence: str
    advice: str = ""
    is_settings: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A server as the settings name it; ``security`` is ssl, starttls or plain."""

    host: str
    port: int
    security: str
    user: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


TLS_PORTS = (465, 993)


def problem_with(error: BaseException, server: Server) -> Problem:
    """The words for any exception of the network, TLS, IMAP or SMTP libraries."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, server)
    if isinstance(error, ssl.SSLError):
        return _tls(error, server)
    if isinstance(error, socket.gaierror):
        return Problem(
            _("The server name “%(host)s” was not found.") % {"host": server.host},
            _("Check the spelling of the server's name, and that this machine can look up names."),
            is_settings=True,
        )
    if isinstance(error, TimeoutError) or _is_wrapped_timeout(error):
        return _timeout(server)
    if isinstance(error, ConnectionRefusedError):
        return Problem(
            _("%(server)s refuses connections.") % {"server": server},
            _("Check the port. Usual ones are 993 (IMAP with TLS), 465 (SMTP with TLS) and 587 (SMTP with STARTTLS)."),
            is_settings=True,
        )
    if isinstance(error, (MailboxLoginError, smtplib.SMTPAuthenticationError)):
        return login_refused(_answer_of(error), server)
    if isinstance(error, MailboxFolderSelectError):
        return Problem(_("The folder does not exist or can't be opened: %(answer)s") % {"answer": _answer_of(error)}, is_settings=True)
    if isinstance(error, (MailboxStarttlsError, smtplib.SMTPNotSupportedError)):
        return _not_supported(error, server)
    if isinstance(error, smtplib.SMTPResponseException):
        return Problem(_("%(server)s answered: %(answer)s") % {"server": server, "answer": _answer_of(error)})
    if isinstance(error, (smtplib.SMTPServerDisconnected, ConnectionError, imaplib.IMAP4.abort, EOFError)):
        return _disconnected(server)
    if isinstance(error, imaplib.IMAP4.error) and "STARTTLS" in str(error).upper():
        return _not_supported(error, server)
    if isinstance(error, OSError) and error.strerror:
        return Problem(_("%(server)s can't be reached: %(reason)s.") % {"server": server, "reason": error.strerror})
    return Problem(_("%(server)s answered something unexpected: %(answer)s") % {"server": server, "answer": _answer_of(error)})


def _is_wrapped_timeout(error: BaseException) -> bool:
    """The SMTP library turns a time-out while it waits for an answer into a lost connection."""
    return isinstance(error, smtplib.SMTPServerDisconnected) and "timed out" in str(error)


def login_refused(answer: str, server: Server) -> Problem:
    """The words for a refused sign-in, with what is particular to a well-known provider."""
    if "PRIVACYREQUIRED" in answer.upper():
        return _no_sign_in(server)
    preset = preset_for(server.user) or preset_for(server.host)
    advice = _("Check user name and password. Some providers want a separate password for programs (an “app password”).")
    return Problem(
        _("%(server)s refused the sign-in of “%(user)s”: %(answer)s") % {"server": server, "user": server.user, "answer": answer},
        str(preset.advice) if preset and preset.advice else advice,
        is_settings=True,
    )


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> Problem:
    reason = (error.verify_message or "").lower()
    if "expired" in reason:
        sentence = _("The certificate of %(server)s has expired.")
        advice = _("The certificate must be renewed on the mail server.")
    elif "self-signed" in reason or "self signed" in reason:
        sentence = _("The certificate of %(server)s is self-signed, so nobody vouches for it.")
        advice = _(
            "Install a certificate from a public authority on the mail server,"
            " or choose “accept any certificate” on a network that you trust."
        )
    elif "mismatch" in reason or "not valid for" in reason:
        sentence = _("The certificate of %(server)s is for another name.")
        advice = _("Use the server name that stands in its certificate.")
    else:
        sentence = _("The certificate of %(server)s can't be verified.") + (f" ({error.verify_message})" if error.verify_message else "")
        advice = _("The mail server must send its whole certificate chain, issued by an authority that this machine knows.")
    return Problem(sentence % {"server": server}, advice, is_settings=True)


def _tls(error: ssl.SSLError, server: Server) -> Problem:
    reason = (error.reason or str(error)).upper()
    if "WRONG_VERSION" in reason or "UNKNOWN_PROTOCOL" in reason or "RECORD_LAYER" in reason or "PACKET_LENGTH" in reason:
        return Problem(
            _("%(server)s does not speak TLS from the first byte on.") % {"server": server},
            _("Choose STARTTLS for this port (143 or 587), or the TLS port (993 for IMAP, 465 for SMTP)."),
            is_settings=True,
        )
    return Problem(
        _("No encrypted connection with %(server)s came about: %(reason)s.") % {"server": server, "reason": error.reason or error},
        _("The server may allow only outdated versions of TLS."),
        is_settings=True,
    )


def _timeout(server: Server) -> Problem:
    if server.port in TLS_PORTS and server.security != "ssl":
        return _wants_tls(server)
    return Problem(
        _("%(server)s did not answer in time.") % {"server": server},
        _("Check server name and port, and whether a firewall or the hosting provider blocks this port; many block 25."),
    )


def _disconnected(server: Server) -> Problem:
    if server.port in TLS_PORTS and server.security != "ssl":
        return _wants_tls(server)
    return Problem(_("%(server)s closed the connection.") % {"server": server})


def _wants_tls(server: Server) -> Problem:
    return Problem(
        _("Port %(port)s expects TLS from the first byte on, but the settings say otherwise.") % {"port": server.port},
        _("Choose TLS as security for this port."),
        is_settings=True,
    )


def _not_supported(error: BaseException, server: Server) -> Problem:
    if "AUTH" in str(error).upper() and "STARTTLS" not in str(error).upper():
        return _no_sign_in(server)
    return Problem(
        _("%(server)s does not offer STARTTLS.") % {"server": server},
        _("Choose TLS with its own port (993 for IMAP, 465 for SMTP)."),
        is_settings=True,
    )


def _no_sign_in(server: Server) -> Problem:
    return Problem(
        _("%(server)s offers no sign-in on this connection.") % {"server": server},
        _("Choose TLS or STARTTLS, since servers offer sign-in only over an encrypted connection; or leave out the user name."),
        is_settings=True,
    )


def _answer_of(error: BaseException) -> str:
    """The server's own words in one line, at most 300 characters."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {as_line(error.smtp_error)}"
    result = getattr(error, "command_result", None)
    if result:
        return as_line(b" ".join(part for part in result[1] if isinstance(part, bytes)))
    return as_line(str(error)) or type(error).__name__


def as_line(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]
