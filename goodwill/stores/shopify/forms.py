"""What an administrator must say to connect a Shopify store."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


class ShopifyForm(forms.Form):
    """Which store, and the app that was made for the desk there; the app's secret also signs the webhooks."""

    shop = forms.CharField(label=_("Store"), help_text=_("The address that ends in .myshopify.com, for example my-store.myshopify.com."))
    client_id = forms.CharField(
        label=_("Client ID"), required=False, help_text=_("Of the app that you made for the desk. Empty where you have an access token.")
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        widget=forms.PasswordInput(render_value=True),
        help_text=_("The app's secret (“API secret key” in older apps). Shopify signs its webhooks with it."),
    )
    access_token = forms.CharField(
        label=_("Access token"),
        required=False,
        widget=forms.PasswordInput(render_value=True),
        help_text=_("Only of an app that was made in the store's own administration before 2026; it begins with shpat_."),
    )

    def clean_shop(self) -> str:
        """The bare name of the host, however it was pasted."""
        shop = re.sub(r"^https?://", "", str(self.cleaned_data["shop"]).strip().lower()).split("/")[0]
        if not _SHOP.fullmatch(shop):
            raise forms.ValidationError(_("This is not the address of a Shopify store: it must end in .myshopify.com."))
        return shop

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("client_id") and not cleaned.get("access_token"):
            raise forms.ValidationError(_("Give the client ID of the app, or an access token."))
        return cleaned
