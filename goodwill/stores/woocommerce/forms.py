"""What an administrator must say to connect a WooCommerce store."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from goodwill.stores.woocommerce.client import NEEDS_HTTPS, is_encrypted

PATH = "/wp-json/wc/v3"


class WooCommerceForm(forms.Form):
    """Where the shop is, and a key that may read and write; the webhooks' secret is made here unless one is given."""

    url = forms.URLField(
        label=_("Address of the shop"),
        assume_scheme="https",
        help_text=_("The address of the WordPress site, for example https://shop.example.com."),
    )
    consumer_key = forms.CharField(label=_("Consumer key"), help_text=_("Starts with ck_. The key needs the permission Read/Write."))
    consumer_secret = forms.CharField(
        label=_("Consumer secret"),
        widget=forms.PasswordInput(render_value=True),
        help_text=_("Starts with cs_. WooCommerce shows it once."),
    )
    hook_secret = forms.CharField(
        label=_("Secret of the webhooks"),
        required=False,
        min_length=16,
        widget=forms.PasswordInput(render_value=True),
        help_text=_("Leave it empty: one is made, and the desk tells it to the store. At least 16 characters."),
    )
    notes_by_hand = forms.BooleanField(
        label=_("Note refunds that the payment provider can't carry out"),
        required=False,
        help_text=_("For bank transfer and the like: the refund is noted in the store, and somebody sends the money by hand."),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].rstrip("/").removesuffix(PATH)
        if not is_encrypted(url):
            raise forms.ValidationError(NEEDS_HTTPS)
        if "?" in url or "#" in url or "@" in url:
            raise forms.ValidationError(_("Give the plain address, without a question mark, a # or a user name."))
        return url

    def clean_consumer_key(self) -> str:
        return _key(self.cleaned_data["consumer_key"], "ck_")

    def clean_consumer_secret(self) -> str:
        return _key(self.cleaned_data["consumer_secret"], "cs_")

    def clean_hook_secret(self) -> str:
        return self.cleaned_data["hook_secret"] or self.initial.get("hook_secret", "") or secrets.token_urlsafe(32)


def _key(given: str, start: str) -> str:
    if not given.startswith(start):
        raise forms.ValidationError(_("This starts with %s in WooCommerce.") % start)
    return given
