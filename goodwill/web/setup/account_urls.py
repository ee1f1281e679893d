"""Addresses of signing in and of one's own account. The sign-in library's other pages (signing up, e-mail lists) have none."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from goodwill.web.setup.views import address, signing_in
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("", second_factor.index, name="mfa_index"),
    path("profile", by_method(GET=signing_in.profile, POST=signing_in.describe), name="account_profile"),
    path("address", by_method(GET=address.edit, POST=address.ask), name="account_address"),
    path("address/confirmation", by_method(GET=address.show, POST=address.confirm), name="account_address_confirmation"),
    path("sessions", by_method(DELETE=signing_in.end_sessions), name="account_sessions"),
    path("sign-in", signing_in.sign_in, name="account_login"),
    path("sign-in/code", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out", account.logout, name="account_logout"),
    path("inactive", account.account_inactive, name="account_inactive"),
    path("confirm", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password", account.password_change, name="account_change_password"),
    path("password/first", account.password_set, name="account_set_password"),
    path("password/forgotten", account.password_reset, name="account_reset_password"),
    path("password/forgotten/sent", account.password_reset_done, name="account_reset_password_done"),
    path("password/forgotten/done", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("app", totp.activate_totp, name="mfa_activate_totp"),
    path("app/removal", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/file", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/new", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/removal", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
