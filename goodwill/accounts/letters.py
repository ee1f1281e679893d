"""The letters that agents get: an invitation, a way to choose a new password, and word of changes to their sign-in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from goodwill.accounts.models import Invitation

# The sign-in library's name of what happened, and the sentence that tells it.
NOTICES = {
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_set": gettext_lazy("A password was set for your account."),
    "account/email/password_reset": gettext_lazy("Your password was reset."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made for your account; the old ones stopped working."),
}


class UnknownLetter(LookupError):
    """The sign-in library wants to send a letter that has no words here."""


def invitation(invited: Invitation, link: str) -> EmailMessage:
    """The letter with the link by which somebody joins."""
    inviter = invited.invited_by.name if invited.invited_by else _("The desk's owner")
    paragraphs = [
        _("Hello %(name)s,") % {"name": invited.name} if invited.name else _("Hello,"),
        _("%(inviter)s invites you to answer customers in Goodwill. Open this address to choose your password:") % {"inviter": inviter},
        link,
        _("The invitation is good until %(date)s. If you did not expect it, you can leave it be.")
        % {"date": date_format(invited.expires_at, pgettext("a date format", "j F Y"))},
    ]
    return _letter(invited.email, _("%(inviter)s invites you to Goodwill") % {"inviter": inviter}, paragraphs)


def new_password(address: str, name: str, link: str) -> EmailMessage:
    """The letter with the link by which an agent chooses a new password; the link is good for three days, once."""
    paragraphs = [
        _("Hello %(name)s,") % {"name": name},
        _("Open this address to choose a new password:"),
        link,
        _("If you did not ask for it, you can leave this letter be: your password stays as it is."),
    ]
    return _letter(address, _("Choose a new password"), paragraphs)


def new_address(address: str, name: str, link: str) -> EmailMessage:
    """The letter to the new address, with the link by which an agent confirms it."""
    paragraphs = [
        _("Hello %(name)s,") % {"name": name},
        _("Open this address to sign in to Goodwill with %(address)s from now on:") % {"address": address},
        link,
        _("The link is good for a day. If you did not ask for it, you can leave this letter be: nothing changes."),
    ]
    return _letter(address, _("Confirm your new address"), paragraphs)


def address_changed(address: str, name: str, new: str) -> EmailMessage:
    """Word to the old address that it signs in no more."""
    paragraphs = [
        _("Hello %(name)s,") % {"name": name},
        _("You sign in to Goodwill with %(address)s from now on.") % {"address": new},
        _("If this was not you, tell your administrator now."),
    ]
    return _letter(address, _("Your address was changed"), paragraphs)


def notice(event: str, address: str, context: Mapping[str, Any]) -> EmailMessage:
    """Word of a change to an agent's sign-in; raise UnknownLetter for an event that has no words."""
    if event not in NOTICES:
        raise UnknownLetter(event)
    sentence = str(NOTICES[event])
    paragraphs = [
        sentence,
        _("Time: %(time)s") % {"time": date_format(context["timestamp"], pgettext("a date format", "j F Y, H:i e"))},
        _("Address: %(ip)s") % {"ip": context["ip"]},
        _("If this was not you, choose a new password now and tell your administrator:"),
        settings.DESK_URL + reverse("account_reset_password"),
    ]
    return _letter(address, sentence.rstrip("."), paragraphs)


def _letter(address: str, subject: str, paragraphs: list[str]) -> EmailMessage:
    return EmailMessage(subject=" ".join(subject.split()), body="\n\n".join(paragraphs) + "\n", to=[address])
