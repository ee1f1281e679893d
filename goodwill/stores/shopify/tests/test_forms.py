"""What may be said to connect a store."""

import pytest

from goodwill.stores.shopify.forms import ShopifyForm


def form(**given: str) -> ShopifyForm:
    return ShopifyForm({"shop": "fern.myshopify.com", "client_id": "an-app", "client_secret": "a-secret", **given})


@pytest.mark.parametrize("pasted", ["fern.myshopify.com", " https://Fern.myshopify.com/admin ", "http://fern.myshopify.com"])
def test_host_is_taken_out_of_whatever_was_pasted(pasted):
    filled = form(shop=pasted)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["shop"] == "fern.myshopify.com"


@pytest.mark.parametrize(
    "pasted", ["fern.example.com", "127.0.0.1", "x.myshopify.com.evil.example", "evil.example/x.myshopify.com", "-.myshopify.com"]
)
def test_other_hosts_get_no_secret(pasted):
    assert not form(shop=pasted).is_valid()


def test_app_or_token_is_needed():
    assert form(client_id="", access_token="shpat_x").is_valid()
    assert not form(client_id="").is_valid()
    assert not form(client_secret="").is_valid()
