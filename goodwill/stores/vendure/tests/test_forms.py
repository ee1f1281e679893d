"""Secrets are asked for once, kept when left empty, and never shown again."""

from goodwill.stores.vendure.forms import VendureForm

GIVEN = {
    "admin_url": "https://shop.example.com/admin-api",
    "username": "desk",
    "password": "secret pass",
    "hook_secret": "0123456789abcdef",
}


def test_secrets_that_are_left_empty_stay_what_they_were():
    form = VendureForm({**GIVEN, "password": "", "hook_secret": ""}, initial=GIVEN)

    assert form.is_valid()
    assert form.cleaned_data == {**GIVEN, "channel_token": ""}
    assert "secret pass" not in form.as_p()
    assert GIVEN["hook_secret"] not in form.as_p()


def test_secrets_are_asked_for_at_first_and_may_not_be_short():
    form = VendureForm({**GIVEN, "password": "", "hook_secret": "short"})

    assert form.errors == {"password": ["This field is required."], "hook_secret": ["Too short: at least 16 characters."]}
