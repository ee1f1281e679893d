"""Servers of well-known providers, so that an owner need not look them up; plain data."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider. ``domains`` are those of its addresses and servers; ``has_tokens``: name+token@ is delivered to name@."""

    name: str
    domains: tuple[str, ...]
    imap_host: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = "ssl"
    has_tokens: bool = True
    advice: Any = ""

    def settings(self) -> dict[str, Any]:
        """The preset as values of the settings form."""
        return {
            "imap_host": self.imap_host,
            "imap_port": 993,
            "imap_security": "ssl",
            "smtp_host": self.smtp_host,
            "smtp_port": self.smtp_port,
            "smtp_security": self.smtp_security,
            "reply_addresses": "token" if self.has_tokens else "plain",
        }


_APP_PASSWORD = _(
    "This provider wants an app password: turn on two-step verification in the account, create an app password and enter it here."
)

PRESETS = (
    Preset(
        "Gmail, Google Workspace",
        ("gmail.com", "googlemail.com", "google.com"),
        "imap.gmail.com",
        "smtp.gmail.com",
        advice=_(
            "Google wants an app password: turn on 2-Step Verification, then create one at myaccount.google.com/apppasswords and enter"
            " its 16 letters. In Google Workspace an administrator can forbid IMAP and app passwords: ask for both."
        ),
    ),
    Preset(
        "Microsoft 365, Outlook.com",
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com", "office.com", "onmicrosoft.com"),
        "outlook.office365.com",
        "smtp.office365.com",
        587,
        "starttls",
        advice=_(
            "Microsoft takes no passwords from programs for IMAP any more. Forward the mailbox to Goodwill's own receiving server, and"
            " send through a relay or connector; an app password works only where an administrator still allows SMTP sign-in."
        ),
    ),
    Preset(
        "Fastmail", ("fastmail.com", "fastmail.fm", "messagingengine.com"), "imap.fastmail.com", "smtp.fastmail.com", advice=_APP_PASSWORD
    ),
    Preset(
        "iCloud Mail", ("icloud.com", "me.com", "mac.com"), "imap.mail.me.com", "smtp.mail.me.com", 587, "starttls", advice=_APP_PASSWORD
    ),
    Preset(
        "Yahoo Mail",
        ("yahoo.com", "ymail.com", "yahoo.co.uk"),
        "imap.mail.yahoo.com",
        "smtp.mail.yahoo.com",
        has_tokens=False,
        advice=_APP_PASSWORD,
    ),
    Preset("AOL Mail", ("aol.com",), "imap.aol.com", "smtp.aol.com", has_tokens=False, advice=_APP_PASSWORD),
    Preset("Zoho Mail", ("zoho.com", "zohomail.com"), "imap.zoho.com", "smtp.zoho.com", advice=_APP_PASSWORD),
    Preset("Zoho Mail (Europe)", ("zoho.eu", "zohomail.eu"), "imap.zoho.eu", "smtp.zoho.eu", advice=_APP_PASSWORD),
    Preset("GMX", ("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), "imap.gmx.net", "mail.gmx.net", 587, "starttls", has_tokens=False),
    Preset("WEB.DE", ("web.de",), "imap.web.de", "smtp.web.de", 587, "starttls", has_tokens=False),
    Preset("IONOS", ("ionos.com", "ionos.de"), "imap.ionos.com", "smtp.ionos.com", has_tokens=False),
    Preset("mailbox.org", ("mailbox.org",), "imap.mailbox.org", "smtp.mailbox.org"),
    Preset("Migadu", ("migadu.com",), "imap.migadu.com", "smtp.migadu.com"),
)


def preset_for(address_or_host: str) -> Preset | None:
    """The provider of an address or of a server name, None where it is not well known."""
    domain = address_or_host.rpartition("@")[2].strip().lower().rstrip(".")
    for preset in PRESETS:
        if any(domain == known or domain.endswith(f".{known}") for known in preset.domains):
            return preset
    return None
