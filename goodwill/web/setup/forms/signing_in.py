"""The sign-in library's forms in our words: labels that say what to enter, hints instead of placeholders."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

Words = str | Promise
NEW_PASSWORD_HINT = _("At least 10 characters. Three or four words that nobody would guess are good and easy to keep.")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")

# The sign-in library says this one itself. Its German is on first-name terms, so the sentence stands in our catalogs, which come first.
SAID_BY_THE_LIBRARY = gettext_noop("You must type the same password each time.")


class InOurWords(forms.Form):
    """Gives the fields of a form other labels, hints and attributes; placeholders go."""

    words: ClassVar[dict[str, tuple[Words, Words]]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                label, hint = self.words[name]
                field.label, field.help_text = str(label), str(hint)
            field.widget.attrs.update(self.attributes.get(name, {}))


class LoginForm(InOurWords, account.LoginForm):
    words: ClassVar = {
        "login": (_("E-mail address"), ""),
        "password": (_("Password"), ""),
        "remember": (_("Keep me signed in on this device"), ""),
    }
    attributes: ClassVar = {"login": {"autocomplete": "username webauthn", "autofocus": ""}}


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    words: ClassVar = {"email": (_("E-mail address"), "")}
    attributes: ClassVar = {"email": {"autocomplete": "username", "autofocus": ""}}


class NewPasswordForm(InOurWords):
    """What the forms share by which somebody chooses a new password."""

    words: ClassVar = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), NEW_PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class ResetPasswordKeyForm(NewPasswordForm, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPasswordForm, account.ChangePasswordForm):
    pass


class SetPasswordForm(NewPasswordForm, account.SetPasswordForm):
    pass


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    words: ClassVar = {"password": (_("Password"), "")}
    attributes: ClassVar = {"password": {"autofocus": ""}}


class CodeForm(InOurWords):
    """What the forms share that ask for a code."""

    words: ClassVar = {"code": (_("Code"), CODE_HINT)}
    attributes: ClassVar = {"code": {"autofocus": "", "inputmode": "numeric", "spellcheck": "false", "maxlength": "20"}}


class AuthenticateForm(CodeForm, second_factor.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(CodeForm, second_factor.ReauthenticateForm):
    pass


class ActivateTotpForm(CodeForm, totp.ActivateTOTPForm):
    words: ClassVar = {"code": (_("Code"), _("The six digits that the app shows now."))}
    attributes: ClassVar = {"code": {"inputmode": "numeric", "spellcheck": "false", "maxlength": "10"}}


class AddPasskeyForm(InOurWords, webauthn.AddWebAuthnForm):
    words: ClassVar = {
        "name": (_("Name"), _("So that you recognise it later: “Laptop”, “Phone”, “Blue key”.")),
        "passwordless": (_("Sign in with it alone"), _("No password and no code: your device asks for your finger, face or PIN.")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].widget.attrs["maxlength"] = "80"


class EditPasskeyForm(InOurWords, webauthn.EditWebAuthnForm):
    words: ClassVar = {"name": (_("Name"), "")}
