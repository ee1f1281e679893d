"""The forms of a store: what every store has, and the upload of a file. The platform's own form stands beside the first."""

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.commerce.contract import Resource
from goodwill.commerce.domain.connecting import Description
from goodwill.commerce.models import Store

MOST_BYTES = 200 * 1024 * 1024
RESOURCES = {
    Resource.PRODUCTS: _("Products"),
    Resource.STOCK: _("Stock"),
    Resource.CUSTOMERS: _("Customers"),
    Resource.ORDERS: _("Orders"),
    Resource.CARTS: _("Carts"),
    Resource.SUBSCRIPTIONS: _("Subscriptions"),
    Resource.GIFT_CARDS: _("Gift cards"),
}
# What may come as a file, in the order in which the files refer to each other.
IN_FILES = (Resource.PRODUCTS, Resource.STOCK, Resource.CUSTOMERS, Resource.ORDERS)


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class StoreForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What agents call it, such as “Fern & Fable Europe”."))
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False, help_text=_("What customers know it as, where that differs."))
    url = forms.URLField(label=_("Address of the shop"), required=False, assume_scheme="https")
    currency = forms.CharField(
        label=_("Currency"), min_length=3, max_length=3, help_text=_("Its three letters, such as EUR. Orders may be in others.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, help_text=_("Days and months of limits are counted in it."))
    languages = forms.CharField(label=_("Languages"), required=False, help_text=_("Two letters each, the first one first: de, en, fr."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = settings.TIME_ZONE

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].strip().upper()
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise forms.ValidationError(_now("A currency has three letters, such as EUR."))
        return code

    def clean_languages(self) -> list[str]:
        codes = [code.lower() for code in re.split(r"[\s,;]+", self.cleaned_data["languages"]) if code]
        if wrong := [code for code in codes if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", code)]:
            raise forms.ValidationError(_now("%(code)s is not a language's code.") % {"code": wrong[0]})
        return list(dict.fromkeys(codes))

    def description(self, settings: dict[str, Any]) -> Description:
        return Description(settings=settings, **self.cleaned_data)

    @staticmethod
    def values_of(store: Store) -> dict[str, Any]:
        names = ("name", "brand", "url", "currency", "time_zone")
        return {**{name: getattr(store, name) for name in names}, "languages": ", ".join(store.languages)}


class FileForm(forms.Form):
    """An export to take in. What is in it is checked while it is read, row by row."""

    resource = forms.ChoiceField(label=_("What is in it"), choices=[(str(one), RESOURCES[one]) for one in IN_FILES])
    file = forms.FileField(label=_("File (CSV)"), help_text=_("With a first line that names the columns."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_now("A file has at most 200 MB. Cut it in pieces, or use the command line."))
        return file
