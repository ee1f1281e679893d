"""Fits the sign-in library to the desk: nobody signs up by themselves, our words, our letters, encrypted secrets."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goodwill.accounts import letters
from goodwill.accounts.announcing import announce
from goodwill.accounts.models import Agent
from goodwill.core import crypto

_PLACE = "mfa.authenticator.data"
_SAID = {
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password was set."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is on."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is off."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made."),
}


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password, for people who were invited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again or choose a new password."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("That code is not right. Codes change every 30 seconds: enter the one that is shown now."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and let the rooms that know who is at work hear of it."""
        agent = request.user
        super().logout(request)
        if isinstance(agent, Agent):
            announce("agent.signed_out", agent, by=agent)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done in our words; what has none (signed in, signed out) shows by itself and is not said."""
        words = message or _SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def send_password_reset_mail(self, user: Agent, email: str, context: dict[str, Any]) -> None:
        letters.new_password(user.email, user.name, context["password_reset_url"]).send()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the desk's own address: what host a request claims to be for must not get into a letter."""
        uid, _dash, rest = key.partition("-")
        return settings.DESK_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.notice(template_prefix, email, context).send()

    def send_notification_mail(
        self, template_prefix: str, user: Agent, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the agent by letter, and the record of activities, that the sign-in changed."""
        announce("agent.sign_in_changed", user, by=user, what=template_prefix.rpartition("/")[2])
        super().send_notification_mail(template_prefix, user, context, email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            {**method, "description": _DESCRIBED.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]


_DESCRIBED = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes, their secrets encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text.encode(), _PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, _PLACE).decode()

    def get_totp_issuer(self) -> str:
        """What an authenticator app lists the account under."""
        return f"Goodwill {urlsplit(settings.DESK_URL).hostname}"

    def generate_authenticator_name(self, user: Agent, type: Authenticator.Type) -> str:
        """A first name for a new passkey, which its owner may change."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey %(number)s") % {"number": count + 1})

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Goodwill"}
