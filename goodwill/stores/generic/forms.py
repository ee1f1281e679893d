"""The settings of a home-made store: where it answers, and the secret that both sides sign with."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

MINIMUM_SECRET = 16


class SettingsForm(forms.Form):
    """``cleaned_data`` is what to store; an empty secret keeps the stored one, which is never shown again."""

    url = forms.URLField(
        label=_("Address of the store's interface"),
        help_text=_("For example https://shop.example/goodwill. Leave it empty for a store that only sends webhooks or files."),
        required=False,
        assume_scheme="https",
    )
    secret = forms.CharField(
        label=_("Shared secret"),
        help_text=_("Both sides sign with it. At least 16 characters; let a password manager make it."),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].rstrip("/")
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or parts.query or parts.fragment or "@" in parts.netloc):
            raise forms.ValidationError(_("Give the plain address, without a question mark, a # or a user name."))
        return url

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"] or self.initial.get("secret", "")
        if secret and len(secret) < MINIMUM_SECRET:
            raise forms.ValidationError(_("Too short: at least 16 characters."))
        return secret

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("url") and not self.cleaned_data.get("secret") and "secret" not in self.errors:
            self.add_error("secret", _("The store can't tell our requests from others' without a secret."))
        return cleaned
