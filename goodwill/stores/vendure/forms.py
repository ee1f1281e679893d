"""What an administrator must say to connect a Vendure store."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINIMUM_SECRET = 16
_HIDDEN = {"autocomplete": "new-password"}


class VendureForm(forms.Form):
    """``cleaned_data`` is what to store; an empty secret keeps the stored one, which is never shown again."""

    admin_url = forms.URLField(
        label=_("Address of the admin interface"),
        assume_scheme="https",
        help_text=_("Ends in /admin-api, for example https://shop.example.com/admin-api."),
    )
    username = forms.CharField(label=_("User name"), help_text=_("An administrator made for the desk, with a role of its own."))
    password = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput(attrs=_HIDDEN), strip=False)
    channel_token = forms.CharField(
        label=_("Channel token"), required=False, help_text=_("Only for a store with several channels; empty is the default channel.")
    )
    hook_secret = forms.CharField(
        label=_("Secret of the webhooks"),
        required=False,
        widget=forms.PasswordInput(attrs=_HIDDEN),
        help_text=_("At least 16 characters; the same as in the plugin's settings in Vendure."),
    )

    def clean_password(self) -> str:
        return self._kept("password")

    def clean_hook_secret(self) -> str:
        secret = self._kept("hook_secret")
        if len(secret) < MINIMUM_SECRET:
            raise forms.ValidationError(_("Too short: at least 16 characters."))
        return secret

    def _kept(self, name: str) -> Any:
        given = self.cleaned_data[name] or self.initial.get(name, "")
        if not given:
            raise forms.ValidationError(self.fields[name].error_messages["required"], code="required")
        return given
